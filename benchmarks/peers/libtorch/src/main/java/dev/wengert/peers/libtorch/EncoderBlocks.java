package dev.wengert.peers.libtorch;

import static dev.wengert.peers.libtorch.Tensors.optional;
import static dev.wengert.peers.libtorch.Tensors.zeros;

import dev.wengert.peers.Data.Blocks;
import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** W8 and the step of a transformer, with attention of a few operations or by libtorch's own. */
final class EncoderBlocks {

  private final Parameters parameters = new Parameters();
  private final List<Block> blocks = new ArrayList<>();
  private final Blocks sides;
  private final boolean isFused;
  private final Scalar scale;
  private final Tensor x;
  private final Tensor cotangent;

  private EncoderBlocks(Blocks sides, boolean isFused) {
    this.sides = sides;
    this.isFused = isFused;
    scale = new Scalar(1 / Math.sqrt(sides.head()));
    x = Tensors.of(sides.x(), sides.batch(), sides.sequence(), sides.width());
    cotangent = Tensors.of(sides.cotangent(), sides.batch(), sides.sequence(), sides.width());
    for (int i = 0; i < sides.blocks(); i++) {
      blocks.add(block(i));
    }
  }

  /** Returns the blocks and their gradients. */
  static Work gradients(Blocks sides, boolean isFused) {
    EncoderBlocks blocks = new EncoderBlocks(sides, isFused);
    return new Differentiated(blocks.parameters, blocks::loss);
  }

  /** Returns a training step. */
  static Work step(Blocks sides) {
    EncoderBlocks blocks = new EncoderBlocks(sides, false);
    return new Trained(blocks.parameters, new SGDOptions(Blocks.RATE), blocks::loss);
  }

  private record Linear(Tensor weight, Tensor bias) {

    Tensor of(Tensor x) {
      return torch.linear(x, weight, optional(bias));
    }
  }

  private record Block(Norm first, Linear in, Linear out, Norm second, Linear up, Linear down) {}

  private Block block(int number) {
    String prefix = sides.prefix(number);
    int width = sides.width();
    return new Block(
        Norm.of(parameters, prefix, 1, width),
        linear(prefix + "in", sides.in(number), 3 * width, width),
        linear(prefix + "out", sides.out(number), width, width),
        Norm.of(parameters, prefix, 2, width),
        linear(prefix + "up", sides.up(number), sides.inner(), width),
        linear(prefix + "down", sides.down(number), width, sides.inner()));
  }

  private Linear linear(String name, float[] weight, int rows, int columns) {
    return new Linear(
        parameters.add(name + "Weight", Tensors.of(weight, rows, columns)),
        parameters.add(name + "Bias", zeros(rows)));
  }

  private Tensor loss(boolean training) {
    Tensor value = x;
    for (Block block : blocks) {
      Tensor heads = attention(block.in().of(block.first().overLastAxis(value)), training);
      Tensor attended = block.out().of(heads);
      Tensor middle = value.add(torch.dropout(attended, Blocks.DROP, training));
      Tensor inner = torch.gelu(block.up().of(block.second().overLastAxis(middle)));
      Tensor fed = block.down().of(torch.dropout(inner, Blocks.DROP, training));
      value = middle.add(torch.dropout(fed, Blocks.DROP, training));
    }
    return value.mul(cotangent).sum();
  }

  private Tensor attention(Tensor stacked, boolean training) {
    TensorVector parts =
        stacked
            .view(sides.batch(), sides.sequence(), 3, sides.heads(), sides.head())
            .permute(2, 0, 3, 1, 4)
            .unbind(0);
    Tensor heads = isFused ? fused(parts, training) : composed(parts, training);
    return heads.transpose(1, 2).reshape(sides.batch(), sides.sequence(), sides.width());
  }

  private static Tensor fused(TensorVector parts, boolean training) {
    return torch.scaled_dot_product_attention(
        parts.get(0),
        parts.get(1),
        parts.get(2),
        new TensorOptional(),
        training ? Blocks.DROP : 0,
        false,
        new DoubleOptional(),
        false);
  }

  private Tensor composed(TensorVector parts, boolean training) {
    Tensor scores = parts.get(0).matmul(parts.get(1).transpose(2, 3)).mul(scale);
    return torch.dropout(torch.softmax(scores, 3), Blocks.DROP, training).matmul(parts.get(2));
  }
}
