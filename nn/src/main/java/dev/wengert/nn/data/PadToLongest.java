package dev.wengert.nn.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.IntMath;
import dev.wengert.Concat;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lays examples along a new first axis after bringing some of their tensors to one length: that of
 * the longest, along the first axis of each. PyTorch: {@code pad_sequence}, TensorFlow: {@code
 * padded_batch}.
 *
 * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="padding"}
 *
 * <p>A tensor is named by the way to it; a name stands for all below it, so {@code "tokens"} is
 * also the mask of a {@link Padded} of that name. Masks, BOOL, are padded with false, whatever
 * number is given. Scalars below a name stay as they are; what is not named has to be of one shape.
 */
public final class PadToLongest implements Collate<Object> {

  private final ImmutableMap<String, Double> values;
  private final int multiple;

  private PadToLongest(ImmutableMap<String, Double> values, int multiple) {
    this.values = values;
    this.multiple = multiple;
  }

  /**
   * Pads the tensors of a name.
   *
   * @param name the way to a tensor or to a part of the structure; empty for all of it
   * @param value the number that stands behind the end
   */
  public static PadToLongest of(String name, double value) {
    return new PadToLongest(ImmutableMap.of(name, value), 1);
  }

  /**
   * Returns this padding with one for the tensors of another name. Of several names the one given
   * last counts.
   *
   * @throws IllegalArgumentException if the name is there already
   */
  public PadToLongest and(String name, double value) {
    checkArgument(!values.containsKey(name), "padding: %s is given twice", name);
    return new PadToLongest(
        ImmutableMap.<String, Double>builder().putAll(values).put(name, value).buildOrThrow(),
        multiple);
  }

  /**
   * Returns this padding to lengths that are multiples of a number. Then few shapes come again and
   * again, and steps on them are compiled.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public PadToLongest toMultipleOf(int number) {
    checkArgument(number > 0, "padding: to a multiple of %s; give a positive number", number);
    return new PadToLongest(values, number);
  }

  /**
   * Returns the examples, padded and stacked.
   *
   * @throws IllegalArgumentException if they differ in something else than the length of a named
   *     tensor, or a name is none of theirs
   */
  @Override
  public Object of(List<?> examples, int[] places) {
    boolean[] isUsed = new boolean[values.size()];
    Object stacked =
        Stacking.<Object>of(
            examples,
            places,
            (name, tensors) -> {
              int rule = rule(name, isUsed);
              return rule < 0 || isBeside(name, tensors, rule)
                  ? tensors
                  : padded(name, tensors, places, values.values().asList().get(rule));
            });
    for (int i = 0; i < isUsed.length; i++) {
      checkArgument(
          isUsed[i],
          "padding: there is nothing named %s in the examples",
          values.keySet().asList().get(i));
    }
    return stacked;
  }

  /** Returns the place of the rule for a tensor, -1 if it is not padded. */
  private int rule(String name, boolean[] isUsed) {
    int found = -1;
    List<String> names = values.keySet().asList();
    for (int i = 0; i < names.size(); i++) {
      String part = names.get(i);
      if (part.isEmpty() || name.equals(part) || name.startsWith(part + ".")) {
        isUsed[i] = true;
        found = i;
      }
    }
    return found;
  }

  /** Whether it is a number that stands below a name with what is padded. */
  private boolean isBeside(String name, Tensor[] tensors, int rule) {
    return tensors[0].rank() == 0 && !values.keySet().asList().get(rule).equals(name);
  }

  private Tensor[] padded(String name, Tensor[] tensors, int[] places, double value) {
    boolean isWhole = value == (int) value;
    int longest = 0;
    for (int i = 0; i < tensors.length; i++) {
      if (!isWhole && tensors[i].dtype() == DType.INT32) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "padding: the %s of example %d is %s, and %s is no whole number of 32 bits; pad"
                    + " with one",
                Stacking.called(name),
                places[i],
                tensors[i].spec(),
                value));
      }
      checkArgument(
          tensors[i].rank() > 0,
          "padding: the %s of example %s is a scalar, which has no length; leave it out of what is"
              + " padded",
          Stacking.called(name),
          places[i]);
      longest = Math.max(longest, tensors[i].shape().side(0));
    }
    int length =
        Math.multiplyExact(IntMath.divide(longest, multiple, RoundingMode.CEILING), multiple);
    Tensor[] padded = new Tensor[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      padded[i] = padded(tensors[i], length, value);
    }
    return padded;
  }

  /** Returns a tensor with a number behind its end. */
  private static Tensor padded(Tensor tensor, int length, double value) {
    int[] sides = tensor.shape().sides();
    int missing = length - sides[0];
    if (missing == 0) {
      return tensor;
    }
    sides[0] = missing;
    Spec spec = new Spec(tensor.dtype(), Shape.of(sides));
    Tensor rest = Tensor.full(spec, tensor.dtype() == DType.BOOL ? 0 : value);
    return new Concat(0).apply(tensor, rest);
  }

  /** Returns for example {@code padding {tokens=0.0} to a multiple of 8}. */
  @Override
  public String toString() {
    return "padding " + values + (multiple == 1 ? "" : " to a multiple of " + multiple);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof PadToLongest other
        && multiple == other.multiple
        && values.equals(other.values);
  }

  @Override
  public int hashCode() {
    return 31 * multiple + values.hashCode();
  }
}
