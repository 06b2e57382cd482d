package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.ReplayException;
import dev.wengert.Tensor;
import java.util.List;

/** Draws random cotangents and pulls each back. */
final class Views {

  private final Subject subject;
  private final Autodiff.Vjp<List<Tensor>, Tensor> vjp;
  private final double[] output;
  private final Signs signs;

  /**
   * Makes a source of views.
   *
   * @param output the output at the point, where probes are taken
   */
  Views(Subject subject, Autodiff.Vjp<List<Tensor>, Tensor> vjp, double[] output, Signs signs) {
    this.subject = subject;
    this.vjp = vjp;
    this.output = output;
    this.signs = signs;
  }

  double[] output() {
    return output;
  }

  Tensor value() {
    return vjp.value();
  }

  /** Returns a new random cotangent. */
  double[] cotangent() {
    return signs.fine(output.length);
  }

  /** Returns the view through a new random cotangent. */
  View next() {
    return of(cotangent());
  }

  /** Returns the view through a cotangent. */
  View of(double[] cotangent) {
    return new View(output, cotangent, gradients(seed(cotangent)));
  }

  /** Returns the view through a cotangent, with gradients at another point. */
  View at(List<Tensor> point, double[] cotangent) {
    return new Views(subject, subject.vjp(point), output, signs).of(cotangent);
  }

  /** Returns the view through a cotangent, computed with other roundings. */
  View dithered(double[] cotangent, double epsilon) {
    List<double[]> pulled =
        Dither.gradients(
            inputs -> subject.function().apply(subject.withConstants(inputs)),
            subject.inputs(),
            seed(cotangent),
            signs,
            epsilon);
    ImmutableList.Builder<double[]> gradients = ImmutableList.builder();
    int next = 0;
    for (Argument argument : subject.arguments()) {
      gradients.add(argument.differentiated() ? pulled.get(next++) : new double[0]);
    }
    return new View(output, cotangent, gradients.build());
  }

  Tensor seed(double[] cotangent) {
    return Subject.tensor(cotangent.clone(), vjp.value().dtype(), vjp.value().shape());
  }

  /** Returns the gradients for a cotangent: one an argument, empty for constants. */
  ImmutableList<double[]> gradients(Tensor cotangent) {
    List<Tensor> pulled;
    try {
      pulled = vjp.pullback().apply(cotangent);
    } catch (ReplayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ProbeException("gradcheck: the pullback failed: " + e.getMessage(), e);
    }
    ImmutableList.Builder<double[]> gradients = ImmutableList.builder();
    int next = 0;
    for (Argument argument : subject.arguments()) {
      gradients.add(argument.differentiated() ? pulled.get(next++).toDoubleArray() : new double[0]);
    }
    return gradients.build();
  }
}
