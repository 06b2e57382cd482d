package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.convolution.Convolution;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The layer that adds what its body computes to its input: {@code y = x + body(x)}; or, where the
 * body changes the shape, to a projection of the input: {@code y = projection(x) + body(x)}.
 *
 * <p>Paths: {@code body...}, {@code projection...}. Source: He, Zhang, Ren and Sun, "Deep residual
 * learning for image recognition", 2016, equations 1 and 2.
 */
public final class Residual implements Layer {

  private final Layer body;
  private final @Nullable Layer projection;

  private Residual(Layer body, @Nullable Layer projection) {
    this.body = body;
    this.projection = projection;
  }

  /** Returns a layer whose body keeps the shape. */
  public static Residual of(Layer body) {
    return new Residual(body, null);
  }

  /**
   * Returns a layer that projects its input.
   *
   * @param projection what gives the input the shape of the body's output: a {@link Dense}, or a
   *     {@link Convolution} of 1 x 1 windows
   */
  public static Residual of(Layer body, Layer projection) {
    return new Residual(body, projection);
  }

  /** Returns such a layer made of what a function returns of body and projection. */
  public Residual with(UnaryOperator<Layer> change) {
    return new Residual(change.apply(body), projection == null ? null : change.apply(projection));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("body", body);
    if (projection != null) {
      declarations.child("projection", projection);
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor computed = pass.run(body, x);
    Tensor kept = projection == null ? x : pass.run(projection, x);
    pass.check(
        this,
        "residual",
        computed.shape().equals(kept.shape()),
        "the body's output does not fit what it is added to: %s and %s, x is %s; give a projection"
            + " to the body's shape",
        computed.shape(),
        kept.shape(),
        x.shape());
    return kept.plus(computed);
  }
}
