package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.SQRT;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.mean;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.normalized;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;
import static dev.wengert.gradcheck.corpus.Functions.variance;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.List;
import java.util.function.Function;

/** Sums, orders, indices and paths, as people get them wrong. */
final class HintedStructures {

  private static final double EPSILON = 1e-5;

  private HintedStructures() {}

  static ImmutableList<Hinted> all() {
    return ImmutableList.<Hinted>builder()
        .addAll(products())
        .addAll(scales())
        .addAll(sums())
        .addAll(orders())
        .addAll(indices())
        .build();
  }

  private static List<Hinted> products() {
    return List.of(
        Hinted.of(
            "matmul: W not transposed",
            "x",
            "for each output the right numbers at the wrong|for each element the right"
                + " numbers|transposed",
            s ->
                Problem.of(
                        in -> in.get(0).matmul(in.get(1)),
                        (in, out, d) ->
                            List.of(d.matmul(in.get(1)), in.get(0).transpose().matmul(d)),
                        normal(s, 4, 3),
                        normal(s + 1, 3, 3))
                    .named("x", "w")),
        Hinted.of(
            "matmul: gradients of the operands swapped",
            "a",
            "the gradients of a and b are swapped",
            s ->
                Problem.of(
                        in -> in.get(0).matmul(in.get(1)),
                        (in, out, d) ->
                            List.of(
                                in.get(0).transpose().matmul(d), d.matmul(in.get(1).transpose())),
                        normal(s, 3, 3),
                        normal(s + 1, 3, 3))
                    .named("a", "b")),
        Hinted.of(
            "matmul: gradient transposed",
            "w",
            "right after a transpose",
            s ->
                Problem.of(
                        in -> in.get(0).matmul(in.get(1)),
                        (in, out, d) ->
                            List.of(
                                d.matmul(in.get(1).transpose()), d.transpose().matmul(in.get(0))),
                        normal(s, 4, 3),
                        normal(s + 1, 3, 3))
                    .named("x", "w")),
        Hinted.of(
            "matmul: gradient reshaped instead of transposed",
            "w",
            "right after a transpose",
            s ->
                Problem.of(
                        in -> in.get(0).matmul(in.get(1)),
                        (in, out, d) ->
                            List.of(
                                d.matmul(in.get(1).transpose()),
                                d.transpose().matmul(in.get(0)).reshape(3, 5)),
                        normal(s, 4, 3),
                        normal(s + 1, 3, 5))
                    .named("x", "w")),
        Hinted.of(
            "matmul: mean over the batch",
            "w",
            "7 is the side of axis 0 of the output.*: a 1/7 too much",
            s ->
                Problem.of(
                        in -> in.get(0).matmul(in.get(1)),
                        (in, out, d) ->
                            List.of(
                                d.matmul(in.get(1).transpose()),
                                in.get(0).transpose().matmul(d).div(7)),
                        normal(s, 7, 3),
                        normal(s + 1, 3, 2))
                    .named("x", "w")),
        Hinted.of(
            "dense: activation's slope left out",
            "z",
            "1 - the output\\^2\\)|1 - tanh\\(z\\)\\^2",
            s ->
                Problem.of(in -> TANH.apply(in.get(0)), (in, out, d) -> List.of(d), normal(s, 4, 3))
                    .named("z")));
  }

