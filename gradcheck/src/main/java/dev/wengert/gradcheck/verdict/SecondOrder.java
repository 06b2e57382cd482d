package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.coverage.DerivativeCoverage;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Outputs;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The second derivative as a first one: of the function that takes the inputs and a cotangent, and
 * returns the pulled-back gradient, weighed and added up.
 */
final class SecondOrder {

  private static final double SYMMETRIC = 1e-9;
  private static final double SYMMETRIC_FLOAT32 = 1e-3;

  /** At how many points next to the point rounding is looked at, and how much more it may be. */
  private static final int NEARBY = 8;

  private static final double ROUNDINGS = 64;

  private SecondOrder() {}

  /** Returns the subject whose gradient is the second derivative of another. */
  static Subject of(Subject first, Signs signs) {
    Tensor output = first.vjp().value();
    ImmutableList.Builder<Argument> arguments = ImmutableList.builder();
    arguments.addAll(first.arguments());
    double[] cotangent = signs.fine(output.size());
    arguments.add(
        new Argument("cotangent", Subject.tensor(cotangent, output.dtype(), output.shape()), true));
    List<Tensor> weights = new ArrayList<>();
    for (Tensor input : first.inputs()) {
      weights.add(Subject.tensor(signs.fine(input.size()), DType.FLOAT64, input.shape()));
    }
    Function<List<Tensor>, Tensor> twin = first.twin();
    return new Subject(
        arguments.build(),
        derived(first, first.function(), weights),
        twin == null ? null : derived(first, twin, weights),
        first.states(),
        Outputs.ONE);
  }

  private static Function<List<Tensor>, Tensor> derived(
      Subject first, Function<List<Tensor>, Tensor> plain, List<Tensor> weights) {
    Function<List<Tensor>, Tensor> function = DerivativeCoverage.observed(plain);
    return all -> {
      List<Tensor> own = all.subList(0, all.size() - 1);
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        if (first.arguments().get(i).differentiated()) {
          inputs.add(own.get(i));
        }
      }
      List<Tensor> gradients =
          Autodiff.vjp(xs -> function.apply(first.replaced(own, xs)), inputs)
              .pullback()
              .apply(all.getLast());
      return weighed(gradients, weights);
    };
  }

  /** Returns the sum of all elements, each times its weight. */
  private static Tensor weighed(List<Tensor> values, List<Tensor> weights) {
    Tensor total = Tensor.zeros(DType.FLOAT64);
    for (int i = 0; i < values.size(); i++) {
      Tensor value = values.get(i).to(DType.FLOAT64);
      total = total.plus(Sum.of(value.times(weights.get(i)), false));
    }
    return values.get(0).dtype() == DType.FLOAT32 ? total.to(DType.FLOAT32) : total;
  }

  /** Compares {@code <w, Hv>} with {@code <v, Hw>}, H the second derivative of {@code <u, f>}. */
  static Finding symmetry(Subject subject, Signs signs) {
    List<Tensor> inputs = subject.inputs();
    List<Tensor> v = new ArrayList<>();
    List<Tensor> w = new ArrayList<>();
    for (Tensor input : inputs) {
      v.add(Subject.tensor(signs.fine(input.size()), input.dtype(), input.shape()));
      w.add(Subject.tensor(signs.fine(input.size()), input.dtype(), input.shape()));
    }
    Tensor output = subject.vjp().value();
    Tensor u = Subject.tensor(signs.fine(output.size()), output.dtype(), output.shape());
    Measurement measurement = products(subject, inputs, u, v, w);
    if (!measurement.agrees()) {
      measurement = withRounding(subject, measurement, signs, u, v, w);
    }
    return Findings.of(
        Aspect.SYMMETRY,
        "all inputs",
        Shape.SCALAR,
        measurement.agrees() ? Verdict.PASS : Verdict.WRONG,
        measurement,
        measurement.agrees() ? "" : "the second derivative is not symmetric",
        0);
  }

  /** Measures both products at a point. */
  private static Measurement products(
      Subject subject, List<Tensor> point, Tensor u, List<Tensor> v, List<Tensor> w) {
    List<Tensor> alongV = product(subject, point, u, v);
    List<Tensor> alongW = product(subject, point, u, w);
    double left = 0;
    double right = 0;
    double size = 0;
    for (int i = 0; i < point.size(); i++) {
      double[] hv = alongV.get(i).toDoubleArray();
      double[] hw = alongW.get(i).toDoubleArray();
      double[] vs = v.get(i).toDoubleArray();
      double[] ws = w.get(i).toDoubleArray();
      for (int j = 0; j < hv.length; j++) {
        left += ws[j] * hv[j];
        right += vs[j] * hw[j];
        size += Math.abs(ws[j] * hv[j]) + Math.abs(vs[j] * hw[j]);
      }
    }
    double bar = (u.dtype() == DType.FLOAT32 ? SYMMETRIC_FLOAT32 : SYMMETRIC) * size;
    return new Measurement(left, right, bar, bar);
  }

  /**
   * Adds the rounding in the products, as it shows between points that are next to each other:
   * where large terms cancel to a second derivative of zero, rounding is all there is of it.
   */
  private static Measurement withRounding(
      Subject subject,
      Measurement measurement,
      Signs signs,
      Tensor u,
      List<Tensor> v,
      List<Tensor> w) {
    double rounding = 0;
    for (int i = 0; i < NEARBY; i++) {
      Measurement near = products(subject, subject.nearby(signs), u, v, w);
      rounding = Math.max(rounding, Math.abs(near.analytic() - measurement.analytic()));
      rounding = Math.max(rounding, Math.abs(near.numeric() - measurement.numeric()));
    }
    double bar = measurement.bar() + ROUNDINGS * rounding;
    return new Measurement(measurement.analytic(), measurement.numeric(), bar, bar);
  }

  /** Returns the second derivative of {@code <u, f>} along a direction, by reverse over reverse. */
  private static List<Tensor> product(
      Subject subject, List<Tensor> inputs, Tensor u, List<Tensor> direction) {
    subject.restore();
    Function<List<Tensor>, Tensor> slope =
        xs -> {
          List<Tensor> gradients =
              Autodiff.vjp(ys -> subject.observed().apply(subject.withConstants(ys)), xs)
                  .pullback()
                  .apply(u);
          Tensor total = null;
          for (int i = 0; i < xs.size(); i++) {
            Tensor term = Sum.of(gradients.get(i).times(direction.get(i)), false);
            total = total == null ? term : total.plus(term);
          }
          return java.util.Objects.requireNonNull(total);
        };
    return Autodiff.valueAndGrad(slope, inputs).gradients();
  }
}
