package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.EXP;
import static dev.wengert.gradcheck.corpus.Functions.LOG;
import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.SIGMOID;
import static dev.wengert.gradcheck.corpus.Functions.SIN;
import static dev.wengert.gradcheck.corpus.Functions.SQRT;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;
import static dev.wengert.gradcheck.corpus.Functions.variance;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Right derivatives at the ends of the scale, next to kinks, and where terms cancel. */
final class HardFunctions {

  private HardFunctions() {}

  static ImmutableList<Case> all() {
    return ImmutableList.<Case>builder()
        .addAll(saturated())
        .addAll(scales())
        .addAll(cancelling())
        .addAll(nearKinks())
        .addAll(coarse())
        .build();
  }

  private static List<Case> saturated() {
    return List.of(
        right(
            "sigmoid whose derivative is 1e-45",
            s -> {
              Tensor x = Tensor.of(new double[][] {{104, 0.5}, {103, -0.3}});
              return Problem.of(
                  in -> logistic(in.get(0).times(x)),
                  normal(s, 2).times(0.01).plus(Tensor.of(1.0, 1.1)));
            }),
        right(
            "sum over a saturated sigmoid layer",
            s -> {
              Tensor x = normal(s, 5, 1).times(40);
              return Problem.of(
                  in -> total(SIGMOID.apply(x.times(in.get(0)).plus(in.get(1)))),
                  normal(s + 1, 1, 3),
                  normal(s + 2, 3));
            },
            Verdict.ILL_CONDITIONED,
            Verdict.VACUOUS),
        right(
            "softmax of one-hot certainty",
            s -> Problem.of(in -> Functions.softmax(in.get(0).times(50)), normal(s, 3, 4)),
            Verdict.ILL_CONDITIONED,
            Verdict.VACUOUS),
        right(
            "bell curve 26 widths out",
            s ->
                Problem.of(
                    in -> total(EXP.apply(square(in.get(0)).unaryMinus())),
                    Tensor.of(26.0, 9, 5, 0.3))));
  }

  private static List<Case> scales() {
    List<Case> cases = new ArrayList<>();
    for (double k : new double[] {1e150, 1e-150, 1e-30}) {
      cases.add(
          right(
              "tanh times " + k,
              s -> Problem.of(in -> TANH.apply(in.get(0)).times(k), normal(s, 3))));
      cases.add(
          right("x^2 at " + k, s -> Problem.of(in -> square(in.get(0)), normal(s, 3).times(k))));
      cases.add(
          right(
              "tanh of x in units of " + k,
              s -> Problem.of(in -> TANH.apply(in.get(0).div(k)), normal(s, 3).times(k))));
    }
    cases.add(
        right(
            "x^2 at 1e-100, 1 and 1e100",
            s -> Problem.of(in -> square(in.get(0)), Tensor.of(1e-100, 1, 1e100))));
    cases.add(
        right("sqrt at 1e-300", s -> Problem.of(in -> SQRT.apply(in.get(0)), Tensor.of(1e-300))));
    cases.add(
        right(
            "norm of a vector of 1e-9",
            s -> Problem.of(in -> SQRT.apply(total(square(in.get(0)))), normal(s, 4).times(1e-9))));
    cases.add(
        right(
            "loss of 1e10 with a slope of 1",
            s -> Problem.of(in -> total(SIN.apply(in.get(0))).plus(1e10), normal(s, 4)),
            Verdict.ILL_CONDITIONED));
    cases.add(
        right(
            "loss of 1e16 with a slope of 1",
            s -> Problem.of(in -> SIN.apply(in.get(0)).plus(1e16), normal(s, 4)),
            Verdict.VACUOUS));
    return cases;
  }

  private static List<Case> cancelling() {
    return List.of(
        right(
            "mean of picked elements that add up to zero",
            s -> {
              Tensor x = normal(s, 3);
              Tensor both =
                  x.reshape(1, 3).broadcastTo(2, 3).times(Tensor.of(new double[][] {{1}, {-1}}));
              return Problem.of(
                  in -> total(in.get(0).get(Index.all(), Index.positions(2, 0))).div(4), both);
            }),
        right(
            "standard deviation of two values, second order",
            s ->
                Problem.of(in -> SQRT.apply(variance(in.get(0), 0)), normal(s, 2))
                    .with(check -> check.order(2))),
        right(
            "norm of single elements, second order",
            s ->
                Problem.of(in -> SQRT.apply(sum(square(in.get(0)), 1)), normal(s, 4, 1))
                    .with(check -> check.order(2).forwardMode())),
        right(
            "log exp x, second order",
            s ->
                Problem.of(in -> LOG.apply(EXP.apply(in.get(0))), normal(s, 3))
                    .with(check -> check.order(2))),
        right(
            "x^2 / x, second order",
            s ->
                Problem.of(in -> square(in.get(0)).div(in.get(0)), normal(s, 4))
                    .with(check -> check.order(2))));
  }

  private static List<Case> nearKinks() {
    List<Case> cases = new ArrayList<>();
    for (double d : new double[] {1.0 / 16, 1e-3}) {
      Tensor x = Tensor.of(d, 1, -d);
      cases.add(
          right(
              "relu " + d + " from its kink, second order",
              s -> Problem.of(in -> RELU.apply(in.get(0)), x).with(check -> check.order(2))));
      cases.add(
          right(
              "relu^2 " + d + " from its kink, second order",
              s ->
                  Problem.of(in -> square(RELU.apply(in.get(0))), x)
                      .with(check -> check.order(2))));
    }
    cases.add(
        right(
            "Taylor rates of a relu network",
            s -> {
              Tensor x = normal(s, 20, 3);
              return Problem.of(
                      in -> total(RELU.apply(x.matmul(in.get(0)).plus(in.get(1)))),
                      normal(s + 1, 3, 4),
                      normal(s + 2, 4))
                  .with(GradCheck::taylor);
            }));
    return cases;
  }

  private static List<Case> coarse() {
    return List.of(
        right(
            "rounded to FLOAT32 at the end",
            s ->
                Problem.of(
                    in -> SIN.apply(in.get(0)).to(DType.FLOAT32).to(DType.FLOAT64), normal(s, 4)),
            Verdict.KINK_OK,
            Verdict.ILL_CONDITIONED),
        right(
            "a FLOAT32 layer between FLOAT64 ones",
            s ->
                Problem.of(
                    in ->
                        total(
                                TANH.apply(
                                    in.get(0)
                                        .to(DType.FLOAT32)
                                        .matmul(in.get(1).to(DType.FLOAT32))))
                            .to(DType.FLOAT64),
                    normal(s, 4, 3),
                    normal(s + 1, 3, 2)),
            Verdict.ILL_CONDITIONED),
        right(
            "1e8 added and taken off again",
            s -> Problem.of(in -> SIN.apply(in.get(0)).plus(1e8).minus(1e8), normal(s, 4)),
            Verdict.KINK_OK,
            Verdict.ILL_CONDITIONED));
  }

  /** Written so that its derivative does not vanish before e^-x does. */
  private static Tensor logistic(Tensor x) {
    return Tensor.scalar(1.0).div(EXP.apply(x.unaryMinus()).plus(1));
  }

  private static Tensor total(Tensor x) {
    return Sum.of(x, false);
  }

  private static Case right(String name, LongFunction<Problem> problem, Verdict... others) {
    Verdict[] expected = new Verdict[others.length + 1];
    expected[0] = Verdict.PASS;
    System.arraycopy(others, 0, expected, 1, others.length);
    return Case.correct(name, problem, expected);
  }
}
