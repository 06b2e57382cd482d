package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;

/** Draws random cotangents and pulls each back. */
final class Views {

  private final Subject subject;
  private final Autodiff.Vjp vjp;
  private final double[] output;
  private final Signs signs;

  Views(Subject subject, Autodiff.Vjp vjp, double[] output, Signs signs) {
    this.subject = subject;
    this.vjp = vjp;
    this.output = output;
    this.signs = signs;
  }

  /** Returns the next cotangent, and the gradients that belong to it. */
  View next() {
    return of(signs.draw(output.length));
  }

  /** Returns a given cotangent, and the gradients that belong to it. */
  View of(double[] cotangent) {
    return new View(output, cotangent, gradients(cotangent));
  }

  /** Returns the gradients for a cotangent: one an argument, empty for constants. */
  ImmutableList<double[]> gradients(double[] cotangent) {
    Tensor seed = Subject.tensor(cotangent.clone(), vjp.value().dtype(), vjp.value().shape());
    ImmutableList<Tensor> pulled = vjp.pullback().apply(seed);
    ImmutableList.Builder<double[]> gradients = ImmutableList.builder();
    int next = 0;
    for (Argument argument : subject.arguments()) {
      gradients.add(argument.differentiated() ? pulled.get(next++).toDoubleArray() : new double[0]);
    }
    return gradients.build();
  }
}
