package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Compares forward mode with reverse mode, which must agree to rounding: no steps are involved. */
final class ForwardAgainstReverse {

  private static final double ROUNDINGS = 4096;

  private ForwardAgainstReverse() {}

  /** Returns a finding for each input. */
  static ImmutableList<Finding> check(
      Subject subject, View view, Signs signs, Precision precision) {
    List<Tensor> inputs = subject.inputs();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    int position = 0;
    for (int i = 0; i < subject.arguments().size(); i++) {
      Argument argument = subject.arguments().get(i);
      if (!argument.differentiated()) {
        continue;
      }
      double[] direction = signs.coarse(argument.value().size());
      List<Tensor> tangents = new ArrayList<>();
      for (Tensor input : inputs) {
        tangents.add(Tensor.zeros(input.spec()));
      }
      tangents.set(
          position++,
          Subject.tensor(direction, argument.value().dtype(), argument.value().shape()));
      subject.restore();
      Autodiff.Jvp jvp =
          Autodiff.jvp(xs -> subject.observed().apply(subject.withConstants(xs)), inputs, tangents);
      findings.add(compare(argument, view, i, direction, jvp.tangent().toDoubleArray(), precision));
    }
    return findings.build();
  }

  private static Finding compare(
      Argument argument,
      View view,
      int index,
      double[] direction,
      double[] tangent,
      Precision precision) {
    double reverse = 0;
    double forward = 0;
    double squares = 0;
    for (int i = 0; i < direction.length; i++) {
      double term = view.gradient(index)[i] * direction[i];
      reverse += term;
      squares += term * term;
    }
    for (int i = 0; i < tangent.length; i++) {
      double term = tangent[i] * view.cotangent()[i];
      forward += term;
      squares += term * term;
    }
    double bar = precision.epsilon() * ROUNDINGS * Math.sqrt(squares);
    Measurement measurement = new Measurement(reverse, forward, bar, bar);
    return Finding.of(
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
}
