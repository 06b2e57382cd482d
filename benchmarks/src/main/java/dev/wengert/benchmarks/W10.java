package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Workload W10: the product of the Hessian of {@link W2}'s shape with a direction, all parameters
 * together, recorded anew each time.
 *
 * <p>FLOAT32, 784-512-256-10 with tanh, batch 128, softmax cross-entropy; no batch norm, dropout or
 * penalty. The check's gradients are the products.
 */
public final class W10 implements Workload {

  private static final int BATCH = 128;
  private static final int[] UNITS = {784, 512, 256, 10};

  private static final List<String> NAMES =
      List.of("weight1", "bias1", "weight2", "bias2", "weight3", "bias3");

  private final Tensor x;
  private final Tensor targets;
  private final List<Tensor> parameters = new ArrayList<>();
  private final List<Tensor> direction = new ArrayList<>();

  /** Draws data, parameters and the direction. */
  public W10() {
    x = Draw.floats(21, BATCH, UNITS[0]);
    targets = Draw.classes(22, BATCH, UNITS[3]);
    for (int i = 0; i < 3; i++) {
      parameters.add(Draw.weight(23 + i, UNITS[i], UNITS[i + 1]));
      parameters.add(Tensor.zeros(DType.FLOAT32, UNITS[i + 1]));
      direction.add(Draw.direction(26 + i, UNITS[i], UNITS[i + 1]));
      direction.add(Draw.floats(29 + i, UNITS[i + 1]));
    }
  }

  private Tensor loss(List<Tensor> p) {
    Tensor value = x;
    for (int i = 0; i < 3; i++) {
      value = value.matmul(p.get(2 * i)).plus(p.get(2 * i + 1));
      if (i < 2) {
        value = Activations.tanh(value);
      }
    }
    return Losses.crossEntropy(value, targets);
  }

  private List<Tensor> products() {
    return Autodiff.hvp(this::loss, parameters, direction);
  }

  @Override
  public void run() {
    products();
  }

  @Override
  public Optional<Work> work() {
    int n = parameters.size();
    List<Tensor> first = new ArrayList<>(parameters);
    first.addAll(direction);
    return Work.of(in -> Autodiff.hvp(this::loss, in.subList(0, n), in.subList(n, 2 * n)), first);
  }

  @Override
  public Numbers numbers() {
    return new Numbers(
        NAMES,
        p ->
            ImmutableList.<Tensor>builder()
                .add(loss(p))
                .addAll(Autodiff.hvp(this::loss, p, direction))
                .build(),
        parameters);
  }
}
