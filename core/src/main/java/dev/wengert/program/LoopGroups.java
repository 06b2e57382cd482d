package dev.wengert.program;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
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
  static final class Group extends Grouping.Group {
    final @Nullable Elementwises kind;
    private @Nullable DType dtype;
    private int length;

    private Group(int member, @Nullable Elementwises kind) {
      super(member);
      this.kind = kind;
      dtype = kind == null ? null : kind.dtype();
      length = kind == null ? 0 : kind.length();
    }

    /** Returns the dtype in which all compute; that of truth values if none says another. */
    DType dtype() {
      return dtype == null ? DType.BOOL : dtype;
    }
  }

  private final Body body;
  private final Places places;
  private final Grouping<Group> grouping;

  private LoopGroups(Body body) {
    this.body = body;
    places = new Places(body);
    grouping = new Grouping<>(body, this::single);
  }

  private Group single(Grouping<Group> all, int at) {
    Instruction instruction = body.instructions().get(at);
    return new Group(at, all.isTaken(instruction) ? Elementwises.of(instruction, places) : null);
  }

  /** Returns the instructions in groups. */
  static Grouping<Group> of(Body body) {
    LoopGroups groups = new LoopGroups(body);
    for (int at = 0; at < body.instructions().size(); at++) {
      groups.join(at);
    }
    return groups.grouping;
  }

  private void join(int at) {
    Instruction instruction = body.instructions().get(at);
    if (grouping.at(at).kind == null) {
      return;
    }
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0 && grouping.makers[operand] >= 0) {
        tryJoining(at, grouping.makers[operand]);
      }
    }
    for (int operand : instruction.operands().toArray()) {
      if (operand >= 0 && isLarge(operand, at)) {
        for (int other : grouping.takers(operand)) {
          if (other < at && at - grouping.at(other).last() <= NEAR) {
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
        && layout.shape().equals(Objects.requireNonNull(grouping.at(at).kind).space());
  }

  @SuppressWarnings("ReferenceEquality") // a group is itself
  private void tryJoining(int at, int other) {
    Group one = grouping.at(at);
    Group two = grouping.at(other);
    if (one == two || one.kind == null || two.kind == null) {
      return;
    }
    boolean alike =
        one.kind.space().equals(two.kind.space())
            && (one.dtype == null || two.dtype == null || one.dtype == two.dtype);
    if (alike && fits(one, two) && grouping.areNeighbours(one, two)) {
      two.length += one.length;
      two.dtype = two.dtype == null ? one.dtype : two.dtype;
      grouping.merge(two, one);
    }
  }

  private boolean fits(Group one, Group two) {
    IntLinkedOpenHashSet operands = new IntLinkedOpenHashSet();
    int results = 0;
    for (Group group : List.of(one, two)) {
      for (int member : group.members) {
        Instruction instruction = body.instructions().get(member);
        for (int operand : instruction.operands().toArray()) {
          if (operand < 0
              || grouping.makers[operand] < 0
              || !grouping.isIn(grouping.makers[operand], one, two)) {
            operands.add(operand);
          }
        }
        for (int i = 0; i < instruction.results().size(); i++) {
          results += grouping.isTakenOutside(instruction.result(i), one, two) ? 1 : 0;
        }
      }
    }
    return FusedLoops.allows(one.length + two.length, operands.size(), results);
  }
}
