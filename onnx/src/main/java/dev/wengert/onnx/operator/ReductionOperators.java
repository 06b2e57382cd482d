package dev.wengert.onnx.operator;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;
import java.util.Arrays;
import java.util.Map;

/** Functions along axes. */
final class ReductionOperators {

  private ReductionOperators() {}

  /** A function along axes. */
  @FunctionalInterface
  private interface Fold {
    Tensor apply(Tensor x, boolean keep, int... axes);
  }

  static void register(Map<String, Operator> all) {
    fold(all, "ReduceSum", 13, Reductions::sum);
    fold(all, "ReduceMean", 18, Reductions::mean);
    fold(all, "ReduceMax", 18, Reductions::max);
    fold(all, "ReduceMin", 18, Reductions::min);
    fold(all, "ReduceProd", 18, Reductions::prod);
    fold(all, "ReduceL1", 18, (x, keep, axes) -> Reductions.sum(Elementary.abs(x), keep, axes));
    fold(all, "ReduceL2", 18, (x, keep, axes) -> Reductions.norm(x, Norm.L2, keep, axes));
    fold(all, "ReduceLogSum", 18, (x, k, axes) -> Elementary.log(Reductions.sum(x, k, axes)));
    fold(all, "ReduceLogSumExp", 18, Reductions::logSumExp);
    fold(all, "ReduceSumSquare", 18, (x, k, axes) -> Reductions.sum(Elementary.square(x), k, axes));
    all.put("ArgMax", Operator.one(c -> extreme(c, true)));
    all.put("ArgMin", Operator.one(c -> extreme(c, false)));
    all.put("CumSum", Operator.one(ReductionOperators::runningSum));
    all.put("Softmax", Operator.one(c -> alongAxis(c, Activations::softmax)));
    all.put("LogSoftmax", Operator.one(c -> alongAxis(c, Activations::logSoftmax)));
    all.put("Hardmax", Operator.one(c -> alongAxis(c, ReductionOperators::hardmax)));
    all.put("TopK", ReductionOperators::topK);
  }

  /** The axes are an attribute, and from a version on an operand. */
  private static void fold(Map<String, Operator> all, String name, int since, Fold fold) {
    all.put(
        name,
        Operator.one(
            c -> {
              Tensor x = c.in(0);
              int[] axes = c.integers("axes");
              if (axes == null && c.opset() >= since && c.has(1)) {
                axes = c.integers(1);
              }
              if (axes == null || axes.length == 0) {
                axes = new int[c.flag("noop_with_empty_axes", false) ? 0 : x.rank()];
                Arrays.setAll(axes, i -> i);
              }
              return fold.apply(x, c.flag("keepdims", true), axes);
            }));
  }

  private static Tensor extreme(Call c, boolean largest) {
    Tensor x = c.in(0);
    int axis = x.shape().axis("argmax", c.integer("axis", 0));
    boolean last = c.flag("select_last_index", false);
    Tensor seen = last ? Shapes.flip(x, axis) : x;
    Tensor at = largest ? Reductions.argmax(seen, axis) : Reductions.argmin(seen, axis);
    if (last) {
      at = at.unaryMinus().plus(x.shape().side(axis) - 1);
    }
    return c.flag("keepdims", true) ? Shapes.unsqueeze(at, axis) : at;
  }

  private static Tensor runningSum(Call c) {
    Tensor x = c.in(0);
    int axis = x.shape().axis("cumsum", (int) c.number(1));
    boolean reverse = c.flag("reverse", false);
    Tensor seen = reverse ? Shapes.flip(x, axis) : x;
    Tensor sums = Reductions.cumsum(seen, axis);
    if (c.flag("exclusive", false)) {
      sums = sums.minus(seen);
    }
    return reverse ? Shapes.flip(sums, axis) : sums;
  }

  /** A function along one axis. */
  @FunctionalInterface
  private interface Along {
    Tensor apply(Tensor x, int axis);
  }

  /** Before version 13 all axes from one on counted as one. */
  private static Tensor alongAxis(Call c, Along function) {
    Tensor x = c.in(0);
    if (c.opset() >= 13) {
      return function.apply(x, c.integer("axis", -1));
    }
    int axis = c.integer("axis", 1);
    int from = axis == x.rank() ? axis : x.shape().axis("softmax", axis);
    if (from == x.rank() - 1) {
      return function.apply(x, from);
    }
    int rows = 1;
    for (int i = 0; i < from; i++) {
      rows *= x.shape().side(i);
    }
    Tensor flat = x.reshape(rows, rows == 0 ? 0 : x.size() / rows);
    return function.apply(flat, 1).reshape(x.shape());
  }

  private static Tensor hardmax(Tensor x, int axis) {
    int at = x.shape().axis("hardmax", axis);
    Tensor one = Creation.oneHot(Reductions.argmax(x, at), x.shape().side(at), x.dtype());
    return Shapes.moveAxis(one, one.rank() - 1, at);
  }

  private static Tensor[] topK(Call c) {
    Tensor x = c.in(0);
    int k = c.opset() >= 10 ? (int) c.number(1) : c.integer("k", -1);
    int axis = x.shape().axis("topk", c.integer("axis", -1));
    if (c.flag("largest", true)) {
      Indexing.TopK found = Indexing.topk(x, k, axis);
      return new Tensor[] {found.values(), found.indices()};
    }
    Shape part = x.shape().withSide(axis, k);
    Tensor order = Indexing.argsort(x, axis, false);
    Tensor first = Shapes.split(order, axis, k, x.shape().side(axis) - k).get(0).reshape(part);
    return new Tensor[] {Indexing.gather(x, first, axis), first};
  }
}
