package dev.wengert.onnx.operator;

import dev.wengert.Tensor;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.util.Arrays;
import java.util.Map;

/** What shifts and scales tensors to a mean and a spread. */
final class NormalizationOperators {

  private NormalizationOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("BatchNormalization", Operator.one(NormalizationOperators::batchNorm));
    all.put("GroupNormalization", Operator.one(NormalizationOperators::groupNorm));
    all.put("InstanceNormalization", Operator.one(NormalizationOperators::instanceNorm));
    all.put("LayerNormalization", NormalizationOperators::layerNorm);
    all.put("LpNormalization", Operator.one(NormalizationOperators::lpNormalization));
    all.put(
        "MeanVarianceNormalization",
        Operator.one(c -> meanVariance(c.in(0), c.integers("axes", 0, 2, 3))));
  }

  private static Tensor batchNorm(Call c) {
    c.require(!c.flag("training_mode", false) && !c.wants(1), "batch normalization in training");
    c.require(c.flag("spatial", true), "batch normalization of each element by itself");
    return Normalization.batchNorm(
        c.in(0), c.in(3), c.in(4), c.in(1), c.in(2), c.number("epsilon", 1e-5));
  }

  private static Tensor instanceNorm(Call c) {
    return Normalization.instanceNorm(c.in(0), c.in(1), c.in(2), c.number("epsilon", 1e-5));
  }

  /** Before version 21 there was one scale a group. */
  private static Tensor groupNorm(Call c) {
    Tensor x = c.in(0);
    int groups = c.count("num_groups");
    int each = x.shape().side(1) / groups;
    Tensor scale = c.opset() < 21 ? Shapes.repeat(c.in(1), each, 0) : c.in(1);
    Tensor shift = c.opset() < 21 ? Shapes.repeat(c.in(2), each, 0) : c.in(2);
    return Normalization.groupNorm(x, groups, scale, shift, c.number("epsilon", 1e-5));
  }

  /** The mean and the inverse root are computed for who asks for them. */
  private static Tensor[] layerNorm(Call c) {
    Tensor x = c.in(0);
    int axis = x.shape().axis("layerNorm", c.integer("axis", -1));
    int[] sides = Arrays.copyOfRange(x.shape().sides(), axis, x.rank());
    Tensor scale = c.in(1).broadcastTo(sides);
    Tensor shift = c.has(2) ? c.in(2).broadcastTo(sides) : Tensor.zeros(scale.spec());
    double epsilon = c.number("epsilon", 1e-5);
    Tensor y = Normalization.layerNorm(x, scale, shift, epsilon);
    if (c.results() == 1) {
      return new Tensor[] {y};
    }
    int[] axes = new int[x.rank() - axis];
    Arrays.setAll(axes, i -> axis + i);
    Tensor variance = Reductions.variance(x, true, axes);
    Tensor root = Elementary.rsqrt(variance.plus(epsilon));
    return new Tensor[] {y, Reductions.mean(x, true, axes), root};
  }

  /** What is too small to divide by is added to the deviation, not to the variance. */
  private static Tensor meanVariance(Tensor x, int... axes) {
    Tensor deviation = Reductions.std(x, 0, true, axes);
    return x.minus(Reductions.mean(x, true, axes)).div(deviation.plus(1e-9));
  }

  /** Zeros stay. */
  private static Tensor lpNormalization(Call c) {
    Tensor x = c.in(0);
    int p = c.integer("p", 2);
    c.require(p == 1 || p == 2, "a norm of order " + p);
    Norm norm = p == 1 ? Norm.L1 : Norm.L2;
    Tensor length = Reductions.norm(x, norm, true, c.integer("axis", -1));
    return x.div(Selection.where(length.eq(0), 1, length));
  }
}
