package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.ops.Normalization;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A workload that is one function, and the gradients that a given cotangent has by it, recorded
 * anew each time.
 *
 * @param function the function
 * @param cotangent of its result
 * @param named where its gradients are taken, by name
 */
public record CotangentWorkload(
    Function<List<Tensor>, Tensor> function, Tensor cotangent, ImmutableMap<String, Tensor> named)
    implements Workload {

  private static final int ROWS = 4096;
  private static final int COLUMNS = 1024;
  private static final double EPSILON = 1e-5;

  /** Returns W3: layer norm of [4096, 1024]. */
  public static CotangentWorkload layerNorm() {
    return normalization(in -> Normalization.layerNorm(in.get(0), in.get(1), in.get(2), EPSILON));
  }

  /** Returns W4: batch norm in training mode of the same. */
  public static CotangentWorkload batchNorm() {
    return normalization(in -> Normalization.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON));
  }

  /** Returns a way to normalize, of x, a scale and a shift, on the data of W3 and W4. */
  static CotangentWorkload normalization(Function<List<Tensor>, Tensor> function) {
    return new CotangentWorkload(
        function,
        Draw.floats(34, ROWS, COLUMNS),
        ImmutableMap.of(
            "x", Draw.floats(31, ROWS, COLUMNS),
            "scale", Draw.around(32, 1, 0.1f, COLUMNS),
            "shift", Draw.around(33, 0, 0.1f, COLUMNS)));
  }

  private List<Tensor> step(List<Tensor> in) {
    Autodiff.Vjp<List<Tensor>, Tensor> found = Autodiff.vjp(function, in);
    return ImmutableList.<Tensor>builder()
        .add(found.value())
        .addAll(found.pullback().apply(cotangent))
        .build();
  }

  @Override
  public void run() {
    step(named.values().asList());
  }

  @Override
  public Optional<Work> work() {
    return Work.of(this::step, named.values().asList());
  }

  @Override
  public Numbers numbers() {
    return new Numbers(named.keySet().asList(), this::step, named.values().asList());
  }
}
