package dev.wengert.gradcheck.point;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.ReplayException;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.ProbeException;
import java.util.List;

/** Draws random cotangents and pulls each back. */
public final class Sights {

  private final Subject subject;
  private final Autodiff.Vjp<List<Tensor>, Tensor> vjp;
  private final double[] output;
  private final Signs signs;

  /**
   * Makes a source of sights.
   *
   * @param output the output at the point, where probes are taken
   */
  public Sights(
      Subject subject, Autodiff.Vjp<List<Tensor>, Tensor> vjp, double[] output, Signs signs) {
    this.subject = subject;
    this.vjp = vjp;
    this.output = output;
    this.signs = signs;
  }

  public double[] output() {
    return output;
  }

  public Tensor value() {
    return vjp.value();
  }

  /** Returns a new random cotangent. */
  public double[] cotangent() {
    return signs.fine(output.length);
  }

  /** Returns the sight through a new random cotangent. */
  public Sight next() {
    return of(cotangent());
  }

  /** Returns the sight through a cotangent. */
  public Sight of(double[] cotangent) {
    return new Sight(output, cotangent, gradients(seed(cotangent)));
  }

  /** Returns the sight through a cotangent, with gradients at another point. */
  public Sight at(List<Tensor> point, double[] cotangent) {
    return new Sights(subject, subject.vjp(point), output, signs).of(cotangent);
  }

  /** Returns the sight through a cotangent, computed with other roundings. */
  public Sight dithered(double[] cotangent, double epsilon) {
    List<double[]> pulled;
    try {
      pulled = dithered(cotangent, epsilon, true);
    } catch (RuntimeException e) {
      // It reads numbers of its constants, as of labels, which a trace does not give away.
      pulled = dithered(cotangent, epsilon, false);
    }
    ImmutableList.Builder<double[]> gradients = ImmutableList.builder();
    int next = 0;
    for (Argument argument : subject.arguments()) {
      gradients.add(argument.differentiated() ? pulled.get(next++) : new double[0]);
    }
    return new Sight(output, cotangent, gradients.build());
  }

  private List<double[]> dithered(double[] cotangent, double epsilon, boolean constants) {
    return Dither.gradients(
        (inputs, off) ->
            subject
                .function()
                .apply(
                    constants ? subject.withConstants(inputs, off) : subject.withConstants(inputs)),
        subject.inputs(),
        seed(cotangent),
        signs,
        epsilon);
  }

  public Tensor seed(double[] cotangent) {
    return Subject.tensor(cotangent.clone(), vjp.value().dtype(), vjp.value().shape());
  }

  /** Returns the gradients for a cotangent: one an argument, empty for constants. */
  public ImmutableList<double[]> gradients(Tensor cotangent) {
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
