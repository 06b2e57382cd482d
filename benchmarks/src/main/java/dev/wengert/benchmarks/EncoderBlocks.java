package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Attention;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Regularization;
import java.util.ArrayList;
import java.util.List;

/**
 * Transformer encoder blocks one after the other, FLOAT32, and a loss: sum(out * R).
 *
 * <p>Each normalizes before its two parts and has GELU (erf), and dropout on the attention weights,
 * on both residual branches and inside the feed-forward.
 */
final class EncoderBlocks {

  private static final double EPSILON = 1e-5;

  /** How many parameters a block has. */
  private static final int PARAMETERS = 12;

  /** The sides of the blocks. */
  record Sides(int blocks, int batch, int sequence, int width, int heads, int inner) {}

  private final Sides sides;
  final Tensor x;
  final Tensor cotangent;
  final List<Tensor> parameters = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Draws data and parameters by the seeds behind one. */
  EncoderBlocks(Sides sides, long seed) {
    this.sides = sides;
    int width = sides.width();
    x = Draw.floats(seed + 1, sides.batch(), sides.sequence(), width);
    cotangent = Draw.floats(seed + 2, sides.batch(), sides.sequence(), width);
    for (int block = 0; block < sides.blocks(); block++) {
      String prefix = sides.blocks() == 1 ? "" : block + ".";
      long next = seed + 3 + 10L * block;
      norm(prefix, 1);
      linear(prefix + "in", next, width, 3 * width);
      linear(prefix + "out", next + 1, width, width);
      norm(prefix, 2);
      linear(prefix + "up", next + 2, width, sides.inner());
      linear(prefix + "down", next + 3, sides.inner(), width);
    }
  }

  private void norm(String prefix, int number) {
    add(prefix + "scale" + number, Tensor.ones(DType.FLOAT32, sides.width()));
    add(prefix + "shift" + number, Tensor.zeros(DType.FLOAT32, sides.width()));
  }

  private void linear(String name, long seed, int in, int out) {
    add(name + "Weight", Draw.weight(seed, in, out));
    add(name + "Bias", Tensor.zeros(DType.FLOAT32, out));
  }

  private void add(String name, Tensor parameter) {
    names.add(name);
    parameters.add(parameter);
  }

  ImmutableList<String> names() {
    return ImmutableList.copyOf(names);
  }

  Tensor loss(List<Tensor> p, Key key, double keep) {
    Tensor value = x;
    for (int block = 0; block < sides.blocks(); block++) {
      List<Tensor> own = p.subList(PARAMETERS * block, PARAMETERS * (block + 1));
      value = block(value, own, key.fold(block), keep);
    }
    return Reductions.sum(value.times(cotangent));
  }

  private Tensor block(Tensor value, List<Tensor> p, Key key, double keep) {
    Tensor attended =
        attention(Normalization.layerNorm(value, p.get(0), p.get(1), EPSILON), p, key, keep);
    Tensor middle = value.plus(Regularization.dropout(attended, key.fold("attended"), keep));
    Tensor normal = Normalization.layerNorm(middle, p.get(6), p.get(7), EPSILON);
    Tensor inner = Activations.gelu(normal.matmul(p.get(8)).plus(p.get(9)));
    Tensor dropped = Regularization.dropout(inner, key.fold("inner"), keep);
    Tensor fed = dropped.matmul(p.get(10)).plus(p.get(11));
    return middle.plus(Regularization.dropout(fed, key.fold("fed"), keep));
  }

  private Tensor attention(Tensor value, List<Tensor> p, Key key, double keep) {
    int batch = sides.batch();
    int sequence = sides.sequence();
    int width = sides.width();
    Tensor heads =
        value
            .matmul(p.get(2))
            .plus(p.get(3))
            .reshape(batch, sequence, 3, sides.heads(), width / sides.heads())
            .transpose(2, 0, 3, 1, 4);
    Tensor weights = Attention.attentionWeights(heads.get(0), heads.get(1));
    Tensor kept = Regularization.dropout(weights, key.fold("weights"), keep);
    return kept.matmul(heads.get(2))
        .transpose(0, 2, 1, 3)
        .reshape(batch, sequence, width)
        .matmul(p.get(4))
        .plus(p.get(5));
  }
}
