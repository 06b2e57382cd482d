package dev.wengert.nn;

import static dev.wengert.ops.Elementary.log;
import static dev.wengert.ops.Elementary.sqrt;
import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.std;
import static dev.wengert.ops.Reductions.sum;
import static dev.wengert.ops.Reductions.variance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Regularization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The right forms that {@code docs/course-notes.md} tells. */
class CourseNotesTest {

  private static final Path PAGE = Path.of("..", "docs", "course-notes.md");

  @Test
  void thePageNamesEachTestHere() throws IOException {
    List<String> named =
        Pattern.compile("\\| `(\\w+)` \\|")
            .matcher(Files.readString(PAGE))
            .results()
            .map(found -> found.group(1))
            .filter(name -> !name.endsWith("Test"))
            .toList();
    List<String> tests =
        Arrays.stream(CourseNotesTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName())
            .filter(name -> !name.equals("thePageNamesEachTestHere"))
            .toList();
    assertThat(named).hasSize(8).containsExactlyInAnyOrderElementsOf(tests);
  }

  @Test
  void keepingEightySixPercentDropsFourteen() {
    int units = 200_000;
    double[] y =
        Regularization.dropout(
                Tensor.full(new Spec(DType.FLOAT64, Shape.of(units)), 1), Key.of(1), 0.86)
            .toDoubleArray();
    double dropped = Arrays.stream(y).filter(value -> value == 0).count() / (double) units;
    assertThat(dropped).isCloseTo(0.14, within(0.004)); // five deviations of the share
    assertThat(y).containsOnly(0, 1 / 0.86);
  }

  /** The mean over all masks of three units, each weighed by its probability. */
  @Test
  void dropoutIsAPenaltyThatDependsOnTheData() {
    double keep = 0.86;
    Tensor x = Tensor.of(1.0, -3.0, 0.5);
    Tensor w = Tensor.of(0.7, 0.2, -1.5);
    double target = 2;
    double expected = 0;
    for (int mask = 0; mask < 8; mask++) {
      boolean[] kept = {(mask & 1) > 0, (mask & 2) > 0, (mask & 4) > 0};
      double probability = 1;
      for (boolean one : kept) {
        probability *= one ? keep : 1 - keep;
      }
      Tensor dropped = Regularization.dropout(x, Tensor.of(kept), keep);
      expected += probability * square(sum(dropped.times(w)).minus(target)).item() / 2;
    }
    double plain = Math.pow(0.7 - 0.6 - 0.75 - target, 2) / 2;
    double penalty = (1 - keep) / (2 * keep) * (0.49 + 9 * 0.04 + 0.25 * 2.25);
    assertThat(expected).isCloseTo(plain + penalty, within(1e-12));
  }

  @Test
  void theCrossEntropyHasAMinus() {
    Tensor p = Tensor.of(0.9, 0.2, 0.6);
    Tensor y = Tensor.of(1.0, 0.0, 0.0);
    Model<Dense> model = Model.of(Dense.of(2, 1), DType.FLOAT64);
    Values values = model.initialize(Key.of(1)).with("weight", Tensor.of(new double[][] {{3, -4}}));
    double cost =
        Losses.binaryCrossEntropy(p, y).plus(Penalty.l2(0.7, 3).of(model.inference(values))).item();
    double likelihood = (Math.log(0.9) + Math.log(0.8) + Math.log(0.4)) / 3;
    assertThat(cost).isCloseTo(-likelihood + 0.7 / 6 * 25, within(1e-12));
    // A step down the right cost raises the likelihood, one down the wrong sign lowers it.
    Tensor step = Autodiff.grad((Tensor q) -> Losses.binaryCrossEntropy(q, y)).apply(p).times(0.01);
    assertThat(likelihood(p.minus(step), y)).isGreaterThan(likelihood(p, y));
    assertThat(likelihood(p.plus(step), y)).isLessThan(likelihood(p, y));
  }

  private static double likelihood(Tensor p, Tensor y) {
    Tensor other = p.unaryMinus().plus(1);
    return mean(y.times(log(p)).plus(y.unaryMinus().plus(1).times(log(other)))).item();
  }

