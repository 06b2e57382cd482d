package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.SQRT;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.mean;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.normalized;
import static dev.wengert.gradcheck.corpus.Functions.softmax;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;
import static dev.wengert.gradcheck.corpus.Functions.toDouble;
import static dev.wengert.gradcheck.corpus.Functions.variance;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Sum;
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
        .addAll(normalizations())
        .addAll(images())
        .addAll(softmaxes())
        .addAll(dropouts())
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

  private interface Backward {
    Tensor of(Tensor d, Tensor normalized, Tensor root, Tensor x);
  }

  private static Hinted batchNorm(String name, String cause, Backward backward) {
    return Hinted.of(
        name,
        cause,
        s ->
            Problem.of(
                in -> normalized(in.get(0), 0, EPSILON),
                (in, out, d) -> {
                  Tensor root = SQRT.apply(variance(in.get(0), 0).plus(EPSILON));
                  return List.of(backward.of(d, out, root, in.get(0)));
                },
                normal(s, 7, 3)));
  }

  private static Tensor proper(Tensor d, Tensor n, Tensor root) {
    return d.minus(mean(d, 0)).minus(n.times(mean(d.times(n), 0))).div(root);
  }

  private static List<Hinted> normalizations() {
    return List.of(
        batchNorm(
            "batch norm: mean's path left out",
            "path through the mean over axes \\[0\\] is left out|subtracting the mean over axis 0",
            (d, n, root, x) -> d.minus(n.times(mean(d.times(n), 0))).div(root)),
        batchNorm(
            "batch norm: variance's path left out",
            "path through the (variance|norm) over axes \\[0\\] is left out",
            (d, n, root, x) -> d.minus(mean(d, 0)).div(root)),
        batchNorm(
                "batch norm: both paths left out",
                "path through the (variance|norm) over axes \\[0\\] is left out",
                (d, n, root, x) -> d.div(root))
            .also("path through the mean over axes \\[0\\] is left out"),
        batchNorm(
            "batch norm: sums instead of means in the mean's path",
            "of the path through the mean over axes \\[0\\], .*7 is .*a missing 1/7",
            (d, n, root, x) -> d.minus(sum(d, 0)).minus(n.times(mean(d.times(n), 0))).div(root)),
        batchNorm(
            "batch norm: sums instead of means in the variance's path",
            "of the path through the (variance|norm) over axes \\[0\\], .*a missing 1/7",
            (d, n, root, x) -> d.minus(mean(d, 0)).minus(n.times(sum(d.times(n), 0))).div(root)),
        batchNorm(
            "batch norm: 1/(m-1) in the variance's path",
            "of the path through the (variance|norm) over axes \\[0\\], .*a 1/6 where a 1/7",
            (d, n, root, x) ->
                d.minus(mean(d, 0)).minus(n.times(sum(d.times(n), 0).div(6))).div(root)),
        batchNorm(
            "batch norm: sign of the variance's path",
            "of the path through the (variance|norm) over axes \\[0\\], .*flipped sign",
            (d, n, root, x) -> d.minus(mean(d, 0)).plus(n.times(mean(d.times(n), 0))).div(root)),
        batchNorm(
            "batch norm: factor 2 of the variance's path",
            "of the path through the (variance|norm) over axes \\[0\\], .*a lost factor 2",
            (d, n, root, x) ->
                d.minus(mean(d, 0)).minus(n.times(mean(d.times(n), 0)).div(2)).div(root)),
        batchNorm(
            "batch norm: the first term times the root",
            "multiple of the cotangent.*multiplied by its root where it should be divided",
            (d, n, root, x) ->
                d.times(root).minus(mean(d, 0).plus(n.times(mean(d.times(n), 0))).div(root))),
        batchNorm(
                "batch norm: all times the root",
                "multiplied by the root of the variance of x over axes \\[0\\] where|multiplied by"
                    + " its root",
                (d, n, root, x) -> proper(d, n, root).times(root).times(root))
            .also("multiplied by its root where it should be divided"),
        batchNorm(
                "batch norm: not divided by the root",
                "a division by the root of the variance of x over axes \\[0\\] left out|1 /"
                    + " sqrt\\(the variance",
                (d, n, root, x) -> proper(d, n, root).times(root))
            .also("1 / sqrt\\(the variance"),
        batchNorm(
                "batch norm: epsilon outside the root backward",
                "an epsilon, a rounded constant|is wrong",
                (d, n, root, x) ->
                    proper(d, n, root)
                        .times(root)
                        .div(SQRT.apply(square(root).minus(EPSILON)).plus(EPSILON)))
            .also("is wrong")
            .also("an epsilon"),
        Hinted.of(
            "batch norm: the shift's gradient is the scale's",
            "beta",
            "the same as the gradient of gamma",
            s ->
                Problem.of(
                        in -> normalized(in.get(0), 0, EPSILON).times(in.get(1)).plus(in.get(2)),
                        (in, out, d) -> {
                          Tensor n = normalized(in.get(0), 0, EPSILON);
                          Tensor root = SQRT.apply(variance(in.get(0), 0).plus(EPSILON));
                          Tensor gamma = sum(d.times(n), 0);
                          return List.of(proper(d.times(in.get(1)), n, root), gamma, gamma);
                        },
                        normal(s, 6, 3),
                        normal(s + 1, 1, 3),
                        normal(s + 2, 1, 3))
                    .named("x", "gamma", "beta")),
        Hinted.of(
            "batch norm: scale and shift swapped",
            "beta",
            "the gradients of beta and gamma are swapped",
            s ->
                Problem.of(
                        in -> normalized(in.get(0), 0, EPSILON).times(in.get(1)).plus(in.get(2)),
                        (in, out, d) -> {
                          Tensor n = normalized(in.get(0), 0, EPSILON);
                          Tensor root = SQRT.apply(variance(in.get(0), 0).plus(EPSILON));
                          return List.of(
                              proper(d.times(in.get(1)), n, root), sum(d, 0), sum(d.times(n), 0));
                        },
                        normal(s, 6, 3),
                        normal(s + 1, 1, 3),
                        normal(s + 2, 1, 3))
                    .named("x", "gamma", "beta")),
        Hinted.of(
                "batch norm: scale not applied backward",
                "x",
                "= gamma: a factor gamma left out|numeric / analytic = gamma",
                s ->
                    Problem.of(
                            in -> normalized(in.get(0), 0, EPSILON).times(in.get(1)),
                            (in, out, d) -> {
                              Tensor n = normalized(in.get(0), 0, EPSILON);
                              Tensor root = SQRT.apply(variance(in.get(0), 0).plus(EPSILON));
                              return List.of(proper(d, n, root), sum(d.times(n), 0));
                            },
                            normal(s, 6, 3),
                            normal(s + 1, 1, 3))
                        .named("x", "gamma"))
            .also("numeric / analytic = gamma"),
        Hinted.of(
            "layer norm: variance's path without 1/m",
            "of the path through the (variance|norm) over axes \\[1\\], .*a missing 1/6",
            s ->
                Problem.of(
                    in -> normalized(in.get(0), 1, EPSILON),
                    (in, out, d) -> {
                      Tensor root = SQRT.apply(variance(in.get(0), 1).plus(EPSILON));
                      return List.of(
                          d.minus(mean(d, 1)).minus(out.times(sum(d.times(out), 1))).div(root));
                    },
                    normal(s, 4, 6))),
        Hinted.of(
                "rms norm: norm's path left out",
                "path through the (variance|norm) over axes \\[1\\] is left out|multiple of the"
                    + " input over axis 1",
                s ->
                    Problem.of(
                        in -> in.get(0).div(SQRT.apply(mean(square(in.get(0)), 1).plus(EPSILON))),
                        (in, out, d) ->
                            List.of(d.div(SQRT.apply(mean(square(in.get(0)), 1).plus(EPSILON)))),
                        normal(s, 4, 6)))
            .also("path through the mean over axes"),
        Hinted.of(
            "variance: 1/(m-1) backward",
            "a 1/6 where a 1/7 belongs",
            s ->
                Problem.of(
                    in -> variance(in.get(0), 0),
                    (in, out, d) ->
                        List.of(in.get(0).minus(mean(in.get(0), 0)).times(2.0 / 6).times(d)),
                    normal(s, 7, 3))),
        Hinted.of(
            "variance: of the values themselves",
            "subtracting the mean over axis 0",
            s ->
                Problem.of(
                    in -> variance(in.get(0), 0),
                    (in, out, d) -> List.of(in.get(0).times(2.0 / 7).times(d)),
                    normal(s, 7, 3))),
        Hinted.of(
            "norm: not divided by it",
            "1 / the output: a factor the output too much, or a division by it left out",
            s ->
                Problem.of(
                    in -> SQRT.apply(sum(square(in.get(0)), 1)),
                    (in, out, d) -> List.of(in.get(0).times(d)),
                    normal(s, 4, 3))));
  }

  /** Returns a batch norm of images whose backward pass divides by other numbers. */
  private static Problem images(long s, double forMean, double forVariance) {
    return Problem.of(
        in -> {
          Tensor x = in.get(0);
          Tensor mean = Sum.of(x, true, 0, 2, 3).div(24);
          Tensor c = x.minus(mean);
          return c.div(SQRT.apply(Sum.of(square(c), true, 0, 2, 3).div(24).plus(EPSILON)));
        },
        (in, out, d) -> {
          Tensor x = in.get(0);
          Tensor c = x.minus(Sum.of(x, true, 0, 2, 3).div(24));
          Tensor root = SQRT.apply(Sum.of(square(c), true, 0, 2, 3).div(24).plus(EPSILON));
          Tensor mean = Sum.of(d, true, 0, 2, 3).div(forMean);
          Tensor path = out.times(Sum.of(d.times(out), true, 0, 2, 3).div(forVariance));
          return List.of(d.minus(mean).minus(path).div(root));
        },
        normal(s, 4, 2, 2, 3));
  }

  private static List<Hinted> images() {
    return List.of(
        Hinted.of(
                "images: 1/N for 1/(N H W) in both paths",
                "of the path through the mean over axes \\[0, 2, 3\\], .*6 is .*1/6 \\(or 1/4 where"
                    + " 1/24",
                s -> images(s, 4, 4))
            .also(
                "of the path through the (variance|norm) over axes \\[0, 2, 3\\], .*1/6 \\(or 1/4"
                    + " where"),
        Hinted.of(
            "images: 1/N for 1/(N H W) in the variance's path",
            "of the path through the (variance|norm) over axes \\[0, 2, 3\\], .*a missing 1/6",
            s -> images(s, 24, 4)),
        Hinted.of(
            "images: 1/(H W) for 1/(N H W) in the mean's path",
            "of the path through the mean over axes \\[0, 2, 3\\], .*a missing 1/4",
            s -> images(s, 6, 24)),
        Hinted.of(
            "images: corrected variance forward, biased backward",
            "of the path through the (variance|norm) over axes \\[0, 2, 3\\], .*where a 1/2",
            s -> images(s, 24, 23)));
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
                          return List.of(proper(d, n, root), sum(d.times(n), 0));
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

  private static List<Hinted> softmaxes() {
    return List.of(
        Hinted.of(
            "logarithm of a sum of exponentials: not normalized",
            "exp\\(-the output\\)",
            s ->
                Problem.of(
                    in -> Functions.LOG.apply(Sum.of(Functions.EXP.apply(in.get(0)), false)),
                    (in, out, d) -> List.of(Functions.EXP.apply(in.get(0)).times(d)),
                    normal(s, 6))),
        Hinted.of(
            "softmax: temperature left out",
            "a factor 2 too much",
            s ->
                Problem.of(
                    in -> softmax(in.get(0).times(0.5)),
                    (in, out, d) -> List.of(out.times(d.minus(sum(d.times(out), 1)))),
                    normal(s, 4, 3))),
        Hinted.of(
                "log-softmax: sum over the batch",
                "from the wrong outputs",
                s ->
                    Problem.of(
                        in -> Functions.LOG.apply(softmax(in.get(0))),
                        (in, out, d) -> List.of(d.minus(Functions.EXP.apply(out).times(sum(d, 0)))),
                        normal(s, 4, 4)))
            .also("adds up to zero"),
        Hinted.of(
            "softmax: diagonal only",
            "only the diagonal of the Jacobian",
            s ->
                Problem.of(
                    in -> softmax(in.get(0)),
                    (in, out, d) -> List.of(d.times(out).times(out.unaryMinus().plus(1))),
                    normal(s, 3, 5))),
        Hinted.of(
            "softmax: the output alone",
            "only the diagonal of the Jacobian|multiple of the output over axis 1",
            s ->
                Problem.of(
                    in -> softmax(in.get(0)),
                    (in, out, d) -> List.of(d.times(out)),
                    normal(s, 3, 5))),
        Hinted.of(
            "softmax: sum over the batch",
            "a multiple of the output|right numbers",
            s ->
                Problem.of(
                    in -> softmax(in.get(0)),
                    (in, out, d) -> List.of(out.times(d.minus(sum(out.times(d), 1).times(1.5)))),
                    normal(s, 3, 5))),
        Hinted.of(
            "cross-entropy: mean missing",
            "7 is the side of axis 0 of x: a missing 1/7",
            s -> {
              double[] hot = new double[21];
              for (int i = 0; i < 7; i++) {
                hot[3 * i + i % 3] = 1;
              }
              Tensor labels = Tensor.wrap(hot, 7, 3);
              return Problem.of(
                  in ->
                      Sum.of(labels.times(Functions.LOG.apply(softmax(in.get(0)))), false).div(-7),
                  (in, out, d) -> List.of(softmax(in.get(0)).minus(labels).times(d)),
                  normal(s, 7, 3));
            }));
  }

  private static Tensor mask(long seed) {
    double[] kept = toDouble(Key.of(seed).bernoulli(0.7, Shape.of(6, 5))).toDoubleArray();
    kept[0] = 0;
    return Tensor.wrap(kept, 6, 5);
  }

  private static List<Hinted> dropouts() {
    return List.of(
        Hinted.of(
            "dropout: 1/(1-p) missing",
            "a missing 1 / \\(1 - p\\) with p = 0.3",
            s ->
                Problem.of(
                    in -> in.get(0).times(mask(s)).div(0.7),
                    (in, out, d) -> List.of(d.times(mask(s))),
                    normal(s + 1, 6, 5))),
        Hinted.of(
            "dropout: 1/(1-p) twice",
            "a 1 / \\(1 - p\\) too much, with p = 0.3",
            s ->
                Problem.of(
                    in -> in.get(0).times(mask(s)).div(0.7),
                    (in, out, d) -> List.of(d.times(mask(s)).div(0.49)),
                    normal(s + 1, 6, 5))),
        Hinted.of(
            "dropout: mask not applied",
            "a mask left out",
            s ->
                Problem.of(
                    in -> in.get(0).times(mask(s)).div(0.7),
                    (in, out, d) -> List.of(d.div(0.7)),
                    normal(s + 1, 6, 5))),
        Hinted.of(
            "not dropout: a factor 0.9",
            "= 1.111111 everywhere$",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)),
                    (in, out, d) -> List.of(square(out).unaryMinus().plus(1).times(d).times(0.9)),
                    normal(s, 3, 4))),
        Hinted.of(
            "relu: scaled",
            "a factor 2 too much",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0)),
                    (in, out, d) -> List.of(d.times(toDouble(in.get(0).gt(0))).times(2)),
                    normal(s, 4, 5))),
        Hinted.of(
            "second derivative detached",
            "x",
            "a flipped sign",
            s ->
                Problem.of(
                    Autodiff.custom(
                        "minus",
                        in -> in.get(0).times(-1),
                        (in, out, d) -> List.of(d.to(DType.FLOAT64))),
                    normal(s, 4))));
  }
}