  private static List<Hinted> sums() {
    return List.of(
        Hinted.of(
            "bias: one row in place of the sum",
            "b",
            "only one of the outputs that an element reaches",
            s ->
                Problem.of(
                        in -> in.get(0).plus(in.get(1)),
                        (in, out, d) -> List.of(d, d.get(0)),
                        normal(s, 4, 3),
                        normal(s + 1, 3))
                    .named("x", "b")),
        Hinted.of(
            "bias: mean in place of the sum",
            "b",
            "7 is the side of axis 0 of the output.*: a 1/7 too much",
            s ->
                Problem.of(
                        in -> in.get(0).plus(in.get(1)),
                        (in, out, d) -> List.of(d, mean(d, 0)),
                        normal(s, 7, 3),
                        normal(s + 1, 1, 3))
                    .named("x", "b")),
        Hinted.of(
            "scale: first column in place of the sum",
            "w",
            "only one of the outputs that an element reaches",
            s ->
                Problem.of(
                        in -> in.get(0).times(in.get(1)),
                        (in, out, d) ->
                            List.of(
                                d.times(in.get(1)),
                                d.times(in.get(0)).get(Index.all(), Index.to(1))),
                        normal(s, 4, 3),
                        normal(s + 1, 4, 1))
                    .named("x", "w")),
        Hinted.of(
            "sum: over the other axis",
            "from the wrong outputs: the cotangent reshaped",
            s ->
                Problem.of(
                    in -> sum(square(in.get(0)), 0).reshape(4),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d.reshape(4, 1))),
                    normal(s, 4, 4))),
        Hinted.of(
            "reshape: cotangent transposed",
            "right after a transpose|right numbers",
            s ->
                Problem.of(
                    in -> in.get(0).reshape(4, 3),
                    (in, out, d) -> List.of(d.transpose()),
                    normal(s, 3, 4))),
        Hinted.of(
            "mean path left out",
            "after subtracting the mean over axis 0|path through the mean over axes \\[0\\] is left"
                + " out",
            s ->
                Problem.of(
                    in -> in.get(0).minus(mean(in.get(0), 0)),
                    (in, out, d) -> List.of(d),
                    normal(s, 5, 3))),
        Hinted.of(
            "severed input",
            "zero everywhere: a path that is cut off",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(0)),
                    normal(s, 5, 3))),
        Hinted.of(
            "one element cut off",
            "a path or an index left out|wrong elements are all zero",
            s ->
                Problem.of(
                    in -> square(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d).times(first(4, 5))),
                    normal(s, 4, 5))),
        Hinted.of(
            "right only for a cotangent of ones",
            "right for a cotangent of ones",
            s ->
                Problem.of(
                    in -> square(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(2).times(mean(d, 0))),
                    normal(s, 7))));
  }

  /** Returns ones, but for a zero at the first place. */
  private static Tensor first(int rows, int columns) {
    double[] values = new double[rows * columns];
    java.util.Arrays.fill(values, 1);
    values[0] = 0;
    return Tensor.wrap(values, rows, columns);
  }

  /** Returns a function whose derivative is put into another order. */
  private static Problem ordered(long s, Function<Tensor, Tensor> order, int... sides) {
    return Problem.of(
        in -> TANH.apply(in.get(0)),
        (in, out, d) -> List.of(order.apply(square(out).unaryMinus().plus(1).times(d))),
        normal(s, sides));
  }

  private static Tensor gathered(Tensor x, int... order) {
    double[] values = x.toDoubleArray();
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[order[i]];
    }
    return Tensor.wrap(result, x.shape().sides());
  }

  private static List<Hinted> orders() {
    return List.of(
        Hinted.of(
            "elements permuted",
            "the right numbers in the wrong places",
            s -> ordered(s, g -> gathered(g, 2, 0, 4, 1, 5, 3), 6)),
        Hinted.of(
            "elements reversed",
            "turning axis 0 round",
            s -> ordered(s, g -> gathered(g, 5, 4, 3, 2, 1, 0), 6)),
        Hinted.of(
            "elements rolled",
            "shifting by -?1 along axis 0, around the end",
            s -> ordered(s, g -> gathered(g, 5, 0, 1, 2, 3, 4), 6)),
        Hinted.of(
            "axes permuted",
            "permuting the axes to \\[2, 1, 0\\]",
            s -> ordered(s, g -> gathered(g, 0, 4, 2, 6, 1, 5, 3, 7), 2, 2, 2)),
        Hinted.of(
            "cumulative sum: forward instead of backward",
            "the Jacobian is transposed|turning axis 0 round|right numbers",
            s ->
                Problem.of(
                    in -> Tensor.wrap(cumulative(in.get(0).toDoubleArray(), 1), 6),
                    (in, out, d) -> List.of(Tensor.wrap(cumulative(d.toDoubleArray(), 1), 6)),
                    normal(s, 6))));
  }

  private static double[] cumulative(double[] values, int by) {
    double[] result = values.clone();
    for (int i = by; i < result.length; i++) {
      result[i] += result[i - by];
    }
    return result;
  }

  /** The index arithmetic of the corpus of mutants. */
  private static List<Hinted> indices() {
    return List.of(
        indexed(
            "embedding: duplicate rows overwrite", "x", "only one of the outputs that an element"),
        indexed("convolution: kernel flipped", "x", "a flipped kernel"),
        indexed("convolution: stride off by one", "x", "for each output the right numbers at the"),
        indexed("convolution: padding off by one", "x", "shifting by|right numbers at the wrong"),
        indexed(
            "max-pool: the wrong winner",
            "x",
            "right numbers (at|in) the wrong|shifting by|an index off"));
  }

  private static Hinted indexed(String name, String input, String cause) {
    for (Case each : ArrayMutants.all()) {
      if (each.name().equals(name)) {
        return Hinted.of(name, input, cause, each.problem());
      }
    }
    throw new AssertionError(name);
  }

  private static List<Hinted> scales() {
    return List.of(
        Hinted.of(
            "scale: weighed by x instead of its normalized form",
            "gamma",
            "each slope is x where x standardized over axes \\[1\\] belongs",
            s ->
                Problem.of(
                        in -> normalized(in.get(0), 1, EPSILON).times(in.get(1)),
                        (in, out, d) -> {
                          Tensor n = normalized(in.get(0), 1, EPSILON);
                          Tensor root = SQRT.apply(variance(in.get(0), 1).plus(EPSILON));
                          Tensor e = d.times(in.get(1));
                          Tensor dx =
                              e.minus(mean(e, 1)).minus(n.times(mean(e.times(n), 1))).div(root);
                          return List.of(dx, sum(d.times(in.get(0)), 0).reshape(6));
                        },
                        normal(s, 4, 6),
                        normal(s + 1, 6))
                    .named("x", "gamma")),
        Hinted.of(
            "shift: the scale's gradient, where there is no scale",
            "beta",
            "each slope is x standardized over axes \\[0\\] where 1 belongs",
            s ->
                Problem.of(
                        in -> normalized(in.get(0), 0, EPSILON).plus(in.get(1)),
                        (in, out, d) -> {
                          Tensor n = normalized(in.get(0), 0, EPSILON);
                          Tensor root = SQRT.apply(variance(in.get(0), 0).plus(EPSILON));
                          return List.of(HintedLayers.proper(d, n, root), sum(d.times(n), 0));
                        },
                        normal(s, 6, 4),
                        normal(s + 1, 1, 4))
                    .named("x", "beta")),
        Hinted.of(
            "Gram matrix: one path of two",
            "only one of two paths from the input",
            s ->
                Problem.of(
                    in -> in.get(0).transpose().matmul(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).matmul(d)),
                    normal(s, 4, 3))),
        Hinted.of(
            "average pooling: not divided by the window",
            "3 is how many elements there are for one of the output: a missing 1/3",
            s ->
                Problem.of(
                    in -> in.get(0).reshape(4, 3).matmul(Tensor.ones(DType.FLOAT64, 3, 1)).div(3),
                    (in, out, d) -> List.of(d.broadcastTo(Shape.of(4, 3)).reshape(12)),
                    normal(s, 12))),
        Hinted.of(
            "concatenation: halves swapped",
            "a",
            "the gradients of a and b are swapped",
            s ->
                Problem.of(
                        in -> new dev.wengert.Concat(0).apply(in.get(0), in.get(1)),
                        (in, out, d) -> List.of(d.get(Index.range(4, 8)), d.get(Index.range(0, 4))),
                        normal(s, 4),
                        normal(s + 1, 4))
                    .named("a", "b")));
  }
}
