package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A workload that is one scalar function and its gradients, recorded anew each time.
 *
 * @param loss the function
 * @param named where its gradients are taken, by name
 */
public record GradientWorkload(
    Function<List<Tensor>, Tensor> loss, ImmutableMap<String, Tensor> named) implements Workload {

  private static final int ELEMENTS = 1 << 22;
  private static final int LINKS = 1000;

  /** Returns W5: sum(sigmoid(relu(x * a + b)) * mask) over 4,194,304 elements. */
  public static GradientWorkload elementwise() {
    Tensor mask = Draw.mask(54, ELEMENTS);
    return new GradientWorkload(
        in ->
            Reductions.sum(
                Activations.sigmoid(Activations.relu(in.get(0).times(in.get(1)).plus(in.get(2))))
                    .times(mask)),
        ImmutableMap.of(
            "x", Draw.floats(51, ELEMENTS),
            "a", Draw.floats(52, ELEMENTS),
            "b", Draw.floats(53, ELEMENTS)));
  }

  /** Returns W7: 1,000 operations on 16 elements: times p, plus q, tanh, in turn. */
  public static GradientWorkload chain() {
    Tensor x = Draw.floats(71, 16);
    return new GradientWorkload(
        in -> {
          Tensor value = x;
          for (int i = 0; i < LINKS; i++) {
            value =
                switch (i % 3) {
                  case 0 -> value.times(in.get(0));
                  case 1 -> value.plus(in.get(1));
                  default -> Activations.tanh(value);
                };
          }
          return Reductions.sum(value);
        },
        ImmutableMap.of(
            "p", Draw.around(72, 1, 0.1f, 16),
            "q", Draw.around(73, 0, 0.1f, 16)));
  }

  private ImmutableList<Tensor> arguments() {
    return named.values().asList();
  }

  @Override
  public void run() {
    Autodiff.valueAndGrad(loss, arguments());
  }

  @Override
  public Optional<Work> work() {
    return Work.of(numbers().function(), arguments());
  }

  @Override
  public Numbers numbers() {
    return Numbers.ofLoss(named.keySet().asList(), loss, arguments());
  }
}
