package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.FlatIndex;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Scattering;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.util.Arrays;
import java.util.Map;

/** Elements by their positions, and positions of elements. */
final class IndexOperators {

  private IndexOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("Gather", Operator.one(IndexOperators::gather));
    all.put("GatherElements", Operator.one(IndexOperators::gatherElements));
    all.put("GatherND", Operator.one(IndexOperators::gatherNd));
    all.put("NonZero", Operator.one(c -> nonZero(c.in(0))));
    all.put("OneHot", Operator.one(IndexOperators::oneHot));
    all.put("ReverseSequence", Operator.one(IndexOperators::reverseSequence));
    all.put("ScatterElements", Operator.one(IndexOperators::scatterElements));
    all.put("ScatterND", Operator.one(IndexOperators::scatterNd));
  }

  /** Rows of truth values are taken as numbers. */
  private static Tensor gather(Call c) {
    Tensor x = c.in(0);
    int axis = c.integer("axis", 0);
    return x.dtype() == DType.BOOL
        ? Indexing.take(x.to(DType.INT32), c.in(1), axis).ne(0)
        : Indexing.take(x, c.in(1), axis);
  }

  private static Tensor gatherElements(Call c) {
    return Indexing.gather(c.in(0), c.in(1), c.integer("axis", 0));
  }

  private static Tensor nonZero(Tensor x) {
    Tensor mask = x.dtype() == DType.BOOL ? x : x.ne(0);
    return Indexing.argwhere(mask).transpose();
  }

  private static Tensor oneHot(Call c) {
    Tensor index = c.in(0).to(DType.INT32);
    int depth = (int) c.number(1);
    Tensor values = c.in(2);
    Tensor wrapped = Selection.where(index.lt(0), index.plus(depth), index);
    int given = c.integer("axis", -1);
    int axis = given < 0 ? given + index.rank() + 1 : given;
    int[] sides = new int[index.rank() + 1];
    Arrays.fill(sides, 1);
    sides[axis] = depth;
    Tensor isHot = Shapes.unsqueeze(wrapped, axis).eq(Creation.arange(depth).reshape(sides));
    return Selection.where(isHot, values.get(1), values.get(0));
  }

  private static Tensor reverseSequence(Call c) {
    Tensor x = c.in(0);
    int time = c.integer("time_axis", 0);
    int batch = c.integer("batch_axis", 1);
    Preconditions.checkArgument(
        time + batch == 1,
        "reverseSequence: axes %s and %s are not the first two; the file is damaged",
        time,
        batch);
    int steps = x.shape().side(time);
    Tensor lengths = c.in(1).reshape(time == 0 ? new int[] {1, -1} : new int[] {-1, 1});
    Tensor at = Creation.arange(steps).reshape(time == 0 ? new int[] {-1, 1} : new int[] {1, -1});
    Tensor from = Selection.where(at.lt(lengths), lengths.minus(1).minus(at), at);
    int[] sides = from.shape().sides();
    int[] padded = Arrays.copyOf(sides, x.rank());
    Arrays.fill(padded, 2, padded.length, 1);
    return Indexing.gather(x, from.reshape(padded).broadcastTo(x.shape()), time);
  }

  private static Tensor scatterElements(Call c) {
    return scattered(c, c.in(0), c.in(1), c.in(2), c.integer("axis", 0));
  }

  /** Of what is written twice the last stays; ONNX leaves that open. */
  private static Tensor scattered(Call c, Tensor x, Tensor index, Tensor values, int axis) {
    String reduction = c.text("reduction", "none");
    return switch (reduction) {
      case "none" -> Scattering.scatter(x, index, values, axis);
      case "add" -> Indexing.scatterAdd(x, index, values, axis);
      case "mul" -> Scattering.scatterMul(x, index, values, axis);
      case "max" -> Scattering.scatterMax(x, index, values, axis);
      case "min" -> Scattering.scatterMin(x, index, values, axis);
      default ->
          throw new IllegalArgumentException(
              "there is no reduction \""
                  + reduction
                  + "\"; none, add, mul, max and min are, the file is damaged");
    };
  }

  /** Positions along several axes from one on as positions in row-major order. */
  private static Tensor flat(String operation, Tensor index, int[] sides, int first) {
    int count = index.shape().side(-1);
    Preconditions.checkArgument(
        count > 0 && first >= 0 && first + count <= sides.length,
        "%s: an index of %s axes from axis %s on into %s; the file is damaged",
        operation,
        count,
        first,
        Arrays.toString(sides));
    int[] axes = new int[count];
    Arrays.setAll(axes, i -> first + i);
    ImmutableIntArray own = ImmutableIntArray.copyOf(sides).subArray(first, first + count);
    Tensor[] along = new Tensor[count];
    Arrays.setAll(along, i -> index.get(Index.ellipsis(), Index.at(i)));
    return new FlatIndex(operation, ImmutableIntArray.copyOf(axes), own).apply(along);
  }

  private static Tensor gatherNd(Call c) {
    Tensor x = c.in(0);
    Tensor index = c.in(1);
    int batch = c.integer("batch_dims", 0);
    int axes = index.shape().side(-1);
    int[] sides = x.shape().sides();
    Tensor flat = flat("gatherNd", index, sides, batch);
    int[] rest = Arrays.copyOfRange(sides, batch + axes, sides.length);
    int examples = product(sides, 0, batch);
    int places = product(sides, batch, batch + axes);
    int[] indexSides = index.shape().sides();
    int taken = product(indexSides, batch, indexSides.length - 1);
    int width = product(rest, 0, rest.length);
    Tensor at = flat.reshape(examples, taken);
    Tensor offsets = Creation.arange(examples).times(places).reshape(examples, 1);
    Tensor rows = x.reshape(examples * places, width);
    Tensor found = Indexing.take(rows, at.plus(offsets), 0);
    int[] result = Arrays.copyOf(indexSides, indexSides.length - 1 + rest.length);
    System.arraycopy(rest, 0, result, indexSides.length - 1, rest.length);
    return found.reshape(result);
  }

  private static Tensor scatterNd(Call c) {
    Tensor x = c.in(0);
    Tensor index = c.in(1);
    int axes = index.shape().side(-1);
    int[] sides = x.shape().sides();
    Tensor at = flat("scatterNd", index, sides, 0);
    int places = product(sides, 0, axes);
    int width = product(sides, axes, sides.length);
    int count = at.size();
    Tensor rows = at.reshape(count, 1).broadcastTo(count, width);
    return scattered(c, x.reshape(places, width), rows, c.in(2).reshape(count, width), 0)
        .reshape(x.shape());
  }

  private static int product(int[] sides, int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= sides[i];
    }
    return product;
  }
}
