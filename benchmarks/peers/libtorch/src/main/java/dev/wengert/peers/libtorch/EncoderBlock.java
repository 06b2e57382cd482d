package dev.wengert.peers.libtorch;

import static dev.wengert.peers.libtorch.Tensors.optional;
import static dev.wengert.peers.libtorch.Tensors.zeros;

import dev.wengert.peers.Data.Block;
import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** W8, with attention of a few operations or by libtorch's own. */
final class EncoderBlock {

  private static final Scalar SCALE = new Scalar(1 / Math.sqrt(Block.HEAD));

  private final Parameters parameters = new Parameters();
  private final Tensor x = Tensors.of(Block.x(), Block.BATCH, Block.SEQUENCE, Block.WIDTH);
  private final Tensor cotangent =
      Tensors.of(Block.cotangent(), Block.BATCH, Block.SEQUENCE, Block.WIDTH);
  private final Norm first = Norm.of(parameters, 1, Block.WIDTH);
  private final Linear in = linear("in", Block.in(), 3 * Block.WIDTH, Block.WIDTH);
  private final Linear out = linear("out", Block.out(), Block.WIDTH, Block.WIDTH);
  private final Norm second = Norm.of(parameters, 2, Block.WIDTH);
  private final Linear up = linear("up", Block.up(), Block.INNER, Block.WIDTH);
  private final Linear down = linear("down", Block.down(), Block.WIDTH, Block.INNER);
  private final boolean isFused;

  private EncoderBlock(boolean isFused) {
    this.isFused = isFused;
  }

  /** Returns the block and its gradients. */
  static Work make(boolean isFused) {
    EncoderBlock block = new EncoderBlock(isFused);
    return new Differentiated(block.parameters, block::loss);
  }

  private record Linear(Tensor weight, Tensor bias) {

    Tensor of(Tensor x) {
      return torch.linear(x, weight, optional(bias));
    }
  }

  private Linear linear(String name, float[] weight, int rows, int columns) {
    return new Linear(
        parameters.add(name + "Weight", Tensors.of(weight, rows, columns)),
        parameters.add(name + "Bias", zeros(rows)));
  }

  private Tensor loss(boolean training) {
    Tensor attended = out.of(attention(first.overLastAxis(x), training));
    Tensor middle = x.add(torch.dropout(attended, Block.DROP, training));
    Tensor inner = torch.gelu(up.of(second.overLastAxis(middle)));
    Tensor fed = down.of(torch.dropout(inner, Block.DROP, training));
    return middle.add(torch.dropout(fed, Block.DROP, training)).mul(cotangent).sum();
  }

  private Tensor attention(Tensor value, boolean training) {
    Tensor stacked =
        in.of(value)
            .view(Block.BATCH, Block.SEQUENCE, 3, Block.HEADS, Block.HEAD)
            .permute(2, 0, 3, 1, 4);
    TensorVector parts = stacked.unbind(0);
    Tensor heads =
        isFused
            ? torch.scaled_dot_product_attention(
                parts.get(0),
                parts.get(1),
                parts.get(2),
                new TensorOptional(),
                training ? Block.DROP : 0,
                false,
                new DoubleOptional(),
                false)
            : composed(parts, training);
    return heads.transpose(1, 2).reshape(Block.BATCH, Block.SEQUENCE, Block.WIDTH);
  }

  private static Tensor composed(TensorVector parts, boolean training) {
    Tensor scores = parts.get(0).matmul(parts.get(1).transpose(2, 3)).mul(SCALE);
    return torch.dropout(torch.softmax(scores, 3), Block.DROP, training).matmul(parts.get(2));
  }
}
