package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.COS;
import static dev.wengert.gradcheck.corpus.Functions.EXP;
import static dev.wengert.gradcheck.corpus.Functions.LOG;
import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.SIGMOID;
import static dev.wengert.gradcheck.corpus.Functions.SIN;
import static dev.wengert.gradcheck.corpus.Functions.SQRT;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.mean;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;
import static dev.wengert.gradcheck.corpus.Functions.toDouble;

import com.google.common.collect.ImmutableList;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Factors and formulas of derivatives, as people get them wrong. */
final class HintedFormulas {

  private HintedFormulas() {}

  static ImmutableList<Hinted> all() {
    return ImmutableList.<Hinted>builder()
        .addAll(factors())
        .addAll(roots())
        .addAll(unary())
        .addAll(binary())
        .addAll(terms())
        .build();
  }

  /** Returns a case of an elementwise function; the slope is said to be one of x and y. */
  private static Hinted unary(
      String name, String cause, UnaryOperator<Tensor> f, BinaryOperator<Tensor> slope) {
    return Hinted.of(
        name,
        cause,
        s ->
            Problem.of(
                in -> f.apply(in.get(0)),
                (in, out, d) -> List.of(slope.apply(in.get(0), out).times(d)),
                normal(s, 3, 5)));
  }

  /** Returns the total of a function, times a factor, with the right gradient times another. */
  private static Hinted scaled(String name, String cause, double factor, int... sides) {
    return Hinted.of(
        name,
        cause,
        s ->
            Problem.of(
                in -> TANH.apply(in.get(0)),
                (in, out, d) -> List.of(square(out).unaryMinus().plus(1).times(d).times(factor)),
                normal(s, sides)));
  }

