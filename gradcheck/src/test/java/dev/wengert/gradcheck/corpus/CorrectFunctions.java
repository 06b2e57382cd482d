package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.EXP;
import static dev.wengert.gradcheck.corpus.Functions.LOG;
import static dev.wengert.gradcheck.corpus.Functions.MAX;
import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.SIN;
import static dev.wengert.gradcheck.corpus.Functions.SQRT;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.mean;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.normalized;
import static dev.wengert.gradcheck.corpus.Functions.rowMaximum;
import static dev.wengert.gradcheck.corpus.Functions.softmax;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;
import static dev.wengert.gradcheck.corpus.Functions.toDouble;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Verdict;
import java.util.List;
import java.util.function.LongFunction;

/** Functions with right derivatives that are hard to believe from finite differences. */
final class CorrectFunctions {

  private CorrectFunctions() {}

  static ImmutableList<Case> all() {
    return ImmutableList.<Case>builder()
        .addAll(kinks())
        .addAll(steep())
        .addAll(noisy())
        .addAll(zero())
        .addAll(shapes())
        .addAll(usual())
        .addAll(HardFunctions.all())
        .addAll(Twins.correct())
        .build();
  }

  private static List<Case> kinks() {
    return List.of(
        right("relu at 1e-6", s -> Problem.of(in -> RELU.apply(in.get(0)), jitter(s, 1e-6))),
        reluAtZero("relu at 0, derivative 0", 0),
        reluAtZero("relu at 0, derivative 1/2", 0.5),
        reluAtZero("relu at 0, derivative 1", 1),
        right(
            "max without ties",
            s ->
                Problem.of(
                    in -> MAX.apply(in.get(0), in.get(1)), normal(s, 4, 5), normal(s + 1, 4, 5))),
        right(
            "relu network",
            s -> {
              Tensor x = normal(s, 20, 3);
              return Problem.of(
                  in -> RELU.apply(x.matmul(in.get(0)).plus(in.get(1))).matmul(in.get(2)),
                  normal(s + 1, 3, 8),
                  normal(s + 2, 8),
                  normal(s + 3, 8, 1));
            }));
  }

  private static Case reluAtZero(String name, double slope) {
    return Case.correct(
        name,
        s ->
            Problem.of(
                in -> RELU.apply(in.get(0)),
                (in, out, d) -> List.of(d.times(slope)),
                Tensor.of(0.0)),
        Verdict.KINK_OK);
  }

  /** Returns values within a factor of two of a size. */
  private static Tensor jitter(long seed, double size) {
    return Key.of(seed)
        .uniform(new dev.wengert.array.Spec(DType.FLOAT64, Shape.of(3)))
        .plus(0.75)
        .times(size);
  }

  private static List<Case> steep() {
    return List.of(
        right("sqrt at 1e-10", s -> Problem.of(in -> SQRT.apply(in.get(0)), jitter(s, 1e-10))),
        right("log at 1e-3", s -> Problem.of(in -> LOG.apply(in.get(0)), jitter(s, 1e-3))),
        right(
            "1/x at 1e-3",
            s -> Problem.of(in -> Tensor.scalar(1.0).div(in.get(0)), jitter(s, 1e-3))),
        right("sin(1e4 x)", s -> Problem.of(in -> SIN.apply(in.get(0).times(1e4)), normal(s, 4))),
        right(
            "tanh(1e3 x)",
            s -> Problem.of(in -> TANH.apply(in.get(0).times(1e3)), jitter(s, 5e-4))));
  }

  private static List<Case> noisy() {
    return List.of(
        right(
            "softmax offset by 1e6",
            s -> Problem.of(in -> softmax(in.get(0).plus(1e6)), normal(s, 2, 4))),
        right(
            "logsumexp near 1e4",
            s ->
                Problem.of(
                    in -> {
                      Tensor x = in.get(0).plus(1e4);
                      Tensor top = rowMaximum(x);
                      return LOG.apply(sum(EXP.apply(x.minus(top)), 1)).plus(top);
                    },
                    normal(s, 2, 4))),
        right("1e8 + sin x", s -> Problem.of(in -> SIN.apply(in.get(0)).plus(1e8), normal(s, 4))),
        right(
            "float32 tanh",
            s -> Problem.of(in -> TANH.apply(in.get(0)), normal(s, 3, 5).to(DType.FLOAT32))),
        right(
            "float32 matmul",
            s ->
                Problem.of(
                    in -> in.get(0).matmul(in.get(1)),
                    normal(s, 4, 3).to(DType.FLOAT32),
                    normal(s + 1, 3, 2).to(DType.FLOAT32))),
        right(
            "float32 mean square",
            s ->
                Problem.of(
                    in -> Sum.of(square(in.get(0)), false).div(20),
                    normal(s, 4, 5).to(DType.FLOAT32))));
  }

