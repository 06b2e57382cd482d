package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.softmax;
import static dev.wengert.gradcheck.corpus.Functions.square;
import static dev.wengert.gradcheck.corpus.Functions.sum;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;

/** Functions that err by more than roundings of their outputs: on a grid, steep, or FLOAT32. */
final class Roundings {

  private Roundings() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (double offset : new double[] {1e3, 1e5, 1e7}) {
      cases.addAll(
          Twins.of(
              "softmax offset by " + offset + ", one row of large and small logits",
              s -> offset(s, offset, 1.01),
              s -> offset(s, offset, 1)));
    }
    for (double frequency : new double[] {3e2, 3e3, 3e4}) {
      cases.addAll(
          Twins.of(
              "a sine of frequency " + frequency + ", in one element",
              s -> steep(s, frequency, 1.001),
              s -> steep(s, frequency, 1)));
    }
    for (double error : new double[] {0.01, -0.1}) {
      cases.addAll(
          Twins.of(
              "float32 tanh, off by " + error,
              s -> float32Tanh(s, 1 + error),
              s -> float32Tanh(s, 1)));
      cases.addAll(
          Twins.hard(
              "float32 relu network with units at 0.01, off by " + error,
              s -> float32Network(s, 1 + error),
              s -> float32Network(s, 1)));
    }
    for (double logit : new double[] {4, 9}) {
      cases.addAll(
          Twins.hard(
              "logarithm of what a probability of logit " + logit + " leaves, beside another",
              s -> saturated(s, logit, 1.001),
              s -> saturated(s, logit, 1)));
    }
    for (double apart : new double[] {1e-6, 1e-9}) {
      cases.addAll(
          Twins.of(
              "a pole " + apart + " beside the point",
              s -> pole(s, apart, 1.1),
              s -> pole(s, apart, 1)));
    }
    return cases;
  }

  private static Problem offset(long seed, double offset, double factor) {
    double[] logits = normal(seed, 8).toDoubleArray();
    logits[0] *= 1e-2;
    logits[4] *= 3;
    return Problem.of(
        in -> softmax(in.get(0).plus(offset)),
        (in, out, d) -> List.of(out.times(d.minus(sum(out.times(d), 1))).times(factor)),
        Tensor.wrap(logits, 2, 4));
  }

  private static Problem steep(long seed, double frequency, double factor) {
    return Twins.map(
        t -> Math.sin(frequency * t),
        t -> frequency * Math.cos(frequency * t) * factor,
        normal(seed, 1));
  }

  private static Problem float32Tanh(long seed, double factor) {
    return Problem.of(
        in -> Functions.TANH.apply(in.get(0)),
        (in, out, d) -> List.of(square(out).unaryMinus().plus(1).times(d).times(factor)),
        normal(seed, 3, 4).to(DType.FLOAT32));
  }

  private static Problem float32Network(long seed, double factor) {
    Tensor x = normal(seed, 9, 4).to(DType.FLOAT32);
    return Problem.of(
        in -> Sum.of(square(RELU.apply(x.matmul(in.get(0)).plus(0.01))), false),
        (in, out, d) -> {
          Tensor z = x.matmul(in.get(0)).plus(0.01);
          return List.of(x.transpose().matmul(RELU.apply(z)).times(2 * factor).times(d));
        },
        normal(seed + 1, 4, 3).times(1e-2).to(DType.FLOAT32));
  }

  private static Problem saturated(long seed, double logit, double factor) {
    double offset = logit + normal(seed + 1, 1).item() / 4;
    return Twins.map(
        t -> -Math.log(1 - sigmoid(t + offset)) - Math.log(sigmoid(t)),
        t -> (sigmoid(t + offset) - sigmoid(-t)) * factor,
        normal(seed, 1));
  }

  private static double sigmoid(double t) {
    return 1 / (1 + Math.exp(-t));
  }

  private static Problem pole(long seed, double apart, double factor) {
    return Twins.map(
        t -> 1 / (t - 1 + apart),
        t -> -factor / ((t - 1 + apart) * (t - 1 + apart)),
        Twins.map(normal(seed, 2), t -> 1 + apart * Math.abs(t)));
  }
}
