package dev.wengert.gradcheck.corpus;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Three other ways to tell a right derivative from a wrong one, as their authors set them up. */
enum OtherRules {
  /**
   * Every entry of the Jacobian by central differences of step 1e-6, within 1e-5 + 1e-3 of the
   * numeric value; the backward pass twice, which must give the same (PyTorch's {@code gradcheck}
   * with its defaults).
   */
  FIXED {
    @Override
    boolean accepts(Problem problem) {
      Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(problem.function(), problem.inputs());
      int outputs = vjp.value().size();
      double[][] analytic = new double[outputs][];
      for (int j = 0; j < outputs; j++) {
        double[] unit = new double[outputs];
        unit[j] = 1;
        analytic[j] = flat(vjp.pullback().apply(like(vjp.value(), unit)));
        double[] again = flat(vjp.pullback().apply(like(vjp.value(), unit)));
        if (!Arrays.equals(analytic[j], again)) {
          return false;
        }
      }
      double[] point = flat(problem.inputs());
      for (int i = 0; i < point.length; i++) {
        double[] numeric = difference(problem, point, unit(point.length, i), 1e-6);
        for (int j = 0; j < outputs; j++) {
          double tolerance = 1e-5 + 1e-3 * Math.abs(numeric[j]);
          if (!(Math.abs(analytic[j][i] - numeric[j]) <= tolerance)) {
            return false;
          }
        }
      }
      return true;
    }
  },

  /**
   * One normal direction through all inputs, step 1e-4: forward mode against differences, with
   * absolute and relative tolerances of 1e-5 (2e-3 for FLOAT32) times the number of outputs, and
   * the inner product with reverse mode within the same, not scaled (JAX's {@code check_grads} with
   * its defaults).
   */
  ONE_DIRECTION {
    @Override
    boolean accepts(Problem problem) {
      Random random = new Random(0);
      double[] point = flat(problem.inputs());
      double[] tangent = normal(random, point.length);
      Tensor value = problem.function().apply(problem.inputs());
      double tolerance = value.dtype() == DType.FLOAT32 ? 2e-3 : 1e-5;
      double[] numeric = difference(problem, point, tangent, 1e-4);
      Autodiff.Jvp<Tensor> jvp =
          Autodiff.jvp(problem.function(), problem.inputs(), split(problem, tangent));
      double[] forward = jvp.tangent().toDoubleArray();
      double scaled = tolerance * numeric.length;
      for (int j = 0; j < numeric.length; j++) {
        if (!(Math.abs(forward[j] - numeric[j]) <= scaled + scaled * Math.abs(numeric[j]))) {
          return false;
        }
      }
      double[] cotangent = normal(random, numeric.length);
      Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(problem.function(), problem.inputs());
      double[] pulled = flat(vjp.pullback().apply(like(value, cotangent)));
      double reverse = dot(pulled, tangent);
      double expected = dot(numeric, cotangent);
      return Math.abs(reverse - expected) <= tolerance + tolerance * Math.abs(expected);
    }
  },

  /**
   * The gradient of the sum of all outputs, step 1e-7: {@code ||g - n|| / (||g|| + ||n||)} below
   * 1e-7 (the textbook's).
   */
  TEXTBOOK {
    @Override
    boolean accepts(Problem problem) {
      Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(problem.function(), problem.inputs());
      double[] gradient = flat(vjp.pullback().apply(Tensor.full(vjp.value().spec(), 1)));
      double[] point = flat(problem.inputs());
      double[] numeric = new double[point.length];
      for (int i = 0; i < point.length; i++) {
        for (double change : difference(problem, point, unit(point.length, i), 1e-7)) {
          numeric[i] += change;
        }
      }
      double[] error = new double[point.length];
      Arrays.setAll(error, i -> gradient[i] - numeric[i]);
      double numerator = Math.sqrt(dot(error, error));
      double denominator = Math.sqrt(dot(gradient, gradient)) + Math.sqrt(dot(numeric, numeric));
      return numerator == 0 || numerator / denominator < 1e-7;
    }
  };

  /** Returns whether the rule finds the derivative right; a failure to run it counts as no. */
  abstract boolean accepts(Problem problem);

  private static double[] unit(int size, int i) {
    double[] unit = new double[size];
    unit[i] = 1;
    return unit;
  }

  private static double[] normal(Random random, int size) {
    double[] values = new double[size];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Returns {@code (f(x + eps v) - f(x - eps v)) / (2 eps)}, the inputs rounded to their dtype. */
  private static double[] difference(
      Problem problem, double[] point, double[] direction, double epsilon) {
    double[] plus = shifted(problem, point, direction, epsilon);
    double[] minus = shifted(problem, point, direction, -epsilon);
    double[] result = new double[plus.length];
    Arrays.setAll(result, j -> (plus[j] - minus[j]) / (2 * epsilon));
    return result;
  }

  private static double[] shifted(
      Problem problem, double[] point, double[] direction, double step) {
    double[] moved = new double[point.length];
    Arrays.setAll(moved, i -> point[i] + step * direction[i]);
    return problem.function().apply(split(problem, moved)).toDoubleArray();
  }

  private static List<Tensor> split(Problem problem, double[] values) {
    List<Tensor> inputs = new ArrayList<>();
    int from = 0;
    for (Tensor input : problem.inputs()) {
      inputs.add(like(input, Arrays.copyOfRange(values, from, from + input.size())));
      from += input.size();
    }
    return inputs;
  }

  private static Tensor like(Tensor tensor, double[] values) {
    return Tensor.wrap(values, tensor.shape().sides()).to(tensor.dtype());
  }

  private static double[] flat(List<Tensor> tensors) {
    return tensors.stream().flatMapToDouble(t -> Arrays.stream(t.toDoubleArray())).toArray();
  }
}
