package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/**
 * Indexing by tensors: positions and masks, among plain indices.
 *
 * <p>The plain indices are applied first, with the axes of the others taken whole; then one gather
 * along those axes, made one, takes what the positions say.
 */
final class ComputedIndex {

  private final Index[] indices;

  /** For each axis that is indexed by a tensor: which axis of the plain result it is. */
  private final IntArrayList axes = new IntArrayList();

  /** Which axes of the tensor these are: what an error names. */
  private final IntArrayList own = new IntArrayList();

  private final List<Tensor> positions = new ArrayList<>();

  ComputedIndex(Index[] indices) {
    this.indices = indices;
  }

  Tensor get(Tensor x) {
    Tensor rest = Index.get(x, plain(x.shape()));
    Shape common = Shape.SCALAR;
    for (Tensor position : positions) {
      common = Shape.broadcast("get", common, position.shape());
    }
    boolean together = axes.getInt(axes.size() - 1) - axes.getInt(0) == axes.size() - 1;
    int target = together ? axes.getInt(0) : 0;
    int[] order = order(rest.rank(), target);
    Tensor moved = isSorted(order) ? rest : Permute.of(rest, order);
    int[] sides = new int[axes.size()];
    Tensor[] broadcast = new Tensor[axes.size()];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = moved.shape().side(target + i);
      broadcast[i] = Broadcast.to(positions.get(i), common);
    }
    Tensor flat =
        new FlatIndex(
                "get", ImmutableIntArray.copyOf(own.toIntArray()), ImmutableIntArray.copyOf(sides))
            .apply(broadcast);
    return new Gather(target, 0).apply(moved.reshape(merged(moved.shape(), target)), flat);
  }

  /** The plain indices, with all of the axis where a tensor indexes; notes those axes. */
  private Index[] plain(Shape shape) {
    int taken = 0;
    for (Index index : indices) {
      taken += axesTaken(index);
    }
    List<Index> plain = new ArrayList<>();
    int from = 0;
    int into = 0;
    for (Index index : indices) {
      switch (index) {
        case Index.Positions(Tensor tensor) -> {
          add(into, from, tensor);
          plain.add(Index.all());
        }
        case Index.Mask(Tensor mask) -> {
          checkMask(mask, shape, from);
          List<Tensor> found = positionsOf(mask);
          for (int i = 0; i < found.size(); i++) {
            add(into + i, from + i, found.get(i));
            plain.add(Index.all());
          }
        }
        default -> plain.add(index);
      }
      boolean rest = index instanceof Index.Ellipsis;
      from += rest ? Math.max(0, shape.rank() - taken) : axesTaken(index);
      into +=
          rest
              ? Math.max(0, shape.rank() - taken)
              : index instanceof Index.NewAxis
                  ? 1
                  : index instanceof Index.At ? 0 : axesTaken(index);
    }
    return plain.toArray(new Index[0]);
  }

  private void add(int axis, int ownAxis, Tensor tensor) {
    axes.add(axis);
    own.add(ownAxis);
    positions.add(tensor);
  }

  private static int axesTaken(Index index) {
    return switch (index) {
      case Index.At at -> 1;
      case Index.Range range -> 1;
      case Index.Positions p -> 1;
      case Index.Mask(Tensor mask) -> mask.rank();
      case Index.Ellipsis e -> 0;
      case Index.NewAxis n -> 0;
    };
  }

  private static void checkMask(Tensor mask, Shape shape, int from) {
    for (int i = 0; i < mask.rank(); i++) {
      if (from + i >= shape.rank() || mask.shape().side(i) != shape.side(from + i)) {
        throw new IllegalArgumentException(
            "get: the mask does not fit: it is "
                + mask.shape()
                + ", the axes from "
                + from
                + " on of shape "
                + shape
                + " must have the same sides");
      }
    }
  }

  /** For each axis of a mask the positions at which it holds, in row-major order. */
  private static List<Tensor> positionsOf(Tensor mask) {
    boolean[] holds = mask.detach().toBooleanArray();
    IntArrayList found = new IntArrayList();
    for (int i = 0; i < holds.length; i++) {
      if (holds[i]) {
        found.add(i);
      }
    }
    int[] strides = mask.shape().strides();
    List<Tensor> result = new ArrayList<>();
    for (int axis = 0; axis < strides.length; axis++) {
      int[] along = new int[found.size()];
      for (int i = 0; i < along.length; i++) {
        along[i] = found.getInt(i) / strides[axis] % mask.shape().side(axis);
      }
      result.add(Tensor.wrap(along, along.length));
    }
    return result;
  }

  /** The order of axes in which those indexed by tensors stand side by side. */
  private int[] order(int rank, int target) {
    int[] order = new int[rank];
    int at = 0;
    for (int i = 0; i < target; i++) {
      order[at++] = i;
    }
    for (int axis : axes.toIntArray()) {
      order[at++] = axis;
    }
    for (int i = target; i < rank; i++) {
      if (!axes.contains(i)) {
        order[at++] = i;
      }
    }
    return order;
  }

  private static boolean isSorted(int[] order) {
    for (int i = 1; i < order.length; i++) {
      if (order[i] < order[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** The shape with the indexed axes made one. */
  private Shape merged(Shape moved, int target) {
    int n = axes.size();
    int[] sides = moved.sides();
    int[] merged = new int[sides.length - n + 1];
    System.arraycopy(sides, 0, merged, 0, target);
    merged[target] = 1;
    for (int i = 0; i < n; i++) {
      merged[target] = Math.multiplyExact(merged[target], sides[target + i]);
    }
    System.arraycopy(sides, target + n, merged, target + 1, sides.length - target - n);
    return Shape.of(merged);
  }
}
