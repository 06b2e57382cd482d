package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which instructions of a body are to be run together, tile by tile.
 *
 * <p>An instruction joins those that make what it takes, and those nearby that take a large operand
 * that it takes too, if their spaces begin with the same axes, along which none of them looks at
 * its neighbours. What folds those axes may join too, but gives its result only when all tiles are
 * done: who takes it does not join.
 */
final class RowGroups {

  /** Instructions that take the same, not what the other makes, join only if they are so near. */
  private static final int NEAR = 40;

  /** More would not be in the cache together. */
  private static final int MOST_MEMBERS = 24;

  /** The bytes of a row of all values: a tile has at least one. */
  private static final long MOST_BYTES = 1 << 20;

  /** So many rows are folded onto each other by the least that folds columns. */
  private static final int COLUMN = 32;

  /**
   * What can be done row by row.
   *
   * @param space the shape that it walks through
   * @param rows how many leading axes may count the rows at most
   * @param folds whether it folds those
   * @param column whether a tile must have several rows for it
   */
  record Rows(Shape space, int rows, boolean folds, boolean column) {}

  /** Instructions that are run together; a single one where nothing joined it. */
  static final class Group extends Grouping.Group {
    final @Nullable Rows kind;
    int rows;
    private boolean column;

    private Group(int member, @Nullable Rows kind) {
      super(member);
      this.kind = kind;
      rows = kind == null ? 0 : kind.rows();
      column = kind != null && kind.column();
    }
  }

  private final Body body;
  private final Places places;
  private final Spec[] specs;
  private final long least;
  private final @Nullable Rows[] kinds;
  private final Grouping<Group> grouping;

  private RowGroups(Body body, long least) {
    this.body = body;
    this.least = least;
    places = new Places(body);
    specs = body.specs();
    kinds = new @Nullable Rows[body.instructions().size()];
    grouping = new Grouping<>(body, this::single);
  }

  /**
   * Returns the instructions in groups.
   *
   * @param least the bytes of a value that is worth staying in the cache
   */
  static Grouping<Group> of(Body body, long least) {
    RowGroups groups = new RowGroups(body, least);
    int n = body.instructions().size();
    for (int at = 0; at < n; at++) {
      groups.join(at);
    }
    for (int at = 0; at < n; at++) {
      if (!groups.pays(groups.grouping.at(at))) {
        groups.grouping.separate(at, new Group(at, groups.kinds[at]));
      }
    }
    return groups.grouping;
  }

  private Group single(Grouping<Group> all, int at) {
    kinds[at] = kind(all, at);
    return new Group(at, kinds[at]);
  }

