package dev.wengert.program;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which instructions of a body are to be computed in one loop.
 *
 * <p>An instruction joins those that make what it takes, and those nearby that take a large operand
 * that it takes too, if their space and dtype are the same, the {@linkplain FusedLoops budget}
 * allows it, and no one in between would have to come both before and after the loop.
 */
final class LoopGroups {

  /** Instructions that take the same, not what the other makes, join only if they are so near. */
  private static final int NEAR = 40;

  /** Instructions that are computed together; a single one where nothing joined it. */
  static final class Group {
    final IntArrayList members = new IntArrayList();
    final @Nullable Elementwises kind;
    private @Nullable DType dtype;
    private int length;
    private int visit;

    private Group(int member, @Nullable Elementwises kind) {
      members.add(member);
      this.kind = kind;
      dtype = kind == null ? null : kind.dtype();
      length = kind == null ? 0 : kind.length();
    }

    int last() {
      return members.getInt(members.size() - 1);
    }

    /** Returns the dtype in which all compute; that of truth values if none says another. */
    DType dtype() {
      return dtype == null ? DType.BOOL : dtype;
    }
  }

  private final Body body;
  private final Places places;
  private final Group[] groups;

  /** For each value the place of the instruction that makes it; -1 for inputs. */
  private final int[] makers;

  /** For each value the places of those that take it. */
  private final List<IntArrayList> takers = new ArrayList<>();

  private final boolean[] leaves;
  private int visit;

  private LoopGroups(Body body) {
    this.body = body;
    places = new Places(body);
    int values = body.values();
    makers = body.makers();
    leaves = new boolean[values];
    for (int i = 0; i < values; i++) {
      takers.add(new IntArrayList(2));
    }
    int n = body.instructions().size();
    groups = new Group[n];
    for (int at = 0; at < n; at++) {
      Instruction instruction = body.instructions().get(at);
      for (int operand : instruction.operands().toArray()) {
        if (operand >= 0) {
          takers.get(operand).add(at);
        }
      }
    }
    body.outputs().forEach(this::leave);
    for (int at = 0; at < n; at++) {
      Instruction instruction = body.instructions().get(at);
      groups[at] =
          new Group(at, isTaken(instruction) ? Elementwises.of(instruction, places) : null);
    }
  }

  private void leave(int output) {
    if (output >= 0) {
      leaves[output] = true;
    }
  }

  private boolean isTaken(Instruction instruction) {
    for (int i = 0; i < instruction.results().size(); i++) {
      int value = instruction.result(i);
      if (leaves[value] || !takers.get(value).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the group of each instruction. */
  static Group[] of(Body body) {
    LoopGroups groups = new LoopGroups(body);
    for (int at = 0; at < groups.groups.length; at++) {
      groups.join(at);
    }
    return groups.groups;
  }

  private void join(int at) {
    Instruction instruction = body.instructions().get(at);
    if (groups[at].kind == null) {
      return;
    }
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0 && makers[operand] >= 0) {
        tryJoining(at, makers[operand]);
      }
    }
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0 && isLarge(operand, at)) {
        for (int other : takers.get(operand)) {
          if (other < at && at - groups[other].last() <= NEAR) {
            tryJoining(at, other);
          }
        }
      }
    }
  }

  /** Returns whether an operand has an element of its own for each of the instruction's. */
  private boolean isLarge(int operand, int at) {
    Layout layout = places.layout(operand);
    return layout.isContiguous()
        && layout.shape().equals(Objects.requireNonNull(groups[at].kind).space());
  }

  private void tryJoining(int at, int other) {
    Group one = groups[at];
    Group two = groups[other];
    if (one == two || one.kind == null || two.kind == null) {
      return;
    }
    boolean alike =
        one.kind.space().equals(two.kind.space())
            && (one.dtype == null || two.dtype == null || one.dtype == two.dtype);
    if (alike && fits(one, two) && !isBetween(one, two) && !isBetween(two, one)) {
      merge(two, one);
    }
  }

  private boolean fits(Group one, Group two) {
    IntLinkedOpenHashSet operands = new IntLinkedOpenHashSet();
    int results = 0;
    for (Group group : List.of(one, two)) {
      for (int member : group.members) {
        Instruction instruction = body.instructions().get(member);
        for (int operand : instruction.operands().toArray()) {
          if (operand < 0 || makers[operand] < 0 || !isIn(makers[operand], one, two)) {
            operands.add(operand);
          }
        }
        for (int i = 0; i < instruction.results().size(); i++) {
          results += isTakenOutside(instruction.result(i), one, two) ? 1 : 0;
        }
      }
    }
    return FusedLoops.allows(one.length + two.length, operands.size(), results);
  }

  private boolean isIn(int at, Group one, Group two) {
    return groups[at] == one || groups[at] == two;
  }

  private boolean isTakenOutside(int value, Group one, Group two) {
    if (leaves[value]) {
      return true;
    }
    for (int taker : takers.get(value)) {
      if (!isIn(taker, one, two)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether something outside of both takes what one makes and makes what two takes. */
  private boolean isBetween(Group one, Group two) {
    visit++;
    IntArrayList open = new IntArrayList();
    two.visit = visit;
    push(two, one, true, open);
    while (!open.isEmpty()) {
      Group group = groups[open.popInt()];
      if (group == one) {
        return true;
      }
      push(group, one, false, open);
    }
    return false;
  }

  /** Notes the groups that make what one takes; not the target itself where it is next to it. */
  private void push(Group group, Group target, boolean skipsTarget, IntArrayList open) {
    for (int member : group.members) {
      for (int operand : body.instructions().get(member).operands().toArray()) {
        int maker = operand < 0 ? -1 : makers[operand];
        if (maker >= 0
            && groups[maker].visit != visit
            && !(skipsTarget && groups[maker] == target)) {
          groups[maker].visit = visit;
          open.add(maker);
        }
      }
    }
  }

  private void merge(Group into, Group from) {
    into.members.addAll(from.members);
    into.members.sort(null);
    into.length += from.length;
    into.dtype = into.dtype == null ? from.dtype : into.dtype;
    for (int member : from.members) {
      groups[member] = into;
    }
  }
}
