package dev.wengert.nn.layer;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Shapes;

/**
 * The layer that keeps what is positive and multiplies the rest by a slope that it learns: {@code y
 * = x} where {@code x > 0}, elsewhere {@code slope x}.
 *
 * <p>At 0 the derivative is the slope. x may have any shape if there is one slope; with one a
 * channel it is [N, C] or [N, C, ...].
 *
 * <p>Parameter: {@code weight} [1] or [C], at first 0.25; weight penalties leave it alone, as the
 * source does. Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equation 1.
 * PyTorch: {@code PReLU}, whose name and layout are the same.
 */
public final class PRelu implements Layer {

  private static final Elementwise PRELU =
      Elementwise.of("prelu", (x, slope) -> select(constant(0).lt(x), x, x.times(slope)));

  private final Parameter slope;

  private PRelu(int slopes) {
    this.slope = Parameter.of(Parameter.Role.ACTIVATION, Initializer.constant(0.25), slopes);
  }

  /** Returns a layer with one slope. */
  public static PRelu of() {
    return new PRelu(1);
  }

  /** Returns a layer with one slope a channel. */
  public static PRelu of(int channels) {
    return new PRelu(channels);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", slope);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.checkType(this, "prelu", x);
    int slopes = slope.shape().size();
    if (slopes == 1) {
      return PRELU.apply(x, pass.value(slope).reshape(Shape.SCALAR));
    }
    pass.check(
        this,
        "prelu",
        x.rank() >= 2 && x.shape().side(1) == slopes,
        "the input does not fit the slopes: x is %s; give [N, %s, ...]",
        x.shape(),
        slopes);
    return PRELU.apply(x, Shapes.channels(pass.value(slope), x));
  }
}