  private static List<Hinted> factors() {
    return List.of(
        scaled("sign", "= -1 everywhere: a flipped sign\\?", -1, 3, 5),
        scaled("half", "a lost factor 2", 0.5, 3, 5),
        scaled("twice", "a factor 2 too much", 2, 3, 5),
        scaled("a third", "a lost factor 3 \\(of a power", 1.0 / 3, 4, 5),
        scaled("1 + 1e-6", "numeric / analytic - 1 = -1.00e-06 everywhere", 1 + 1e-6, 3, 5),
        scaled("1 - 1e-4", "numeric / analytic - 1 = 0.000100 everywhere", 1 - 1e-4, 3, 5),
        scaled("1.005", "numeric / analytic - 1 = -0.00498 everywhere", 1.005, 3, 5),
        scaled("ln 2", "a lost factor ln 2", 1 / Math.log(2), 3, 5),
        scaled("ln 10", "a factor ln 10 .* too much", Math.log(10), 3, 5),
        scaled("two over root pi", "a lost factor 2/sqrt\\(pi\\)", Math.sqrt(Math.PI) / 2, 3, 5),
        scaled("pi", "a factor pi too much", Math.PI, 3, 5),
        scaled("degrees", "a lost factor pi/180", 180 / Math.PI, 3, 5),
        scaled("minus a half", "a flipped sign and a lost factor 2", -0.5, 3, 5),
        scaled("an extra 1/7", "7 is the side of axis 1 of x.*: a 1/7 too much", 1.0 / 7, 6, 7),
        scaled("a missing 1/7", "7 is the side of axis 1 of x.*: a missing 1/7", 7, 6, 7),
        scaled("an extra 1/42", "42 is the size of x.*: a 1/42 too much", 1.0 / 42, 6, 7),
        scaled("a missing 1/42", "42 is the size of x.*: a missing 1/42", 42, 6, 7),
        scaled("7/6", "a 1/6 where a 1/7 belongs", 7 / 6.0, 9, 7),
        scaled("6/7", "a 1/7 where a 1/6 belongs", 6 / 7.0, 9, 7),
        Hinted.of(
            "power: exponent left out",
            "a lost factor 5 \\(of a power",
            s ->
                Problem.of(
                    in -> in.get(0).pow(5),
                    (in, out, d) -> List.of(in.get(0).pow(4).times(d)),
                    normal(s, 3, 4))),
        Hinted.of(
            "mean of a square: missing 1/m",
            "6 is the side of axis 0 of x: a missing 1/6",
            s ->
                Problem.of(
                    in -> mean(square(in.get(0)), 0),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d)),
                    normal(s, 6, 4))),
        Hinted.of(
            "batch loss: divided by the batch and the features",
            "4 is the side of axis 1 of x.*: a 1/4 too much.*\\(or 1/24 where 1/6 belongs\\)",
            s ->
                Problem.of(
                    in -> Sum.of(square(in.get(0)), false).div(6),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d).div(24)),
                    normal(s, 6, 4))));
  }

  private static List<Hinted> roots() {
    double r7 = Math.sqrt(7);
    return List.of(
        scaled(
            "a missing 1/sqrt(d)",
            "a missing 1/\\(sqrt\\(7\\)\\): 7 is the side of axis 1",
            r7,
            6,
            7),
        scaled(
            "1/sqrt(d) twice",
            "1/\\(sqrt\\(7\\)\\) too much: 7 is the side of axis 1",
            1 / r7,
            6,
            7),
        scaled("1/m^2", "1/\\(7\\^2\\) too much: 7 is the side of axis 1", 1 / 49.0, 6, 7),
        scaled("m^2", "a missing 1/\\(7\\^2\\)", 49, 6, 7),
        scaled("m^(3/2)", "a missing 1/\\(7\\^\\(3/2\\)\\)", 7 * r7, 6, 7),
        scaled("sqrt(m/(m-1))", "a root over 6 where one over 7 belongs", Math.sqrt(7 / 6.0), 9, 7),
        scaled("sqrt((m-1)/m)", "a root over 7 where one over 6 belongs", Math.sqrt(6 / 7.0), 9, 7),
        scaled(
            "2/m for 1/m", "1/\\(2 x 7\\)|a missing 1/\\(7/2\\)|a factor 1/\\(7/2\\)", 3.5, 6, 7),
        scaled("a/b", "a 1/9 where a 1/7 belongs|a 1/7 where a 1/9 belongs", 7 / 9.0, 9, 7),
        scaled(
            "sqrt(a/b)", "a 1/sqrt\\(.\\) where a 1/sqrt\\(.\\) belongs", Math.sqrt(7 / 9.0), 9, 7),
        Hinted.of(
            "1/N where 1/(N H W) belongs",
            "12 is the sides of axes 2, 3 of x.*a missing 1/12 \\(or 1/\\d+ where 1/\\d+"
                + " belongs\\)",
            s ->
                Problem.of(
                    in -> Sum.of(square(in.get(0)), true, 0, 2, 3).div(5 * 12),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d).div(5)),
                    normal(s, 5, 2, 3, 4))),
        Hinted.of(
            "attention: scores not scaled backward",
            "q",
            "a missing 1/\\(sqrt\\(7\\)\\)",
            s ->
                Problem.of(
                        in -> in.get(0).matmul(in.get(1).transpose()).div(Math.sqrt(7)),
                        (in, out, d) ->
                            List.of(
                                d.matmul(in.get(1)),
                                d.transpose().matmul(in.get(0)).div(Math.sqrt(7))),
                        normal(s, 4, 7),
                        normal(s + 1, 5, 7))
                    .named("q", "k")));
  }

  private static List<Hinted> unary() {
    return List.of(
        unary(
            "tanh: 1 - y", "\\(1 \\+ the output\\)", TANH::apply, (x, y) -> y.unaryMinus().plus(1)),
        unary("tanh: y^2 - 1", "a flipped sign", TANH::apply, (x, y) -> square(y).minus(1)),
        unary("sigmoid: y", "\\(1 - the output\\)", SIGMOID::apply, (x, y) -> y),
        unary(
            "sigmoid: 1 - y",
            "numeric / analytic = the output: a factor the output left out|sigmoid\\(x\\)",
            SIGMOID::apply,
            (x, y) -> y.unaryMinus().plus(1)),
        unary(
            "exp: without the output",
            "a factor the output left out",
            EXP::apply,
            (x, y) -> x.times(0).plus(1)),
        unary("sin: minus cos", "a flipped sign", SIN::apply, (x, y) -> COS.apply(x).unaryMinus()),
        unary("sin: sin", "1 / tan\\(x\\)", SIN::apply, (x, y) -> y),
        unary("cos: sin", "a flipped sign", COS::apply, (x, y) -> SIN.apply(x)),
        unary(
            "cube: 3 x",
            "numeric / analytic = x: a factor x left out",
            x -> x.pow(3),
            (x, y) -> x.times(3)),
        unary("cube: x^2", "a lost factor 3", x -> x.pow(3), (x, y) -> square(x)),
        unary(
            "square: 2 x^2",
            "= 1 / x: a factor x too much",
            Functions::square,
            (x, y) -> square(x).times(2)),
        unary(
            "tanh: slope of the input",
            "each slope is \\(1 - x\\^2\\) where \\(1 - the output\\^2\\) belongs",
            TANH::apply,
            (x, y) -> square(x).unaryMinus().plus(1)),
        unary(
            "sigmoid: slope of the input",
            "each slope is x \\(1 - x\\) where the output \\(1 - the output\\) belongs",
            SIGMOID::apply,
            (x, y) -> x.times(x.unaryMinus().plus(1))),
        unary(
            "sigmoid: applied twice",
            "each slope should be the output \\(1 - the output\\)",
            SIGMOID::apply,
            (x, y) -> SIGMOID.apply(y).times(SIGMOID.apply(y).unaryMinus().plus(1))),
        Hinted.of(
            "root: multiplied",
            "= 1 / x: a factor x too much|1 / the output\\^2: multiplied by the output",
            s ->
                Problem.of(
                    in -> SQRT.apply(in.get(0)),
                    (in, out, d) -> List.of(out.times(0.5).times(d)),
                    square(normal(s, 3, 5)).plus(0.5))),
        Hinted.of(
            "logarithm: multiplied",
            "1 / x\\^2: multiplied by x where it should be divided",
            s ->
                Problem.of(
                    in -> LOG.apply(in.get(0)),
                    (in, out, d) -> List.of(in.get(0).times(d)),
                    square(normal(s, 3, 5)).plus(0.5))),
        Hinted.of(
            "logarithm: without 1/x",
            "= 1 / x: a factor x too much, or a division by it left out",
            s ->
                Problem.of(
                    in -> LOG.apply(in.get(0)),
                    (in, out, d) -> List.of(d),
                    square(normal(s, 3, 5)).plus(0.5))),
        Hinted.of(
            "reciprocal: 1/x",
            "-1 / x: a factor x too much.*flipped sign|-the output",
            s ->
                Problem.of(
                    in -> Tensor.scalar(1.0).div(in.get(0)),
                    (in, out, d) -> List.of(d.div(in.get(0))),
                    square(normal(s, 3, 5)).plus(0.5))),
        Hinted.of(
                "leaky relu: slope omitted",
                "wrong only where the input is negative|wrong elements are all zero",
                s ->
                    Problem.of(
                        in -> RELU.apply(in.get(0)).times(0.9).plus(in.get(0).times(0.1)),
                        (in, out, d) -> List.of(d.times(toDouble(in.get(0).gt(0)))),
                        normal(s, 4, 5)))
            .also("of \\d+ derivatives that are not zero \\d+ are")
            .also("the wrong elements are all zero"),
        Hinted.of(
            "relu: mask left out",
            "a mask left out",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0)), (in, out, d) -> List.of(d), normal(s, 4, 5))),
        Hinted.of(
            "clip: passes the gradient above",
            "a mask left out|wrong only where the input is above",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0).unaryMinus().plus(0.4)).unaryMinus(),
                    (in, out, d) -> List.of(d),
                    normal(s, 4, 5))),
        Hinted.of(
            "absolute value: sign left out",
            "wrong only where the input is negative|the sign of x",
            s ->
                Problem.of(
                    in -> RELU.apply(in.get(0)).plus(RELU.apply(in.get(0).unaryMinus())),
                    (in, out, d) -> List.of(d),
                    normal(s, 4, 5))),
        unary(
            "softplus: 1",
            "sigmoid\\(x\\)",
            x -> LOG.apply(EXP.apply(x).plus(1)),
            (x, y) -> x.times(0).plus(1)),
        unary(
            "gauss: without the x",
            "-2 x x: a factor|= -?2? ?x?.*a factor x left out",
            x -> EXP.apply(square(x).unaryMinus()),
            (x, y) -> y));
  }

  private static List<Hinted> binary() {
    return List.of(
        Hinted.of(
            "product: the other factor left out",
            "a",
            "= b: a factor b left out",
            s ->
                Problem.of(
                        in -> in.get(0).times(in.get(1)),
                        (in, out, d) -> List.of(d, d.times(in.get(0))),
                        normal(s, 3, 4),
                        normal(s + 1, 3, 4))
                    .named("a", "b")),
        Hinted.of(
            "product: a broadcast factor left out",
            "x",
            "= w: a factor w left out",
            s ->
                Problem.of(
                        in -> in.get(0).times(in.get(1)),
                        (in, out, d) -> List.of(d, sum(d.times(in.get(0)), 0).reshape(5)),
                        normal(s, 4, 5),
                        normal(s + 1, 5))
                    .named("x", "w")),
        Hinted.of(
            "product: sum of d alone for the scale",
            "w",
            "= x: a factor x left out",
            s ->
                Problem.of(
                        in -> in.get(0).times(in.get(1)),
                        (in, out, d) -> List.of(d.times(in.get(1)), sum(d, 0).reshape(5)),
                        normal(s, 4, 5),
                        normal(s + 1, 5))
                    .named("x", "w")),
        Hinted.of(
            "quotient: 1/b for 1/b^2",
            "b",
            "= 1 / b: a factor b too much",
            s ->
                Problem.of(
                        in -> in.get(0).div(in.get(1)),
                        (in, out, d) ->
                            List.of(
                                d.div(in.get(1)), d.times(in.get(0)).div(in.get(1)).unaryMinus()),
                        normal(s, 3, 4),
                        square(normal(s + 1, 3, 4)).plus(0.5))
                    .named("a", "b")),
        Hinted.of(
            "quotient: times b",
            "a",
            "1 / b\\^2: multiplied by b where it should be divided",
            s ->
                Problem.of(
                        in -> in.get(0).div(in.get(1)),
                        (in, out, d) ->
                            List.of(d.times(in.get(1)), d.times(out).div(in.get(1)).unaryMinus()),
                        normal(s, 3, 4),
                        square(normal(s + 1, 3, 4)).plus(0.5))
                    .named("a", "b")),
        Hinted.of(
            "quotient: sign",
            "b",
            "a flipped sign",
            s ->
                Problem.of(
                        in -> in.get(0).div(in.get(1)),
                        (in, out, d) -> List.of(d.div(in.get(1)), d.times(out).div(in.get(1))),
                        normal(s, 3, 4),
                        square(normal(s + 1, 3, 4)).plus(0.5))
                    .named("a", "b")),
        Hinted.of(
            "product: arguments swapped",
            "a",
            "the gradients of a and b are swapped",
            s ->
                Problem.of(
                        in -> in.get(0).times(in.get(1)),
                        (in, out, d) -> List.of(d.times(in.get(0)), d.times(in.get(1))),
                        normal(s, 3, 4),
                        normal(s + 1, 3, 4))
                    .named("a", "b")),
        Hinted.of(
            "square roots of both: the other's",
            "a",
            "the same as the gradient of b",
            s ->
                Problem.of(
                        in -> SIN.apply(in.get(0)).plus(square(in.get(1))),
                        (in, out, d) ->
                            List.of(in.get(1).times(2).times(d), in.get(1).times(2).times(d)),
                        normal(s, 3, 4),
                        normal(s + 1, 3, 4))
                    .named("a", "b")),
        Hinted.of(
            "difference: both plus",
            "b",
            "a flipped sign|the same as the gradient of a",
            s ->
                Problem.of(
                        in -> SIN.apply(in.get(0)).minus(SIN.apply(in.get(1))),
                        (in, out, d) ->
                            List.of(COS.apply(in.get(0)).times(d), COS.apply(in.get(1)).times(d)),
                        normal(s, 3, 4),
                        normal(s + 1, 3, 4))
                    .named("a", "b")));
  }

  private static List<Hinted> terms() {
    return List.of(
        Hinted.of(
            "residual: the skip path left out",
            "numeric - analytic = 1 for each output.*adds the input itself",
            s ->
                Problem.of(
                    in -> in.get(0).plus(TANH.apply(in.get(0))),
                    (in, out, d) ->
                        List.of(square(TANH.apply(in.get(0))).unaryMinus().plus(1).times(d)),
                    normal(s, 3, 5))),
        Hinted.of(
            "penalty: its gradient left out",
            "numeric - analytic = 0.02 x x|a term with x left out",
            s ->
                Problem.of(
                    in ->
                        Sum.of(SIN.apply(in.get(0)), false)
                            .plus(Sum.of(square(in.get(0)), false).times(0.01)),
                    (in, out, d) -> List.of(COS.apply(in.get(0)).times(d)),
                    normal(s, 3, 5))),
        Hinted.of(
            "fan-out: written over",
            "numeric - analytic = 2 x x: a term with x left out",
            s ->
                Problem.of(
                    in -> square(in.get(0)).plus(SIN.apply(in.get(0))),
                    (in, out, d) -> List.of(COS.apply(in.get(0)).times(d)),
                    normal(s, 3, 4))),
        Hinted.of(
            "fan-out: the sine lost",
            "a term with cos\\(x\\) left out",
            s ->
                Problem.of(
                    in -> square(in.get(0)).plus(SIN.apply(in.get(0))),
                    (in, out, d) -> List.of(in.get(0).times(2).times(d)),
                    normal(s, 3, 4))),
        Hinted.of(
            "silu: without x y (1 - y)",
            "the error|a term|numeric",
            s ->
                Problem.of(
                    in -> EXP.apply(in.get(0)).plus(square(in.get(0)).times(3)),
                    (in, out, d) -> List.of(EXP.apply(in.get(0)).times(d)),
                    normal(s, 3, 4))),
        Hinted.of(
            "float32 in a float64 backward",
            "FLOAT32 on the way",
            s ->
                Problem.of(
                    in -> TANH.apply(in.get(0)),
                    (in, out, d) ->
                        List.of(
                            square(out)
                                .unaryMinus()
                                .plus(1)
                                .to(DType.FLOAT32)
                                .to(DType.FLOAT64)
                                .times(d)),
                    normal(s, 3, 5))));
  }
}
