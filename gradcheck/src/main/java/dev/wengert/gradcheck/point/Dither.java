package dev.wengert.gradcheck.point;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Linear;
import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A derivative computed with other roundings: every operation, forwards and backwards, takes its
 * constants and gives its results a unit or two in the last place off.
 *
 * <p>Why: what rounding does to a derivative depends on all that is computed on the way, of which
 * inputs and outputs show little; a matrix that is nearly singular may be a constant of the
 * function. How far derivatives that were rounded at random lie apart is how far rounding moves
 * them (D. S. Parker, "Monte Carlo arithmetic", 1997). It is a trace around the tape, so it sees
 * both passes.
 *
 * <p>Operations that copy are left as they are: what ties must go on to tie. So are whole numbers,
 * which are exact as a rule: a place that was rounded down is another place.
 */
public final class Dither extends Trace {

  private final Signs signs;
  private final double epsilon;

  private Dither(Signs signs, double epsilon) {
    this.signs = signs;
    this.epsilon = epsilon;
  }

  /**
   * Returns the gradients at a point, one an input.
   *
   * @param function of the inputs, and of what is to be made of its constants
   * @param epsilon the unit: that of the output's dtype, so that a coarser one on the way is not
   *     excused
   */
  static List<double[]> gradients(
      BiFunction<List<Tensor>, UnaryOperator<Tensor>, Tensor> function,
      List<Tensor> point,
      Tensor cotangent,
      Signs signs,
      double epsilon) {
    Dither dither = new Dither(signs, epsilon);
    List<Tensor> lifted = new ArrayList<>();
    for (Tensor x : point) {
      lifted.add(dither.lift(x, null));
    }
    List<double[]> gradients = new ArrayList<>();
    for (Tensor gradient :
        Autodiff.vjp(inputs -> function.apply(inputs, dither::constant), lifted)
            .pullback()
            .apply(dither.lift(cotangent, null))) {
      gradients.add(dither.lower(gradient).toDoubleArray());
    }
    return gradients;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    boolean rounds = !(primitive instanceof Linear) || primitive instanceof Elementwise;
    Tensor[] lowered = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      Tensor value = lower(inputs[i]);
      lowered[i] = rounds && !owns(inputs[i]) ? off(value) : value;
    }
    Tensor[] outputs = primitive.applyAll(lowered);
    Tensor[] lifted = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      lifted[i] = lift(rounds ? off(outputs[i]) : outputs[i], null);
    }
    return lifted;
  }

  /** Lifts a constant, so that operations among constants are rounded, too. */
  private Tensor constant(Tensor x) {
    return x.dtype().isFloating() ? lift(off(x), null) : x;
  }

  private Tensor off(Tensor x) {
    if (!x.dtype().isFloating()) {
      return x;
    }
    double[] exact = x.toDoubleArray();
    double[] rounded = signs.nearby(exact, epsilon / 16);
    for (int i = 0; i < exact.length; i++) {
      if (exact[i] == Math.rint(exact[i]) && Math.abs(exact[i]) < 1 / Math.sqrt(epsilon)) {
        rounded[i] = exact[i];
      }
    }
    return Subject.tensor(rounded, x.dtype(), x.shape());
  }
}
