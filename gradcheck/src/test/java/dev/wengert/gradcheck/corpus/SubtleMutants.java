package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.SIGMOID;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.softmax;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/** Wrong derivatives that are nearly right, or right nearly everywhere. */
final class SubtleMutants {

  private SubtleMutants() {}

  static ImmutableList<Case> all() {
    return ImmutableList.<Case>builder().addAll(small()).addAll(seldom()).addAll(deep()).build();
  }

  private static List<Case> small() {
    return List.of(
        wrong(
            "1e-6 in one element of fifteen",
            s ->
                tanh(allButOne(15, Math.floorMod(s, 15), 1 + 1e-6).reshape(3, 5), normal(s, 3, 5))),
        wrong(
            "1e-6 of a derivative of 1e-150",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)).times(1e-150),
                    (in, out, d) -> List.of(slope(in.get(0)).times(d).times(1e-150 * (1 + 1e-6))),
                    normal(s, 3))),
        wrong(
            "1e-6 of x^2 at 1e-30",
            s ->
                Problem.of(
                    in -> square(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(d).times(2 + 2e-6)),
                    normal(s, 3).times(1e-30))),
        wrong(
            "the sign of a parameter with a gradient of 1e-9",
            s ->
                Problem.of(
                    in ->
                        total(TANH.apply(in.get(0))).plus(total(TANH.apply(in.get(1))).times(1e-9)),
                    (in, out, d) ->
                        List.of(slope(in.get(0)).times(d), slope(in.get(1)).times(d).times(-1e-9)),
                    normal(s, 4),
                    normal(s + 1, 4))),
        wrong(
            "1e-7 where there is none",
            s ->
                Problem.of(
                    in -> in.get(0).times(Tensor.of(1.0, 0)),
                    (in, out, d) -> List.of(d.times(Tensor.of(1.0, 1e-7))),
                    normal(s, 2))),
        wrong(
            "softmax, 1e-4 beside the diagonal",
            s ->
                Problem.of(
                    in -> softmax(in.get(0)),
                    (in, out, d) ->
                        List.of(out.times(d.minus(sum(out.times(d), 1).times(1 + 1e-4)))),
                    normal(s, 3, 4))),
        wrong(
            "twice the slope of a saturated sigmoid",
            s ->
                Problem.of(
                    in -> SIGMOID.apply(in.get(0)),
                    (in, out, d) -> List.of(out.times(out.unaryMinus().plus(1)).times(d).times(2)),
                    normal(s, 3).times(0.1).plus(Tensor.of(30.0, -30, 20)))));
  }

  private static List<Case> seldom() {
    return List.of(
        wrong(
            "mean instead of sum, for batches of more than one",
            s ->
                Problem.of(
                    in -> in.get(0).matmul(in.get(1)),
                    (in, out, d) ->
                        List.of(
                            d.matmul(in.get(1).transpose()),
                            in.get(0).transpose().matmul(d).div(in.get(0).shape().side(0))),
                    normal(s, 4, 3),
                    normal(s + 1, 3, 2))),
        wrong(
            "one row in place of a broadcast sum",
            s ->
                Problem.of(
                    in -> in.get(0).times(in.get(1)),
                    (in, out, d) ->
                        List.of(d.times(in.get(1)), d.times(in.get(0)).get(Index.range(0, 1))),
                    normal(s, 4, 3),
                    normal(s + 1, 1, 3))),
        wrong(
            "relu with its kink at 1e-3",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0)),
                    (in, out, d) -> List.of(d.times(in.get(0).gt(1e-3).to(DType.FLOAT64))),
                    Tensor.of(1e-4, 1))),
        wrong(
            "wrong in FLOAT32 only",
            s ->
                Problem.of(
                        in -> square(in.get(0)),
                        (in, out, d) ->
                            List.of(
                                in.get(0).times(d).times(d.dtype() == DType.FLOAT32 ? 2.002 : 2)),
                        normal(s, 4).to(DType.FLOAT32))
                    .with(GradCheck::float64Twin)));
  }

  private static List<Case> deep() {
    return List.of(
        wrong(
            "second order off by 1e-5",
            s ->
                Problem.of(
                        in -> TANH.apply(in.get(0)),
                        (in, out, d) -> {
                          Tensor right = square(out).unaryMinus().plus(1).times(d);
                          return List.of(right.times(1 + 1e-5).minus(right.detach().times(1e-5)));
                        },
                        normal(s, 4))
                    .with(check -> check.order(2))),
        wrong(
            "half the second order, 1/32 from a kink",
            s ->
                Problem.of(
                        in -> square(RELU.apply(in.get(0))),
                        (in, out, d) -> {
                          Tensor half = RELU.apply(in.get(0));
                          return List.of(half.plus(half.detach()).times(d));
                        },
                        Tensor.of(1.0 / 32, 1e-3))
                    .with(check -> check.order(2))),
        wrong(
            "a second derivative that is not symmetric",
            s ->
                Problem.of(
                        Autodiff.custom(
                            "product",
                            in -> in.get(0).times(in.get(1)),
                            (in, out, d) ->
                                List.of(in.get(1).detach().times(d), in.get(0).times(d))),
                        normal(s, 3),
                        normal(s + 1, 3))
                    .with(check -> check.order(2))));
  }

  private static Problem tanh(Tensor factor, Tensor x) {
    return Problem.of(
        in -> TANH.apply(in.get(0)),
        (in, out, d) -> List.of(slope(in.get(0)).times(d).times(factor)),
        x);
  }

  private static Tensor slope(Tensor x) {
    return square(TANH.apply(x)).unaryMinus().plus(1);
  }

  private static Tensor allButOne(int size, int place, double other) {
    double[] factors = new double[size];
    Arrays.fill(factors, 1);
    factors[place] = other;
    return Tensor.wrap(factors, size);
  }

  private static Tensor total(Tensor x) {
    return Sum.of(x, false);
  }

  private static Case wrong(String name, LongFunction<Problem> problem) {
    return Case.mutant(name, problem, Verdict.WRONG);
  }
}
