package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is made when the shape of its input is known: {@link Model#shaped} runs the network
 * on an input once and makes all of them. From then on it is the layer that was made, with that
 * one's paths, and stays so.
 *
 * {@snippet class="dev.wengert.nn.LazyTest" region="lazy"}
 *
 * <p>{@code Dense.to}, {@code Convolution.to2d} and {@code BatchNorm.toInput} return the usual
 * ones; others are a line each. PyTorch: {@code LazyLinear} and its kind.
 */
public final class Lazy implements Layer {

  private final Function<Shape, Layer> made;
  private volatile @Nullable Layer layer;

  private Lazy(Function<Shape, Layer> made) {
    this.made = made;
  }

  /**
   * Returns a layer.
   *
   * @param made makes the layer of the shape of its first input
   */
  public static Lazy of(Function<Shape, Layer> made) {
    return new Lazy(made);
  }

  /**
   * Returns the layer that was made.
   *
   * @throws IllegalStateException if the input's shape was not known yet
   */
  public Layer layer() {
    Layer known = layer;
    Preconditions.checkState(
        known != null,
        "lazy: the shape of the input is not known yet; make the model by Model.shaped(root,"
            + " input)");
    return known;
  }

  /** Returns the layer that was made; null before that. */
  @Nullable Layer known() {
    return layer;
  }

  @Override
  public void declare(Declarations declarations) {
    Layer known = layer;
    if (known != null) {
      declarations.inPlace(known);
    } else {
      declarations.unshaped();
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.isShaping()
        ? pass.named(this, () -> shaped(x, pass.model().dtype()))
        : layer().forward(x, pass);
  }

  /** Makes the layer, unless it was made, in a model that may not know yet what is in it. */
  private Tensor shaped(Tensor x, DType dtype) {
    Layer known = layer;
    Layer one = known == null ? made.apply(x.shape()) : known;
    Spec y = Model.shaped(one, x.spec(), dtype).output(x.spec());
    layer = one;
    return Tensor.zeros(y);
  }

  /** Returns what the layer that was made prints. */
  @Override
  public String toString() {
    Layer known = layer;
    return known == null ? "Lazy" : Structure.label(known);
  }
}
