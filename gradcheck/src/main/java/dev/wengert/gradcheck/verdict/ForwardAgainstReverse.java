package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares forward mode with reverse mode, which must agree to rounding: no steps are involved.
 *
 * <p>Where terms cancel, as those of a bias in front of a batch norm, what is left of both is the
 * rounding of intermediate values, which neither the derivative nor the output shows. Both are then
 * taken at points, cotangents and tangents a few units in the last place off: by how much they
 * differ there is how far rounding moves them. As it could be the jump of a derivative as well, no
 * error is excused that would show in the outputs.
 */
final class ForwardAgainstReverse {

  private static final double ROUNDINGS = 4096;

  /** How often rounding is looked at, and how many times what was seen an error may be. */
  private static final int NEARBY = 16;

  private static final double TIMES = 64;

  private final Subject subject;
  private final Sights sights;
  private final Sight sight;
  private final Signs signs;
  private final Precision precision;

  ForwardAgainstReverse(
      Subject subject, Sights sights, Sight sight, Signs signs, Precision precision) {
    this.subject = subject;
    this.sights = sights;
    this.sight = sight;
    this.signs = signs;
    this.precision = precision;
  }

  /** What both modes say of a direction, and the size of the terms that they add up. */
  private record Products(double reverse, double forward, double size) {}

  /** Returns a finding for each input. */
  ImmutableList<Finding> check() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    int position = 0;
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (subject.arguments().get(i).differentiated()) {
        findings.add(check(i, position++));
      }
    }
    return findings.build();
  }

  private Finding check(int index, int position) {
    Argument argument = subject.arguments().get(index);
    double[] direction = signs.coarse(argument.value().size());
    Products products =
        products(sight, subject.inputs(), sight.gradient(index), position, direction);
    double bar = precision.epsilon() * ROUNDINGS * products.size();
    Measurement measurement = new Measurement(products.reverse(), products.forward(), bar, bar);
    if (!measurement.agrees()) {
      bar += rounding(products, index, position, direction);
      measurement = new Measurement(products.reverse(), products.forward(), bar, bar);
    }
    return Findings.of(
        Aspect.FORWARD_MODE,
        argument.name(),
        argument.value().shape(),
        measurement.agrees() ? Verdict.PASS : Verdict.WRONG,
        measurement,
        measurement.agrees()
            ? ""
            : "forward mode (numeric) and reverse mode (analytic) contradict each other",
        0);
  }

  private Products products(
      Sight seen, List<Tensor> point, double[] gradient, int position, double[] direction) {
    List<Tensor> tangents = new ArrayList<>();
    for (Tensor input : point) {
      tangents.add(Tensor.zeros(input.spec()));
    }
    Tensor moved = point.get(position);
    tangents.set(position, Subject.tensor(direction.clone(), moved.dtype(), moved.shape()));
    subject.restore();
    double[] tangent =
        Autodiff.jvp(xs -> subject.observed().apply(subject.withConstants(xs)), point, tangents)
            .tangent()
            .toDoubleArray();
    double reverse = 0;
    double forward = 0;
    double squares = 0;
    for (int i = 0; i < direction.length; i++) {
      double term = gradient[i] * direction[i];
      reverse += term;
      squares += term * term;
    }
    for (int i = 0; i < tangent.length; i++) {
      double term = tangent[i] * seen.cotangent()[i];
      forward += term;
      squares += term * term;
    }
    return new Products(reverse, forward, Math.sqrt(squares));
  }

  /** Returns how far rounding may move the products, but not so far that outputs would show it. */
  private double rounding(Products products, int index, int position, double[] direction) {
    double size = products.size();
    for (int i = 0; i < sight.output().length; i++) {
      size += Math.abs(sight.output()[i] * sight.cotangent()[i]);
    }
    double epsilon = precision.epsilon();
    double seen = 0;
    for (int k = 0; k < NEARBY; k++) {
      try {
        List<Tensor> point = k % 2 == 0 ? subject.inputs() : subject.nearby(signs);
        Sight near = sights.at(point, signs.nearby(sight.cotangent(), epsilon));
        double[] tangent = signs.nearby(direction, epsilon);
        Products other = products(near, point, near.gradient(index), position, tangent);
        seen = Math.max(seen, finite(other.reverse() - products.reverse()));
        seen = Math.max(seen, finite(other.forward() - products.forward()));
      } catch (RuntimeException e) {
        // Beyond the end of the domain: nothing is seen there.
      }
    }
    return Math.min(TIMES * seen, Math.sqrt(epsilon) * size);
  }

  private static double finite(double change) {
    return Double.isFinite(change) ? Math.abs(change) : 0;
  }
}
