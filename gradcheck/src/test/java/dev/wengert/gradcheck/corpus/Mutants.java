package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.COS;
import static dev.wengert.gradcheck.corpus.Functions.LOG;
import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.SIN;
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
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Verdict;
import java.util.Arrays;
import java.util.List;

/** Backward passes as people get them wrong. */
final class Mutants {

  private static final double EPSILON = 1e-5;

  private Mutants() {}

  static ImmutableList<Case> all() {
    return ImmutableList.<Case>builder()
        .addAll(factors())
        .addAll(products())
        .addAll(broadcasting())
        .addAll(normalization())
        .addAll(NotesBatchNorm.mutants())
        .addAll(dropout())
        .addAll(activations())
        .addAll(habits())
        .addAll(small())
        .addAll(ArrayMutants.all())
        .addAll(SubtleMutants.all())
        .build();
  }

  private static List<Case> factors() {
    return List.of(
        wrong(
            "mean: missing 1/m",
            s ->
                Problem.of(
                    in -> mean(square(in.get(0)), 0),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d)),
                    normal(s, 4, 3))),
        wrong(
            "sum: extra 1/m",
            s ->
                Problem.of(
                    in -> sum(square(in.get(0)), 0),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d).div(4)),
                    normal(s, 4, 3))),
        wrong(
            "minus: sign flip",
            s ->
                Problem.of(
                    in -> in.get(0).minus(in.get(1)),
                    (in, out, d) -> List.of(d, d),
                    normal(s, 4),
                    normal(s + 1, 4))),
        wrong(
            "square: lost factor 2",
            s ->
                Problem.of(
                    in -> square(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(d)),
                    normal(s, 3, 5))),
        wrong(
            "variance: 1/m forward, 1/(m-1) backward",
            s ->
                Problem.of(
                    in -> variance(in.get(0), 0),
                    (in, out, d) ->
                        List.of(in.get(0).minus(mean(in.get(0), 0)).times(2.0 / 4).times(d)),
                    normal(s, 5, 3))));
  }

  private static List<Case> products() {
    return List.of(
        wrong(
            "matmul: W not transposed",
            s ->
                Problem.of(
                    in -> in.get(0).matmul(in.get(1)),
                    (in, out, d) -> List.of(d.matmul(in.get(1)), in.get(0).transpose().matmul(d)),
                    normal(s, 4, 3),
                    normal(s + 1, 3, 3))),
        wrong(
            "matmul: gradients of the operands swapped",
            s ->
                Problem.of(
                    in -> in.get(0).matmul(in.get(1)),
                    (in, out, d) ->
                        List.of(in.get(0).transpose().matmul(d), d.matmul(in.get(1).transpose())),
                    normal(s, 3, 3),
                    normal(s + 1, 3, 3))),
        wrong(
            "fan-out: overwritten instead of accumulated",
            s ->
                Problem.of(
                    in -> square(in.get(0)).plus(SIN.apply(in.get(0))),
                    (in, out, d) -> List.of(COS.apply(in.get(0)).times(d)),
                    normal(s, 4))),
        Case.mutant(
            "matmul: float32 accumulation in a float64 backward",
            s ->
                Problem.of(
                    in -> in.get(0).matmul(in.get(1)),
                    (in, out, d) ->
                        List.of(
                            d.to(DType.FLOAT32)
                                .matmul(in.get(1).transpose().to(DType.FLOAT32))
                                .to(DType.FLOAT64),
                            in.get(0).transpose().matmul(d)),
                    normal(s, 4, 5),
                    normal(s + 1, 5, 3)),
            Verdict.WRONG,
            Verdict.NON_LINEAR_VJP));
  }

  private static List<Case> broadcasting() {
    return List.of(
        wrong(
            "bias: missing broadcast sum, leading axis",
            s ->
                Problem.of(
                    in -> in.get(0).plus(in.get(1)),
                    (in, out, d) -> List.of(d, d.get(0)),
                    normal(s, 4, 3),
                    normal(s + 1, 3))),
        wrong(
            "scale: missing broadcast sum, axis of side 1",
            s ->
                Problem.of(
                    in -> in.get(0).times(in.get(1)),
                    (in, out, d) ->
                        List.of(
                            d.times(in.get(1)),
                            d.times(in.get(0))
                                .get(dev.wengert.Index.all(), dev.wengert.Index.to(1))),
                    normal(s, 4, 3),
                    normal(s + 1, 4, 1))),
        wrong(
            "bias: broadcast mean instead of sum",
            s ->
                Problem.of(
                    in -> in.get(0).plus(in.get(1)),
                    (in, out, d) -> List.of(d, mean(d, 0)),
                    normal(s, 4, 3),
                    normal(s + 1, 1, 3))),
        wrong(
            "sum: reduction axis off by one",
            s ->
                Problem.of(
                    in -> sum(square(in.get(0)), 0).reshape(3),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d.reshape(3, 1))),
                    normal(s, 3, 3))),
        wrong(
            "normalize rows: keepdims lost",
            s ->
                Problem.of(
                    in -> in.get(0).div(sum(square(in.get(0)), 1)),
                    (in, out, d) -> {
                      Tensor x = in.get(0);
                      Tensor n = sum(square(x), 1).reshape(3);
                      Tensor pulled = sum(d.times(x), 1).reshape(3).div(square(n));
                      return List.of(d.div(n).minus(x.times(2).times(pulled)));
                    },
                    normal(s, 3, 3))));
  }

  /** Returns a normalisation over an axis with another backward pass, scale and shift apart. */
  private static Problem normalization(long seed, int axis, Backward backward) {
    return Problem.of(
        in -> normalized(in.get(0), axis, EPSILON),
        (in, out, d) -> {
          Tensor root = SQRT.apply(variance(in.get(0), axis).plus(EPSILON));
          return List.of(backward.of(d, out, root));
        },
        normal(seed, 5, 3));
  }

  private interface Backward {
    Tensor of(Tensor d, Tensor normalized, Tensor root);
  }

  private static List<Case> normalization() {
    return List.of(
        wrong(
            "BatchNorm: without the mean's path",
            s ->
                normalization(
                    s, 0, (d, n, root) -> d.minus(n.times(mean(d.times(n), 0))).div(root))),
        wrong(
            "BatchNorm: without the variance's path",
            s -> normalization(s, 0, (d, n, root) -> d.minus(mean(d, 0)).div(root))),
        wrong(
            "LayerNorm: variance's path without 1/m",
            s ->
                normalization(
                    s,
                    1,
                    (d, n, root) ->
                        d.minus(mean(d, 1)).minus(n.times(sum(d.times(n), 1))).div(root))),
        wrong(
            "BatchNorm: epsilon inside against outside the root",
            s ->
                Problem.of(
                    in -> normalized(in.get(0), 0, 1e-3),
                    (in, out, d) -> {
                      Tensor root = SQRT.apply(variance(in.get(0), 0)).plus(1e-3);
                      return List.of(
                          d.minus(mean(d, 0)).minus(out.times(mean(d.times(out), 0))).div(root));
                    },
                    normal(s, 5, 3))));
  }

  private static Tensor mask(long seed) {
    double[] kept = toDouble(Key.of(seed).bernoulli(0.7, Shape.of(6, 5))).toDoubleArray();
    kept[0] = 0;
    return Tensor.wrap(kept, 6, 5);
  }

  private static List<Case> dropout() {
    return List.of(
        Case.mutant(
            "dropout: mask drawn anew in backward",
            s -> {
              long[] draws = {s};
              Tensor mask = mask(s);
              return Problem.of(
                  in -> in.get(0).times(mask).div(0.7),
                  (in, out, d) -> List.of(d.times(mask(++draws[0])).div(0.7)),
                  normal(s + 1, 6, 5));
            },
            Verdict.NONDETERMINISTIC),
        Case.mutant(
            "dropout: another mask when a checkpoint runs again",
            s ->
                Problem.of(
                    in -> {
                      long[] draws = {s};
                      return Autodiff.checkpoint(
                          again -> again.get(0).times(mask(++draws[0])).div(0.7), in.get(0));
                    },
                    normal(s + 1, 6, 5)),
            Verdict.NONDETERMINISTIC),
        wrong(
            "dropout: mask not applied in backward",
            s -> {
              Tensor mask = mask(s);
              return Problem.of(
                  in -> in.get(0).times(mask).div(0.7),
                  (in, out, d) -> List.of(d.div(0.7)),
                  normal(s + 1, 6, 5));
            }),
        wrong(
            "dropout: 1/(1-p) missing in backward",
            s -> {
              Tensor mask = mask(s);
              return Problem.of(
                  in -> in.get(0).times(mask).div(0.7),
                  (in, out, d) -> List.of(d.times(mask)),
                  normal(s + 1, 6, 5));
            }));
  }

  private static List<Case> activations() {
    return List.of(
        wrong(
            "leaky relu: slope omitted",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0)).times(0.9).plus(in.get(0).times(0.1)),
                    (in, out, d) -> List.of(d.times(toDouble(in.get(0).gt(0)))),
                    normal(s, 3, 5))),
        Case.mutant(
            "relu: mask taken from the gradient",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0)),
                    (in, out, d) -> List.of(d.times(toDouble(d.gt(0)))),
                    normal(s, 3, 5)),
            Verdict.NON_LINEAR_VJP),
        wrong(
            "softmax: diagonal only",
            s ->
                Problem.of(
                    in -> softmax(in.get(0)),
                    (in, out, d) -> List.of(d.times(out).times(out.unaryMinus().plus(1))),
                    normal(s, 3, 5))),
        Case.mutant(
            "cross-entropy: upstream cotangent ignored",
            s -> {
              Tensor labels = Tensor.of(new double[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}});
              return Problem.of(
                  in -> sum(labels.times(LOG.apply(softmax(in.get(0)))), 1).unaryMinus(),
                  (in, out, d) -> List.of(softmax(in.get(0)).minus(labels)),
                  normal(s, 3, 3));
            },
            Verdict.NON_LINEAR_VJP));
  }

  private static List<Case> habits() {
    return List.of(
        wrong(
            "square: right only for a cotangent of ones",
            s ->
                Problem.of(
                    in -> square(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(2).times(mean(d, 0))),
                    normal(s, 7))),
        Case.mutant(
            "square: stale cache",
            s -> {
              Tensor[] cache = new Tensor[1];
              return Problem.of(
                  in -> square(in.get(0)),
                  (in, out, d) -> {
                    if (cache[0] == null) {
                      cache[0] = in.get(0).times(2).times(d);
                    }
                    return List.of(cache[0]);
                  },
                  normal(s, 4));
            },
            Verdict.NON_LINEAR_VJP),
        Case.mutant(
            "tanh: saved buffer mutated",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)),
                    (in, out, d) -> {
                      Tensor slope = square(out).unaryMinus().plus(1).times(d);
                      Scribble.on(in.get(0));
                      return List.of(slope);
                    },
                    normal(s, 4)),
            Verdict.MUTATES_INPUT),
        Case.mutant(
            "tanh: backward mutates its cotangent",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)),
                    (in, out, d) -> {
                      Tensor slope = square(out).unaryMinus().plus(1).times(d);
                      Scribble.on(d);
                      return List.of(slope);
                    },
                    normal(s, 4)),
            Verdict.MUTATES_INPUT),
        Case.mutant(
            "square: second derivative detached",
            s ->
                Problem.of(
                        in -> square(in.get(0)),
                        (in, out, d) -> List.of(in.get(0).detach().times(2).times(d)),
                        normal(s, 4))
                    .with(check -> check.order(2)),
            Verdict.WRONG),
        Case.mutant(
            "BatchNorm: running mean moved by probing",
            s -> {
              Tensor[] running = {Tensor.zeros(DType.FLOAT64, 1, 3)};
              return Problem.of(
                      in -> {
                        running[0] =
                            running[0].times(0.9).plus(mean(in.get(0).detach(), 0).times(0.1));
                        return normalized(in.get(0), 0, EPSILON);
                      },
                      normal(s, 5, 3))
                  .with(check -> check.state("running mean", () -> running[0]));
            },
            Verdict.STATEFUL));
  }

  private static List<Case> small() {
    return List.of(
        wrong(
            "tanh: factor 1 + 1e-6",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)),
                    (in, out, d) ->
                        List.of(square(out).unaryMinus().plus(1).times(d).times(1 + 1e-6)),
                    normal(s, 3, 5))),
        wrong(
            "cube at scale 1e-8: twice too large",
            s ->
                Problem.of(
                    in -> sum(in.get(0).pow(3).times(1e-8).plus(square(in.get(1))), 0),
                    (in, out, d) ->
                        List.of(
                            square(in.get(0)).times(6e-8).times(d), in.get(1).times(2).times(d)),
                    normal(s, 4),
                    normal(s + 1, 4))),
        wrong(
            "tanh: one wrong entry of 10,000",
            s -> {
              double[] factors = new double[10_000];
              Arrays.fill(factors, 1);
              factors[(int) Math.floorMod(s * 7919, 10_000L)] = 1.01;
              Tensor factor = Tensor.wrap(factors, 100, 100);
              return Problem.of(
                  in -> TANH.apply(in.get(0)),
                  (in, out, d) -> List.of(square(out).unaryMinus().plus(1).times(d).times(factor)),
                  normal(s, 100, 100));
            }),
        wrong(
            "large input severed",
            s ->
                Problem.of(
                    in -> SIN.apply(in.get(0).times(1e-6)).plus(TANH.apply(in.get(1))),
                    (in, out, d) ->
                        List.of(
                            Tensor.zeros(DType.FLOAT64, 4),
                            square(TANH.apply(in.get(1))).unaryMinus().plus(1).times(d)),
                    normal(s, 4).times(1e6),
                    normal(s + 1, 4))));
  }

  private static Case wrong(String name, java.util.function.LongFunction<Problem> problem) {
    return Case.mutant(name, problem, Verdict.WRONG);
  }
}