  private static List<Case> zero() {
    return List.of(
        right(
            "x^3 at 0, declared zero",
            s ->
                Problem.of(in -> in.get(0).pow(3), Tensor.of(0.0, 0))
                    .with(check -> check.expectZero("x"))),
        right(
            "shift of LayerNorm, declared zero",
            s -> {
              Tensor x = normal(s, 3, 5);
              return Problem.of(in -> normalized(x.plus(in.get(0)), 1, 1e-5), normal(s + 1, 3, 1))
                  .with(check -> check.expectZero("x"));
            }),
        right(
            "bias before BatchNorm, declared zero",
            s -> {
              Tensor x = normal(s, 8, 3);
              return Problem.of(
                      in ->
                          sum(
                              square(
                                  normalized(x.matmul(in.get(0)).plus(in.get(1)), 0, 1e-5)
                                      .plus(in.get(2))),
                              0),
                      normal(s + 1, 3, 4),
                      normal(s + 2, 4),
                      normal(s + 3, 4))
                  .with(check -> check.expectZero("x1"));
            }),
        right(
            "dead relu, declared zero",
            s ->
                Problem.of(in -> RELU.apply(in.get(0)), jitter(s, 1).unaryMinus())
                    .with(check -> check.expectZero("x"))));
  }

  private static List<Case> shapes() {
    return List.of(
        right(
            "integer-valued inputs",
            s -> Problem.of(in -> in.get(0).times(in.get(0)), Tensor.of(-2.0, 1, 3, 2))),
        right(
            "integer index inputs",
            s -> {
              Tensor index = Key.of(s).words(6).to(DType.INT32);
              return Problem.of(in -> in.get(0).get(1).times(in.get(0).get(0)), normal(s, 3, 4))
                  .with(check -> check.constant("index", index));
            }),
        right(
            "empty tensors",
            s -> Problem.of(in -> square(in.get(0)), Tensor.zeros(DType.FLOAT64, 0, 3))),
        right(
            "rank-0 tensors", s -> Problem.of(in -> square(in.get(0)), Tensor.scalar(1.5 + s % 7))),
        right(
            "size-1 broadcasting",
            s ->
                Problem.of(
                    in -> in.get(0).times(in.get(1)).plus(in.get(2)),
                    normal(s, 4, 1, 3),
                    normal(s + 1, 1, 2, 1),
                    normal(s + 2, 1))));
  }

  private static List<Case> usual() {
    return List.of(
        right(
            "BatchNorm with scale and shift",
            s ->
                Problem.of(
                    in -> normalized(in.get(0), 0, 1e-5).times(in.get(1)).plus(in.get(2)),
                    normal(s, 6, 3),
                    normal(s + 1, 1, 3),
                    normal(s + 2, 1, 3))),
        right(
            "cross-entropy of a softmax",
            s -> {
              Tensor labels = Tensor.of(new double[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}});
              return Problem.of(
                  in -> sum(labels.times(LOG.apply(softmax(in.get(0)))), 1).unaryMinus(),
                  normal(s, 3, 3));
            }),
        right(
            "dropout with a key",
            s -> {
              Tensor mask = toDouble(Key.of(s).bernoulli(0.7, Shape.of(6, 5)));
              return Problem.of(in -> in.get(0).times(mask).div(0.7), normal(s + 1, 6, 5));
            }),
        right(
            "tanh of 10,000 elements",
            s -> Problem.of(in -> TANH.apply(in.get(0)), normal(s, 100, 100))),
        right(
            "tanh of a product, second order and forward mode",
            s ->
                Problem.of(
                        in -> TANH.apply(in.get(0).matmul(in.get(1))),
                        normal(s, 2, 3),
                        normal(s + 1, 3, 2))
                    .with(check -> check.order(2).forwardMode())),
        right(
            "variance of large numbers",
            s ->
                Problem.of(
                    in -> {
                      Tensor x = in.get(0).plus(1e4);
                      return mean(square(x.minus(mean(x, 0))), 0);
                    },
                    normal(s, 6, 2))));
  }

  private static Case right(String name, LongFunction<Problem> problem) {
    return Case.correct(name, problem, Verdict.PASS);
  }
}
