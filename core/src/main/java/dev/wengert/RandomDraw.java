package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.RandomBits;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that draws from a key: random words as INT32, uniform numbers in [0, 1), or truth
 * values.
 *
 * <p>Its inputs are a key, INT32 [2], and a stream, an INT32 scalar; it has derivative zero. See
 * {@link RandomBits} for which element gets which bits.
 *
 * @param result dtype and shape of the draw
 * @param domain keeps uses of one key apart
 * @param probability that of true, for BOOL
 */
public record RandomDraw(Spec result, int domain, double probability) implements Primitive {

  private static final Spec KEY = new Spec(DType.INT32, Shape.of(2));
  private static final Spec STREAM = new Spec(DType.INT32, Shape.SCALAR);

  /** Makes a draw of numbers. */
  public RandomDraw(Spec result, int domain) {
    this(result, domain, Double.NaN);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (!inputs[1].equals(STREAM)) {
      throw new IllegalArgumentException(
          "random: the stream is " + inputs[1] + "; give an INT32 scalar");
    }
    boolean undrawable = result.dtype() == DType.BOOL && !(probability >= 0 && probability <= 1);
    if (!inputs[0].equals(KEY) || undrawable) {
      throw new IllegalArgumentException(
          "random: cannot draw "
              + result.dtype()
              + " from a key of "
              + inputs[0]
              + "; a key is "
              + KEY
              + ", and truth values take a probability from 0 to 1");
    }
    return new Spec[] {result};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new RandomBits(domain, probability);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return null;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {null};
  }

  /** Each example with a key of its own draws what it would draw by itself. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Batching.loop(this, inputs, mapped, size);
  }
}
