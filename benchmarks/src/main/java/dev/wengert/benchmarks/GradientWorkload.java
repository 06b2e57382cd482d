package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A workload that is one scalar function and its gradients, recorded anew each time.
 *
 * @param loss the function
 * @param arguments where its gradients are taken
 */
public record GradientWorkload(Function<List<Tensor>, Tensor> loss, List<Tensor> arguments)
    implements Workload {

  private static final int LINKS = 1000;
  private static final double EPSILON = 1e-5;

  /** Returns W3: layer norm of [4096, 1024], with a given cotangent. */
  public static GradientWorkload layerNorm() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(4096, 1024));
    Tensor cotangent = Key.of(1).normal(spec);
    return new GradientWorkload(
        in ->
            Reductions.sum(
                Normalization.layerNorm(in.get(0), in.get(1), in.get(2), EPSILON).times(cotangent)),
        normalized(spec));
  }

  /** Returns W4: batch norm in training mode of the same. */
  public static GradientWorkload batchNorm() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(4096, 1024));
    Tensor cotangent = Key.of(1).normal(spec);
    return new GradientWorkload(
        in ->
            Reductions.sum(
                Normalization.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON).times(cotangent)),
        normalized(spec));
  }

  static List<Tensor> normalized(Spec spec) {
    Spec row = spec.withShape(Shape.of(spec.shape().side(1)));
    return List.of(Key.of(2).normal(spec), Key.of(3).normal(row), Key.of(4).normal(row));
  }

  /** Returns W5: sum(sigmoid(relu(x * a + b)) * mask) over 4,194,304 elements. */
  public static GradientWorkload elementwise() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(1 << 22));
    Tensor mask = Key.of(1).bernoulli(0.5, spec.shape()).to(DType.FLOAT32);
    return new GradientWorkload(
        in ->
            Reductions.sum(
                Activations.sigmoid(Activations.relu(in.get(0).times(in.get(1)).plus(in.get(2))))
                    .times(mask)),
        List.of(Key.of(2).normal(spec), Key.of(3).normal(spec), Key.of(4).normal(spec)));
  }

  /** Returns W7: 1,000 operations on 16 elements: times p, plus q, tanh, in turn. */
  public static GradientWorkload chain() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(16));
    return new GradientWorkload(
        in -> {
          Tensor value = in.get(0);
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
        List.of(Key.of(1).uniform(spec), Key.of(2).uniform(spec)));
  }

  @Override
  public void run() {
    Autodiff.valueAndGrad(loss, arguments);
  }

  @Override
  public Optional<Work> work() {
    return Work.of(
        in -> {
          var found = Autodiff.valueAndGrad(loss, in);
          return ImmutableList.<Tensor>builder()
              .add(found.value())
              .addAll(found.gradients())
              .build();
        },
        arguments);
  }

  @Override
  public Check check() {
    Autodiff.ValueAndGrad<List<Tensor>> result = Autodiff.valueAndGrad(loss, arguments);
    return Check.of(result.value(), result.gradients());
  }
}
