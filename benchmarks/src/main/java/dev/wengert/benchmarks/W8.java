package dev.wengert.benchmarks;

import dev.wengert.Autodiff;
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
import java.util.Optional;

/**
 * Workload W8: a transformer encoder block and its gradients, recorded anew each time.
 *
 * <p>FLOAT32, normalization before each branch, width 256, 4 heads, feed-forward 1024, GELU (erf),
 * sequence 128, batch 8, dropout 0.1 on the attention weights, on both residual branches and inside
 * the feed-forward; sum(out * R), the gradients of all 12 parameters.
 */
public final class W8 implements Workload {

  private static final int BATCH = 8;
  private static final int SEQUENCE = 128;
  private static final int WIDTH = 256;
  private static final int HEADS = 4;
  private static final int INNER = 1024;
  private static final double KEEP = 0.9;
  private static final double EPSILON = 1e-5;

  final Tensor x;
  final Tensor cotangent;
  private final List<String> names = new ArrayList<>();
  final List<Tensor> parameters = new ArrayList<>();
  private int steps;

  /** Draws data and parameters. */
  public W8() {
    x = Draw.floats(81, BATCH, SEQUENCE, WIDTH);
    cotangent = Draw.floats(82, BATCH, SEQUENCE, WIDTH);
    norm(1);
    linear("in", 83, WIDTH, 3 * WIDTH);
    linear("out", 84, WIDTH, WIDTH);
    norm(2);
    linear("up", 85, WIDTH, INNER);
    linear("down", 86, INNER, WIDTH);
  }

  private void norm(int number) {
    add("scale" + number, Tensor.ones(DType.FLOAT32, WIDTH));
    add("shift" + number, Tensor.zeros(DType.FLOAT32, WIDTH));
  }

  private void linear(String name, long seed, int in, int out) {
    add(name + "Weight", Draw.weight(seed, in, out));
    add(name + "Bias", Tensor.zeros(DType.FLOAT32, out));
  }

  private void add(String name, Tensor parameter) {
    names.add(name);
    parameters.add(parameter);
  }

  private Tensor loss(List<Tensor> p, Key key, double keep) {
    Tensor attended =
        attention(Normalization.layerNorm(x, p.get(0), p.get(1), EPSILON), p, key, keep);
    Tensor middle = x.plus(Regularization.dropout(attended, key.fold("attended"), keep));
    Tensor normal = Normalization.layerNorm(middle, p.get(6), p.get(7), EPSILON);
    Tensor inner = Activations.gelu(normal.matmul(p.get(8)).plus(p.get(9)));
    Tensor dropped = Regularization.dropout(inner, key.fold("inner"), keep);
    Tensor fed = dropped.matmul(p.get(10)).plus(p.get(11));
    Tensor out = middle.plus(Regularization.dropout(fed, key.fold("fed"), keep));
    return Reductions.sum(out.times(cotangent));
  }

  private Tensor attention(Tensor value, List<Tensor> p, Key key, double keep) {
    Tensor heads =
        value
            .matmul(p.get(2))
            .plus(p.get(3))
            .reshape(BATCH, SEQUENCE, 3, HEADS, WIDTH / HEADS)
            .transpose(2, 0, 3, 1, 4);
    Tensor weights = Attention.attentionWeights(heads.get(0), heads.get(1));
    Tensor kept = Regularization.dropout(weights, key.fold("weights"), keep);
    return kept.matmul(heads.get(2))
        .transpose(0, 2, 1, 3)
        .reshape(BATCH, SEQUENCE, WIDTH)
        .matmul(p.get(4))
        .plus(p.get(5));
  }

  @Override
  public void run() {
    Autodiff.valueAndGrad(p -> loss(p, Key.of(steps), KEEP), parameters);
    steps++;
  }

  @Override
  public Optional<Work> work() {
    List<Tensor> first = new ArrayList<>();
    first.add(Key.of(0).bits());
    first.addAll(parameters);
    return Optional.of(
        new Work(
            in -> {
              Key key = Key.ofBits(in.get(0));
              List<Tensor> at = in.subList(1, in.size());
              var found = Autodiff.valueAndGrad((List<Tensor> p) -> loss(p, key, KEEP), at);
              List<Tensor> results = new ArrayList<>();
              results.add(key.fold(0).bits());
              results.add(found.value());
              results.addAll(found.gradients());
              return results;
            },
            first,
            1));
  }

  @Override
  public Numbers numbers() {
    Key key = Key.of(steps);
    return Numbers.ofLoss(names, p -> loss(p, key, 1), parameters);
  }
}
