package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A body whose first inputs are state, in such an order that its last instructions, and nothing
 * before them, write the state's new values in the place of the old ones.
 *
 * <p>A new value is computed where the old one lies if whatever can throw, and all that leaves, is
 * computed without it, and nobody reads the old value afterwards; the instruction that makes it
 * may, if it is a loop. Other new values are computed somewhere else and copied at the very end.
 *
 * @param body the instructions in that order; its outputs are what leaves
 * @param states how many of the inputs are state
 * @param begin the place of the first instruction that writes state, or needs what such a one wrote
 * @param homes for each value the state in whose place it lies; -1 for all others
 * @param copies what is copied at the end
 */
record Commit(
    Body body, int states, int begin, ImmutableIntArray homes, ImmutableList<Copy> copies) {

  /**
   * A new value that lies somewhere else.
   *
   * @param value the value, or a constant
   * @param state the state that it is from then on
   */
  record Copy(int value, int state) {}

  /** Returns a body that has no state. */
  static Commit none(Body body) {
    int[] homes = new int[body.values()];
    Arrays.fill(homes, -1);
    return new Commit(
        body, 0, body.instructions().size(), ImmutableIntArray.copyOf(homes), ImmutableList.of());
  }

  /**
   * Orders a body.
   *
   * @param states how many inputs are state; as many outputs, the first, are its new values
   */
  static Commit of(Body body, int states) {
    return new Ordering(body, states).commit();
  }

  /** Returns whether the state lies in a value's memory: whether it is old or new state. */
  boolean isState(int root) {
    return root >= 0 && (root < states || homes.get(root) >= 0);
  }

  /** Returns which state lies in a value's memory. */
  int stateOf(int root) {
    return root < states ? root : homes.get(root);
  }

  /** Returns for each state the value that is its next one; the state itself if it stays. */
  int[] next() {
    int[] next = new int[states];
    Arrays.setAll(next, state -> homes.contains(state) ? homes.indexOf(state) : state);
    copies.forEach(copy -> next[copy.state()] = copy.value());
    return next;
  }

  /** The search for what may be computed in place. */
  private static final class Ordering {

    private final Body body;
    private final int states;
    private final Places places;
    private final int[] makers;

    /** For each state the root that is to lie in its place; -1 if none is. */
    private final int[] writers;

    /** For each instruction whether it comes at the end. */
    private final boolean[] last;

    Ordering(Body body, int states) {
      this.body = body;
      this.states = states;
      places = new Places(body);
      makers = body.makers();
      writers = new int[states];
      last = new boolean[body.instructions().size()];
    }

    Commit commit() {
      propose();
      while (dropOne()) {
        // The rest is looked at again: fewer instructions come at the end now.
      }
      Rewriting rewriting = new Rewriting(body);
      int begin = 0;
      for (boolean end : new boolean[] {false, true}) {
        for (int at = 0; at < last.length; at++) {
          if (last[at] == end) {
            rewriting.keep(body.instructions().get(at));
            begin += end ? 0 : 1;
          }
        }
      }
      Body ordered = rewriting.body();
      int[] homes = new int[ordered.values()];
      Arrays.fill(homes, -1);
      ImmutableList.Builder<Copy> copies = ImmutableList.builder();
      for (int state = 0; state < states; state++) {
        if (writers[state] >= 0) {
          homes[rewriting.number(writers[state])] = state;
        } else if (!isUnchanged(state)) {
          copies.add(new Copy(ordered.outputs().get(state), state));
        }
      }
      Body leaving =
          new Body(
              ordered.inputs(),
              ordered.constants(),
              ordered.instructions(),
              ordered.outputs().subArray(states, ordered.outputs().length()));
      return new Commit(leaving, states, begin, ImmutableIntArray.copyOf(homes), copies.build());
    }

    private boolean isUnchanged(int state) {
      int value = body.outputs().get(state);
      return value >= 0 && places.roots[value] == state && places.layouts[value].isContiguous();
    }

    /** Proposes for each state its new value, where that has an instruction of its own. */
    private void propose() {
      boolean[] waited = waitedFor();
      List<Integer> taken = new ArrayList<>();
      for (int state = 0; state < states; state++) {
        int value = body.outputs().get(state);
        int root = value < 0 ? -1 : places.roots[value];
        boolean fits =
            root >= body.inputs().size()
                && !taken.contains(root)
                && !waited[makers[root]]
                && places.layouts[value].isContiguous()
                && places.layouts[root].isContiguous()
                && places.layouts[value].stored() == places.layouts[root].stored()
                && mayLieOver(body.instructions().get(makers[root]), root, state);
        writers[state] = fits ? root : -1;
        if (fits) {
          taken.add(root);
        }
      }
    }

    /**
     * Returns for each instruction whether it can throw, or something that can, or leaves, needs
     * it.
     */
    private boolean[] waitedFor() {
      boolean[] waited = new boolean[last.length];
      for (int i = states; i < body.outputs().length(); i++) {
        markMaker(body.outputs().get(i), waited);
      }
      Spec[] specs = body.specs();
      for (int at = last.length - 1; at >= 0; at--) {
        Instruction instruction = body.instructions().get(at);
        waited[at] |= DeadCode.canThrow(instruction, body, specs);
        if (waited[at]) {
          instruction.operands().forEach(operand -> markMaker(operand, waited));
        }
      }
      return waited;
    }

    private void markMaker(int value, boolean[] marks) {
      if (value >= 0 && makers[value] >= 0) {
        marks[makers[value]] = true;
      }
    }

    /**
     * Returns whether a result may take the place of a state, as far as its instruction reads it.
     */
    private boolean mayLieOver(Instruction maker, int result, int state) {
      boolean isLoop =
          maker.operation() instanceof Operation.Compute(Kernel kernel) && kernel instanceof Loop;
      Layout own = places.layouts[result];
      for (int operand : maker.operands().toArray()) {
        if (rootOf(operand) == state) {
          Layout layout = places.layouts[operand];
          if (!isLoop || !layout.isContiguous() || !layout.spec().equals(own.spec())) {
            return false;
          }
        }
      }
      return true;
    }

    private int rootOf(int value) {
      return value < 0 ? -1 : places.roots[value];
    }

    /**
     * Lets what needs a value that is written in place come at the end, and looks whether somebody
     * there still reads the old one. If so, the new one is copied; returns whether there was one.
     */
    private boolean dropOne() {
      Arrays.fill(last, false);
      boolean[] written = new boolean[states];
      for (int at = 0; at < last.length; at++) {
        Instruction instruction = body.instructions().get(at);
        last[at] = writes(instruction);
        for (int operand : instruction.operands().toArray()) {
          last[at] |= operand >= 0 && makers[operand] >= 0 && last[makers[operand]];
        }
        if (last[at]) {
          for (int operand : instruction.operands().toArray()) {
            int root = rootOf(operand);
            if (root >= 0 && root < states && written[root]) {
              writers[root] = -1;
              return true;
            }
          }
          for (int state = 0; state < states; state++) {
            written[state] |= writers[state] >= 0 && instruction.makes(writers[state]);
          }
        }
      }
      return false;
    }

    private boolean writes(Instruction instruction) {
      for (int writer : writers) {
        if (writer >= 0 && instruction.makes(writer)) {
          return true;
        }
      }
      return false;
    }
  }
}
