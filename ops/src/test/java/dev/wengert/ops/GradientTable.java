package dev.wengert.ops;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.jqwik.TensorArbitraries;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import dev.wengert.ops.GradientSample.Depth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/** A table of functions and of the random points at which their gradients are checked. */
final class GradientTable {

  private static final int VARIANTS = 64;
  private static final ImmutableList<Reduce> REDUCTIONS = ImmutableList.copyOf(Reduce.values());
  private static final int MOST_VALUES = 32;

  /** A step off the multiples of 1/8, where kinks are: that of maximum, say, lies where x = y. */
  static final double OFF = 1.0 / 16;

  /** By numbers, so that a failure shrinks to the least depth that shows it. */
  private static final Arbitrary<Depth> DEPTHS =
      Arbitraries.integers()
          .between(0, 14)
          .withDistribution(RandomDistribution.uniform())
          .withoutEdgeCases()
          .map(
              i ->
                  i < 3
                      ? Depth.FIRST
                      : i < 6 ? Depth.FORWARD : i < 9 ? Depth.FLOAT32 : Depth.SECOND);

  private final Map<String, Arbitrary<GradientSample>> entries = new LinkedHashMap<>();

  /** A function whose axes and flags are taken from a number. */
  interface Varied {
    Tensor of(List<Tensor> in, int variant);
  }

  /** A function of one tensor whose axes and flags are taken from a number. */
  interface VariedUnary {
    Tensor of(Tensor x, int variant);
  }

  /** The shapes of operands that share sides. */
  interface Sides {
    int[][] of(int[] sides);
  }

  ImmutableMap<String, Arbitrary<GradientSample>> entries() {
    return ImmutableMap.copyOf(entries);
  }

  void add(String function, Arbitrary<List<Tensor>> inputs, Varied f) {
    Arbitrary<Integer> variants = Arbitraries.integers().between(0, VARIANTS - 1);
    Arbitrary<GradientSample> samples =
        Combinators.combine(inputs, variants, DEPTHS)
            .as(
                (in, variant, depth) ->
                    new GradientSample(
                        function,
                        variant,
                        depth,
                        ImmutableList.copyOf(in),
                        given -> f.of(given, variant)));
    Preconditions.checkState(entries.put(function, samples) == null, "twice: %s", function);
  }

  void add(String function, TensorArbitrary inputs, VariedUnary f) {
    add(function, inputs.map(List::of), (in, variant) -> f.of(in.getFirst(), variant));
  }

  void add(String function, Arbitrary<List<Tensor>> inputs, Function<List<Tensor>, Tensor> f) {
    add(function, inputs, (in, variant) -> f.apply(in));
  }

  /** Adds a function of one tensor, at points off the multiples of 1/8. */
  void unary(String function, TensorArbitrary inputs, UnaryOperator<Tensor> f) {
    add(function, inputs.map(x -> List.of(x.plus(OFF))), in -> f.apply(in.getFirst()));
  }

  // Inputs

  /** Returns tensors of moderate numbers, of all shapes with elements. */
  static TensorArbitrary moderate() {
    return TensorArbitraries.tensors().between(-3, 3);
  }

  /** Returns tensors with axes of two elements or more, all different. */
  static TensorArbitrary rows() {
    return moderate().rank(1, 3).sides(2, 3, 5).distinct(0.125);
  }

  /** Returns pairs that broadcast, the second changed. */
  static Arbitrary<List<Tensor>> pairs(TensorArbitrary kind, UnaryOperator<Tensor> second) {
    return TensorArbitraries.broadcastable(2, kind)
        .map(pair -> List.of(pair.get(0), second.apply(pair.get(1))));
  }

  /** Returns pairs of one shape, the second of numbers within a range. */
  static Arbitrary<List<Tensor>> twins(TensorArbitrary kind, double least, double most) {
    return Combinators.combine(kind, values(least, most))
        .as((x, list) -> List.of(x, filled(list, 0, x.shape().sides())));
  }

  /** Returns operands whose shapes follow from some sides of 1, 2 and 3. */
  static Arbitrary<List<Tensor>> fitting(int sides, Sides shapes) {
    return fitting(sides, shapes, 2, 3, 1);
  }

  /** Returns operands whose shapes follow from some sides out of these, the simplest first. */
  static Arbitrary<List<Tensor>> fitting(int sides, Sides shapes, Integer... of) {
    Arbitrary<List<Integer>> chosen = Arbitraries.of(of).list().ofSize(sides).withoutEdgeCases();
    return Combinators.combine(chosen, values(-2, 2))
        .as(
            (d, list) -> {
              List<Tensor> operands = new ArrayList<>();
              for (int[] shape : shapes.of(d.stream().mapToInt(side -> side).toArray())) {
                operands.add(filled(list, 7 * operands.size(), shape));
              }
              return ImmutableList.copyOf(operands);
            });
  }

  /** The numbers that operands are filled with, in eighths. */
  private static Arbitrary<List<Integer>> values(double least, double most) {
    int from = (int) (8 * least);
    int to = (int) (8 * most);
    return Arbitraries.integers()
        .between(from, to)
        .shrinkTowards(Math.clamp(8, from, to))
        .list()
        .ofSize(MOST_VALUES)
        .withoutEdgeCases();
  }

  private static Tensor filled(List<Integer> eighths, int start, int[] shape) {
    double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> eighths.get((start + i) % MOST_VALUES) / 8.0);
    return Tensor.wrap(values, shape);
  }

  // Attributes out of a variant

  /** Returns some axes, none to all. */
  static int[] axes(Tensor x, int variant) {
    int rank = x.rank();
    boolean fromEnd = (variant >> 4 & 1) == 1;
    return java.util.stream.IntStream.range(0, rank)
        .filter(axis -> (variant >> axis & 1) == 1)
        .map(axis -> fromEnd ? axis - rank : axis)
        .toArray();
  }

  /** Returns an axis of a tensor that has one, counted from the front or from the end. */
  static int axis(Tensor x, int variant) {
    return variant % (2 * x.rank()) - x.rank();
  }

  /** Returns a flag; flags of different places are independent, the first is not that of axes. */
  static boolean flag(int variant, int place) {
    return (variant >> (5 - place) & 1) == 1;
  }

  /** Returns one of the reductions of a loss. */
  static Reduce reduction(int variant) {
    return REDUCTIONS.get(variant % REDUCTIONS.size());
  }

  /** Returns positions below a number, some of them equal: INT32. */
  static Tensor positions(int variant, int below, int... shape) {
    int[] values = new int[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> Math.floorMod(variant + i * i, below));
    return Tensor.wrap(values, shape);
  }

  /** Returns truth values, three of four true; one alone is true, so that something is told. */
  static Tensor mostly(int variant, int... shape) {
    boolean[] values = new boolean[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = values.length == 1 || (i + variant) % 4 != 3;
    }
    return Tensor.wrap(values, shape);
  }
}
