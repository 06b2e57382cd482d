package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import dev.wengert.ScatterAdd;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Indexing;
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

  /** What is written twice is of one of the two; so ONNX does not allow it. */
  private static Tensor scatterElements(Call c) {
    Tensor x = c.in(0);
    Tensor index = c.in(1);
    Tensor values = c.in(2);
    int axis = c.integer("axis", 0);
    String reduction = c.text("reduction", "none");
    if (reduction.equals("add")) {
      return Indexing.scatterAdd(x, index, values, axis);
    }
    c.require(reduction.equals("none"), "a reduction \"" + reduction + "\"");
    Tensor written = Indexing.scatterAdd(Tensor.zeros(x.spec()), index, values, axis);
    Tensor ones = Tensor.ones(DType.INT32, index.shape().sides());
    Tensor counts =
        Indexing.scatterAdd(Tensor.zeros(DType.INT32, x.shape().sides()), index, ones, axis);
    return Selection.where(counts.gt(0), written, x);
  }

  /** Positions along several axes as positions in row-major order. */
  private static Tensor flat(Tensor index, int[] sides) {
    int axes = index.shape().side(-1);
    Tensor result = null;
    for (int i = 0; i < axes; i++) {
      Tensor at =
          Indexing.take(index, Tensor.scalar(i), index.rank() - 1)
              .reshape(index.shape().reduced(new int[] {index.rank() - 1}, false).sides());
      Tensor wrapped = Selection.where(at.lt(0), at.plus(sides[i]), at);
      result = result == null ? wrapped : result.times(sides[i]).plus(wrapped);
    }
    Preconditions.checkArgument(result != null, "an index of no axes; the file is damaged");
    return result;
  }

  private static Tensor gatherNd(Call c) {
    Tensor x = c.in(0);
    Tensor index = c.in(1);
    int batch = c.integer("batch_dims", 0);
    int axes = index.shape().side(-1);
    int[] sides = x.shape().sides();
    int[] own = Arrays.copyOfRange(sides, batch, batch + axes);
    int[] rest = Arrays.copyOfRange(sides, batch + axes, sides.length);
    int examples = product(sides, 0, batch);
    int places = product(own, 0, own.length);
    int[] indexSides = index.shape().sides();
    int taken = product(indexSides, batch, indexSides.length - 1);
    int width = product(rest, 0, rest.length);
    Tensor at = flat(index, own).reshape(examples, taken);
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
    String reduction = c.text("reduction", "none");
    c.require(
        reduction.equals("none") || reduction.equals("add"), "a reduction \"" + reduction + "\"");
    int axes = index.shape().side(-1);
    int[] sides = x.shape().sides();
    int places = product(sides, 0, axes);
    int width = product(sides, axes, sides.length);
    Tensor at = flat(index, sides);
    int count = at.size();
    Tensor rows = at.reshape(count);
    ScatterAdd scatter = new ScatterAdd(0, 0, places);
    Tensor sums = scatter.apply(c.in(2).reshape(count, width), rows).reshape(x.shape());
    if (reduction.equals("add")) {
      return x.plus(sums);
    }
    Tensor counts = scatter.apply(Tensor.ones(DType.INT32, count, 1), rows);
    int[] shape = Arrays.copyOf(sides, sides.length);
    Arrays.fill(shape, axes, shape.length, 1);
    return Selection.where(counts.reshape(Shape.of(shape)).gt(0), sums, x);
  }

  private static int product(int[] sides, int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= sides[i];
    }
    return product;
  }
}