  private @Nullable Rows kind(Grouping<Group> all, int at) {
    Instruction instruction = body.instructions().get(at);
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))
        || !all.isTaken(instruction)
        || instruction.operands().isEmpty()) {
      return null;
    }
    for (int i = 0; i < instruction.results().size(); i++) {
      Layout result = places.layouts[instruction.result(i)];
      if (result.dtype() == DType.INT32 || !result.isContiguous() || result.shape().size() == 0) {
        return null;
      }
    }
    Shape space = Shape.SCALAR;
    for (int operand : instruction.operands().toArray()) {
      Spec spec = body.spec(operand, specs);
      if (spec.dtype() == DType.INT32) {
        return null;
      }
      space = kernel instanceof Reduction ? broadcast(space, spec.shape()) : space;
    }
    return switch (kernel) {
      case Loop loop -> whole(instruction.results().get(0).shape());
      case Reduction reduction -> folding(space, reduction.axes());
      case Tiled chain -> chained(instruction, chain);
      case Guarded(Tiled chain, int watched, double low, double high, var careful) ->
          chained(instruction, chain);
      default -> null;
    };
  }

  private static Shape broadcast(Shape one, Shape two) {
    return Shape.broadcast("tiling", one, two);
  }

  private static @Nullable Rows whole(Shape space) {
    return space.rank() == 0 ? null : new Rows(space, space.rank(), false, false);
  }

  private static @Nullable Rows folding(Shape space, ImmutableIntArray axes) {
    if (axes.isEmpty() || space.size() == 0) {
      return null;
    }
    if (axes.get(0) > 0) {
      return new Rows(space, axes.get(0), false, false);
    }
    int folded = 1;
    while (folded < axes.length() && axes.get(folded) == folded) {
      folded++;
    }
    boolean column = axes.get(axes.length() - 1) < space.rank() - 1;
    return new Rows(space, folded, true, column);
  }

  private @Nullable Rows chained(Instruction instruction, Tiled chain) {
    Shape space = body.spec(instruction.operands().get(0), specs).shape();
    return chain.rows() == 0 || chain.rows() > space.rank()
        ? null
        : new Rows(space, chain.rows(), false, false);
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
      if (operand >= 0 && bytes(operand) >= least) {
        for (int other : grouping.takers(operand)) {
          if (other < at && at - grouping.at(other).last() <= NEAR) {
            tryJoining(at, other);
          }
        }
      }
    }
  }

  private long bytes(int value) {
    Layout layout = places.layout(value);
    return (long) layout.stored() * layout.dtype().bytes();
  }

  @SuppressWarnings("ReferenceEquality") // a group is itself
  private void tryJoining(int at, int other) {
    Group one = grouping.at(at);
    Group two = grouping.at(other);
    if (one == two || one.kind == null || two.kind == null) {
      return;
    }
    int rows = Math.min(one.rows, two.rows);
    if (haveSameRows(one.kind.space(), two.kind.space(), rows)
        && one.members.size() + two.members.size() <= MOST_MEMBERS
        && hands(one, two)
        && hands(two, one)
        && fits(one, two, rows)
        && grouping.areNeighbours(one, two)) {
      two.rows = rows;
      two.column |= one.column;
      grouping.merge(two, one);
    }
  }

  private static boolean haveSameRows(Shape one, Shape two, int rows) {
    int count = 1;
    for (int axis = 0; axis < rows; axis++) {
      if (one.side(axis) != two.side(axis)) {
        return false;
      }
      count *= one.side(axis);
    }
    return count > 1;
  }

  /** Returns whether what members of one take of members of the other is there row by row. */
  @SuppressWarnings("ReferenceEquality") // a group is itself
  private boolean hands(Group from, Group to) {
    for (int member : to.members) {
      Rows taker = kinds[member];
      for (int operand : body.instructions().get(member).operands().toArray()) {
        int maker = operand < 0 ? -1 : grouping.makers[operand];
        if (maker >= 0 && grouping.at(maker) == from) {
          Rows kind = kinds[maker];
          boolean isAligned =
              taker != null && specs[operand].shape().rank() == taker.space().rank();
          if (kind == null || kind.folds() || !isAligned) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Returns whether a tile of both fits the cache. */
  private boolean fits(Group one, Group two, int rows) {
    IntSet values = new IntOpenHashSet();
    one.members.forEach(member -> addValues(member, values));
    two.members.forEach(member -> addValues(member, values));
    Shape space = Objects.requireNonNull(one.kind).space();
    long count = 1;
    for (int axis = 0; axis < rows; axis++) {
      count *= space.side(axis);
    }
    long bytes = 0;
    for (int value : values) {
      bytes += bytes(value) / count;
    }
    return bytes * (one.column || two.column ? COLUMN : 1) <= MOST_BYTES;
  }

  private void addValues(int member, IntSet values) {
    Instruction instruction = body.instructions().get(member);
    instruction.operands().forEach(values::add);
    for (int i = 0; i < instruction.results().size(); i++) {
      values.add(instruction.result(i));
    }
  }

  /** Returns whether a large value is touched more than once by a group. */
  private boolean pays(Group group) {
    IntSet touched = new IntOpenHashSet();
    for (int member : group.members) {
      IntSet own = new IntOpenHashSet();
      addValues(member, own);
      for (int value : own) {
        if (bytes(value) >= least && !touched.add(value)) {
          return true;
        }
      }
    }
    return false;
  }
}
