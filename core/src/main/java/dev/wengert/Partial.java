package dev.wengert;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.expression.Derivative;
import dev.wengert.expression.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A derivative of an elementwise operation, ready to run: what it computes, and which forward
 * values and tangents it takes.
 *
 * <p>Values are numbered as in {@link Derivative}: the inputs, the output, then the cotangent or
 * the tangents. What an operation is linear in, its derivative is linear in too: in a pullback the
 * cotangent, in the pushforward of a pullback the cotangent and its tangent, and so on. Where all
 * of such a set are 0 the derivative is 0, whatever they are multiplied with.
 */
final class Partial {

  /** The derivative that is zero everywhere. */
  static final Partial ZERO = new Partial(null, new int[0]);

  /** Null where the derivative is the one tangent it takes. */
  private final @Nullable Elementwise primitive;

  private final int[] slots;

  private Partial(@Nullable Elementwise primitive, int[] slots) {
    this.primitive = primitive;
    this.slots = slots;
  }

  /** Returns the pullback to an input. */
  static Partial ofPullback(Elementwise f, int input) {
    int output = f.arity();
    List<BitSet> linear = new ArrayList<>();
    BitSet cotangent = new BitSet();
    cotangent.set(output + 1);
    linear.add(cotangent);
    for (BitSet set : f.linear()) {
      if (!set.get(input)) {
        linear.add(withOutput(set, output));
      }
    }
    return of(f.name() + ".pullback" + input, Derivative.pullback(f.body(), input), linear);
  }

  /** Returns the pushforward of the inputs that carry a tangent. */
  static Partial ofPushforward(Elementwise f, boolean[] carries) {
    int output = f.arity();
    List<BitSet> linear = new ArrayList<>();
    for (BitSet set : f.linear()) {
      BitSet withTangents = withOutput(set, output);
      int tangent = output + 1;
      for (int i = 0; i < carries.length; i++) {
        if (carries[i]) {
          withTangents.set(tangent, set.get(i));
          tangent++;
        }
      }
      linear.add(withTangents);
    }
    return of(f.name() + ".pushforward", Derivative.pushforward(f.body(), carries), linear);
  }

  private static BitSet withOutput(BitSet set, int output) {
    BitSet result = (BitSet) set.clone();
    result.set(output);
    return result;
  }

  private static Partial of(
      String name, @Nullable Derivative derivative, List<BitSet> linearInValues) {
    if (derivative == null) {
      return ZERO;
    }
    ImmutableList<BitSet> linear = operands(linearInValues, derivative.slots());
    Derivative ruled = derivative.annihilating(linear);
    boolean identity = ruled.body().expression() instanceof Expression.Input;
    return new Partial(
        identity ? null : Elementwise.derivative(name, ruled.body(), linear),
        ruled.slots().toArray());
  }

  /** Sets of values as sets of the operands that they are. */
  private static ImmutableList<BitSet> operands(List<BitSet> linear, ImmutableIntArray slots) {
    ImmutableList.Builder<BitSet> sets = ImmutableList.builder();
    for (BitSet values : linear) {
      BitSet operands = new BitSet();
      for (int i = 0; i < slots.length(); i++) {
        operands.set(i, values.get(slots.get(i)));
      }
      if (!operands.isEmpty()) {
        sets.add(operands);
      }
    }
    return sets.build();
  }

  /** Returns which value each operand is; not to be changed. */
  int[] slots() {
    return slots;
  }

  Tensor apply(Tensor[] operands) {
    return primitive == null ? operands[0] : primitive.apply(operands);
  }

  /** The cotangent of an input of some shape: summed in the same pass where it was stretched. */
  Tensor apply(Tensor[] operands, Shape from, Shape to) {
    return primitive == null || from.equals(to)
        ? Broadcast.sumTo(apply(operands), to)
        : Broadcast.sumTo(primitive, operands, from, to);
  }
}
