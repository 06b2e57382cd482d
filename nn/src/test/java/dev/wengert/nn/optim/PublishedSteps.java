package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Compares what an optimiser does to matrices [4, 3] and [2, 4] and their biases with what a paper
 * says, written here as loops over doubles.
 */
final class PublishedSteps {

  static final int STEPS = 7;

  /** How one parameter follows its gradients; it remembers what it needs. */
  interface Reference {
    /**
     * Changes the parameter.
     *
     * @param t the number of the step, from 1
     * @param w the parameter, in row-major order
     * @param rows its first side
     */
    void step(int t, double[] w, double[] g, int rows, boolean isWeight);
  }

  private PublishedSteps() {}

  static Model<Sequential> model(DType dtype) {
    return Model.of(Sequential.of(Dense.of(3, 4), Activation.tanh(), Dense.of(4, 2)), dtype);
  }

  static Values start(DType dtype) {
    return model(DType.FLOAT64)
        .initialize(Key.of(1))
        // Biases that are not 0, and numbers that both dtypes have.
        .map((path, w) -> w.plus(0.125).to(DType.FLOAT32).to(dtype));
  }

  /** Gradients that change from step to step, and in size. */
  static Values gradients(int step, DType dtype) {
    return start(DType.FLOAT64)
        .map(
            (path, w) ->
                Key.of(step)
                    .fold(path)
                    .normal(w.spec())
                    .times(step % 3 == 0 ? 4 : 0.5)
                    .to(DType.FLOAT32)
                    .to(dtype));
  }

  static void follow(
      GradientTransformation<?> rule, Supplier<Reference> references, ParameterGroup... groups) {
    compare(rule, references, DType.FLOAT64, 1e-12, groups);
    compare(rule, references, DType.FLOAT32, 5e-5, groups);
  }

  private static void compare(
      GradientTransformation<?> rule,
      Supplier<Reference> references,
      DType dtype,
      double tolerance,
      ParameterGroup... groups) {
    Optimizer optimizer = Optimizer.of(model(dtype), rule, groups);
    Values values = start(dtype);
    Optimizer.State state = optimizer.start(values);
    Map<String, double[]> expected = new LinkedHashMap<>();
    Map<String, Reference> byPath = new LinkedHashMap<>();
    for (String path : optimizer.trainable()) {
      expected.put(path, values.get(path).toDoubleArray());
      byPath.put(path, references.get());
    }
    for (int t = 1; t <= STEPS; t++) {
      Values gradients = gradients(t, dtype);
      Optimizer.Result next = optimizer.step(values, gradients, state);
      values = next.values();
      state = next.state();
      for (String path : optimizer.trainable()) {
        double[] w = java.util.Objects.requireNonNull(expected.get(path));
        java.util.Objects.requireNonNull(byPath.get(path))
            .step(
                t,
                w,
                gradients.get(path).toDoubleArray(),
                values.get(path).shape().side(0),
                path.endsWith("weight"));
        assertThat(values.get(path).toDoubleArray())
            .as("%s of %s after step %s", path, dtype, t)
            .containsExactly(w, within(tolerance));
      }
    }
  }

  static double norm(double[] x) {
    double squares = 0;
    for (double a : x) {
      squares += a * a;
    }
    return Math.sqrt(squares);
  }

  /** A step of a whole optimiser on values of FLOAT64, from gradients of this step. */
  static Optimizer.Result step(
      Optimizer optimizer, Values values, Optimizer.State state, int number) {
    return optimizer.step(values, gradients(number, DType.FLOAT64), state);
  }

  static Values of(String path, Tensor value) {
    return new Values(ImmutableMap.of(path, value));
  }
}
