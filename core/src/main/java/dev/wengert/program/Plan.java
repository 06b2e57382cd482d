package dev.wengert.program;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each value of a program lies, and for how long.
 *
 * <p>{@linkplain Places Roots} that leave the program get memory of their own in each run; others
 * share slots, in turn, of the arena.
 */
final class Plan {

  final Body body;

  /** What of it is state, and where that is written. */
  final Commit commit;

  private final Places places;

  /** How each value lies. */
  final Layout[] layouts;

  /** For each value the one whose memory it has; itself, mostly; a constant below 0. */
  final int[] roots;

  /** For each root whether it, or what shares its memory, leaves the program. */
  final boolean[] leaves;

  /** For each root the place of the last instruction that reads it, or what shares its memory. */
  final int[] lastUses;

  /** For each root the slot it has; -1 for inputs, state, and what leaves. */
  final int[] slots;

  /** The dtype of each slot. */
  final List<DType> slotTypes = new ArrayList<>();

  /** How many elements each slot has: as many as the largest value needs that lies there. */
  final IntArrayList slotSizes = new IntArrayList();

  private Plan(Commit commit) {
    this.commit = commit;
    body = commit.body();
    int values = body.values();
    places = new Places(body);
    layouts = places.layouts;
    roots = places.roots;
    leaves = new boolean[values];
    lastUses = new int[values];
    slots = new int[values];
    Arrays.fill(slots, -1);
    Arrays.fill(lastUses, -1);
  }

  static Plan of(Body body) {
    return of(Commit.none(body));
  }

  static Plan of(Commit commit) {
    Plan plan = new Plan(commit);
    plan.measureLives();
    plan.share();
    return plan;
  }

  /** Returns how a value or a constant lies. */
  Layout layout(int value) {
    return places.layout(value);
  }

  /** Returns the numbers of a constant. */
  Buffer constant(int value) {
    return places.constant(value);
  }

  private void measureLives() {
    for (int at = 0; at < body.instructions().size(); at++) {
      for (int operand : body.instructions().get(at).operands().toArray()) {
        if (operand >= 0 && roots[operand] >= 0) {
          lastUses[roots[operand]] = at;
        }
      }
    }
    for (int output : body.outputs().toArray()) {
      if (output >= 0 && roots[output] >= 0) {
        leaves[roots[output]] = true;
      }
    }
    for (Commit.Copy copy : commit.copies()) {
      if (copy.value() >= 0 && roots[copy.value()] >= 0) {
        lastUses[roots[copy.value()]] = body.instructions().size();
      }
    }
  }

  /** Returns whether an instruction moves nothing: all it makes is another value seen otherwise. */
  boolean isFree(Instruction instruction) {
    return !instruction.results().isEmpty()
        && roots[instruction.firstResult()] != instruction.firstResult();
  }

  /**
   * Gives each root that stays a slot of its dtype that is free by then, and grows it if need be.
   */
  private void share() {
    IntArrayList free = new IntArrayList();
    for (int at = 0; at < body.instructions().size(); at++) {
      Instruction instruction = body.instructions().get(at);
      for (int i = 0; i < instruction.results().size(); i++) {
        int value = instruction.result(i);
        if (roots[value] == value && !leaves[value] && !commit.isState(value)) {
          int inPlace = inPlace(instruction, value, at);
          slots[value] =
              inPlace >= 0 ? inPlace : take(free, layouts[value].dtype(), layouts[value].stored());
        }
      }
      release(free, instruction, at);
    }
  }

  /**
   * Returns the slot of an operand of a loop that nobody reads afterwards and that lies as a result
   * does, which may then take its place: a loop has read an element before it writes it. Below 0 if
   * there is none.
   */
  private int inPlace(Instruction instruction, int result, int at) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))
        || !(kernel instanceof Loop)) {
      return -1;
    }
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0 && isFreed(operand, at) && liesAs(operand, result)) {
        int slot = slots[roots[operand]];
        if (!isTaken(instruction, result, slot) && isReadAs(instruction, roots[operand], result)) {
          return slot;
        }
      }
    }
    return -1;
  }

  private boolean isFreed(int operand, int at) {
    int root = roots[operand];
    return root >= 0 && slots[root] >= 0 && lastUses[root] == at;
  }

  private boolean liesAs(int operand, int result) {
    return layouts[operand].isContiguous()
        && layouts[result].isContiguous()
        && layouts[operand].spec().equals(layouts[result].spec());
  }

  /** Returns whether a result before another has a slot already. */
  private boolean isTaken(Instruction instruction, int end, int slot) {
    for (int value = instruction.firstResult(); value < end; value++) {
      if (slots[value] == slot) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether all operands in one memory lie as a result does. */
  private boolean isReadAs(Instruction instruction, int root, int result) {
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0 && roots[operand] == root && !liesAs(operand, result)) {
        return false;
      }
    }
    return true;
  }

  private int take(IntArrayList free, DType dtype, int size) {
    int best = -1;
    for (int slot : free) {
      if (slotTypes.get(slot) == dtype && (best < 0 || fitsBetter(size, slot, best))) {
        best = slot;
      }
    }
    if (best < 0) {
      slotTypes.add(dtype);
      slotSizes.add(size);
      return slotSizes.size() - 1;
    }
    free.rem(best);
    slotSizes.set(best, Math.max(size, slotSizes.getInt(best)));
    return best;
  }

  /** Of those that are large enough the smallest is best, of others the largest. */
  private boolean fitsBetter(int size, int slot, int other) {
    int one = slotSizes.getInt(slot);
    int two = slotSizes.getInt(other);
    return one >= size ? two < size || one < two : two < size && one > two;
  }

  private void release(IntArrayList free, Instruction instruction, int at) {
    int end = instruction.firstResult() + instruction.results().size();
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0
          && isFreed(operand, at)
          && !isTaken(instruction, end, slots[roots[operand]])) {
        release(free, slots[roots[operand]]);
      }
    }
    for (int value = instruction.firstResult(); value < end; value++) {
      if (lastUses[value] < 0 && roots[value] == value && slots[value] >= 0) {
        release(free, slots[value]);
      }
    }
  }

  private static void release(IntArrayList free, int slot) {
    if (!free.contains(slot)) {
      free.add(slot);
    }
  }
}
