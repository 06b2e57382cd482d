package dev.wengert.expression;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.expression.Expression.Input;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A derivative of a loop body as a loop body of its own, and which values it takes.
 *
 * <p>For a body of n inputs the values are numbered: the inputs from 0, the output n, the tangents
 * (or the cotangent) from n + 1. Where the derivative needs a value that the forward loop has
 * computed as its result, it takes the result instead of computing it again; and it takes nothing
 * that it does not need, so that nothing else has to be kept.
 *
 * @param body the formula over the values taken
 * @param slots for each operand of {@code body} the value it is
 */
@SuppressWarnings("ReferenceEquality") // nodes of one graph are told apart by identity
public record Derivative(LoopBody body, ImmutableIntArray slots) {

  /**
   * Returns the pullback of one input: the cotangent of the input from that of the output.
   *
   * @return null if the output does not depend on the input, or does so with derivative zero
   */
  public static @Nullable Derivative pullback(LoopBody forward, int input) {
    int n = forward.inputs().size();
    List<@Nullable Expression> seeds = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      seeds.add(i == input ? Expression.input(n + 1) : null);
    }
    return of(forward, seeds);
  }

  /**
   * Returns the pushforward: the tangent of the output from those of some inputs.
   *
   * @param carries for each input whether it has a tangent; the tangents that are there are
   *     numbered without gaps
   * @return null if the derivative is zero
   */
  public static @Nullable Derivative pushforward(LoopBody forward, boolean[] carries) {
    int next = forward.inputs().size() + 1;
    List<@Nullable Expression> seeds = new ArrayList<>();
    for (boolean carry : carries) {
      seeds.add(carry ? Expression.input(next++) : null);
    }
    return of(forward, seeds);
  }

  /**
   * Returns a derivative under the rule that a cotangent of zero gives zero, also where a partial
   * derivative is infinite or NaN.
   *
   * @param linear sets of operands of {@link #body}, none empty, in each of which it is linear:
   *     where all of a set are 0 the derivative is 0
   */
  public Derivative annihilating(List<BitSet> linear) {
    Expression ruled = Annihilation.of(body.expression(), linear);
    return new Derivative(LoopBody.of(ruled, slots.length()), slots);
  }

  private static @Nullable Derivative of(
      LoopBody forward, List<? extends @Nullable Expression> seeds) {
    Expression output = forward.expression();
    Expression tangent = Tangents.of(output, seeds);
    if (tangent == null) {
      return null;
    }
    Expression slot = Expression.input(forward.inputs().size());
    Expression reusing =
        output instanceof Expression.Apply
            ? Substitution.replace(tangent, node -> node == output ? slot : null)
            : tangent;
    IntArrayList slots = new IntArrayList();
    Expression compact =
        Substitution.replace(
            reusing, node -> node instanceof Input input ? compact(input, slots) : null);
    return new Derivative(
        LoopBody.of(compact, slots.size()), ImmutableIntArray.copyOf(slots.toIntArray()));
  }

  private static Expression compact(Input input, IntArrayList slots) {
    int at = slots.indexOf(input.index());
    if (at < 0) {
      at = slots.size();
      slots.add(input.index());
    }
    return new Input(at, input.kind());
  }
}
