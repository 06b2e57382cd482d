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
import dev.wengert.Key;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.List;

/** Layers, as people get their backward passes wrong. */
final class HintedLayers {

  private static final double EPSILON = 1e-5;

  private HintedLayers() {}

  static ImmutableList<Hinted> all() {
    return ImmutableList.<Hinted>builder()
        .addAll(normalizations())
        .addAll(images())
        .addAll(softmaxes())
        .addAll(dropouts())
        .build();
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

  static Tensor proper(Tensor d, Tensor n, Tensor root) {
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