  @Test
  void layerNormKeepsTheShape() {
    Tensor x = Tensor.of(new double[][] {{1, 2, 6}, {-4, 0, 1}});
    Tensor y = Normalization.layerNorm(x, Tensor.of(1.0, 1, 1), Tensor.of(0.0, 0, 0), 1e-12);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
    double root = Math.sqrt(14.0 / 3); // both rows have this deviation: of -2, -1, 3 and -3, 1, 2
    assertThat(y.toDoubleArray())
        .containsExactly(
            new double[] {-2 / root, -1 / root, 3 / root, -3 / root, 1 / root, 2 / root},
            within(1e-9));
  }

  @Test
  void theGradientGoesThroughMeanAndVariance() {
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(5, 3)));
    Tensor gamma = Tensor.of(0.5, 2, -1);
    GradCheck partial = check(gamma).pullback((in, out, d) -> List.of(direct(in.get(0), gamma, d)));
    GradCheck whole =
        check(gamma)
            .pullback(
                (in, out, d) -> {
                  Tensor direct = direct(in.get(0), gamma, d);
                  Tensor xhat = Normalization.standardize(in.get(0), 1e-5, 0);
                  return List.of(
                      direct.minus(mean(direct, 0)).minus(xhat.times(mean(direct.times(xhat), 0))));
                });
    assertThat(partial.input("x", x).run().verdict()).isEqualTo(Verdict.WRONG);
    assertThat(whole.input("x", x).run().verdict()).isEqualTo(Verdict.PASS);
  }

  private static GradCheck check(Tensor gamma) {
    return GradCheck.of(in -> Normalization.standardize(in.get(0), 1e-5, 0).times(gamma));
  }

  private static Tensor direct(Tensor x, Tensor gamma, Tensor d) {
    return d.times(gamma).div(sqrt(variance(x, 0).plus(1e-5)));
  }

  @Test
  void epsilonBelongsUnderTheRoot() {
    double epsilon = 1e-9;
    Tensor column = Tensor.of(4.0, 4.0);
    Tensor probe = Tensor.of(1.0, 0.0);
    double inside =
        Autodiff.grad((Tensor x) -> sum(Normalization.standardize(x, epsilon).times(probe)))
            .apply(column)
            .toDoubleArray()[0];
    double beside =
        Autodiff.grad((Tensor x) -> sum(x.minus(mean(x)).div(std(x).plus(epsilon)).times(probe)))
            .apply(column)
            .toDoubleArray()[0];
    assertThat(inside).isCloseTo(0.5 * Math.sqrt(1e9), within(1e-3));
    assertThat(beside).isCloseTo(0.5 * 1e9, within(1.0));
  }

  @Test
  void momentumIsOneMinusDecay() {
    Model<BatchNorm> model = Model.of(BatchNorm.of(1).momentum(1 - 0.997), DType.FLOAT64);
    Pass pass = model.training(model.initialize(Key.of(1)), Key.of(2));
    model.root().forward(Tensor.of(new double[][] {{9}, {11}}), pass);
    assertThat(pass.updates().get("runningMean").item())
        .isCloseTo(0.997 * 0 + 0.003 * 10, within(1e-12));
    assertThat(pass.updates().get("runningVariance").item())
        .isCloseTo(0.997 * 1 + 0.003 * 2, within(1e-12));
  }

  /** One tanh unit behind one weight fits a step: how steep is it in the end? */
  @Test
  void largeLambdaKeepsTanhLinearAndSmallLetsItSaturate() {
    assertThat(slopes(10)).isGreaterThan(0.9);
    assertThat(slopes(1e-4)).isLessThan(0.1);
  }

  /** Returns the mean slope of tanh at its inputs after training with a lambda. */
  private static double slopes(double lambda) {
    Tensor x = Tensor.of(-1.5, -1, -0.5, 0.5, 1, 1.5);
    Tensor y = Tensor.of(-1.0, -1, -1, 1, 1, 1);
    Tensor w = Tensor.scalar(0.5);
    for (int step = 0; step < 1500; step++) {
      w =
          w.minus(
              Autodiff.grad(
                      (Tensor v) ->
                          mean(square(Activations.tanh(x.times(v)).minus(y)))
                              .plus(square(v).times(lambda)))
                  .apply(w)
                  .times(0.5 / (1 + lambda)));
    }
    return mean(square(Activations.tanh(x.times(w))).unaryMinus().plus(1)).item();
  }
}
