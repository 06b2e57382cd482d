package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every loss, and every gradient of it, is a finite number wherever its inputs are: at scores of
 * 10,000, at probabilities of 0 and 1, at vectors without length and at ones whose squares neither
 * overflow nor vanish in FLOAT32.
 */
class LossExtremesTest {

  private static final int DRAWS = 200;
  private static final int ROWS = 3;
  private static final int CLASSES = 4;

  private static final double[] SCORES = {1e4, -1e4, 1e4, -1e4, 0, 1, -0.5, 89, -104, 710, -746};
  private static final double[] SHARES = {0, 1, 0, 1, 0.5, 0.25};
  private static final double[] SIGNS = {1, -1};
  private static final double[] LENGTHS = {0, 1, -1, 1e-30, -1e-30, 1e18, -3e18, 1e-9};

  /** Beyond and beneath those whose squares FLOAT32 has. */
  private static final double[] VAST = {0, 1e37, -1e37, 1e30, -1e-30, 1e-44, 1};

  /** Numbers of the kinds that a loss takes, drawn anew for each try. */
  private record Draw(Random random, DType dtype) {

    Tensor from(double[] values, int... sides) {
      double[] drawn = new double[dev.wengert.array.Shape.of(sides).size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = values[random.nextInt(values.length)];
      }
      return Tensor.wrap(drawn, sides).to(dtype);
    }

    Tensor scores() {
      return from(SCORES, ROWS, CLASSES);
    }

    Tensor logProbabilities() {
      return Activations.logSoftmax(scores(), -1);
    }

    Tensor shares() {
      return from(SHARES, ROWS, CLASSES);
    }

    Tensor vectors() {
      return from(LENGTHS, ROWS, CLASSES);
    }

    Tensor classes() {
      int[] classes = new int[ROWS];
      for (int i = 0; i < ROWS; i++) {
        classes[i] = random.nextInt(CLASSES);
      }
      return Tensor.wrap(classes, ROWS);
    }

    Reduce reduce() {
      return GradientTable.reduction(random.nextInt(3));
    }
  }

  /** A loss of some of its inputs, to which it is differentiated. */
  private record Loss(List<Tensor> inputs, Function<List<Tensor>, Tensor> of) {}

  private interface Drawn {
    Loss draw(Draw d);
  }

  private static Loss of(Function<List<Tensor>, Tensor> loss, Tensor... inputs) {
    return new Loss(List.of(inputs), loss);
  }

  private static final ImmutableMap<String, Drawn> LOSSES =
      ImmutableMap.<String, Drawn>builder()
          .put(
              "mseLoss",
              d -> of(in -> Losses.mseLoss(in.get(0), in.get(1)), d.scores(), d.scores()))
          .put("l1Loss", d -> of(in -> Losses.l1Loss(in.get(0), in.get(1)), d.scores(), d.scores()))
          .put(
              "huberLoss",
              d -> of(in -> Losses.huberLoss(in.get(0), in.get(1), 1), d.scores(), d.scores()))
          .put(
              "binaryCrossEntropy",
              d ->
                  of(in -> Losses.binaryCrossEntropy(in.get(0), in.get(1)), d.shares(), d.shares()))
          .put(
              "binaryCrossEntropyWithLogits",
              d ->
                  of(
                      in -> Losses.binaryCrossEntropyWithLogits(in.get(0), in.get(1)),
                      d.scores(),
                      d.shares()))
          .put(
              "hingeLoss",
              d -> {
                Tensor signs = d.from(SIGNS, ROWS, CLASSES);
                return of(in -> Losses.hingeLoss(in.get(0), signs), d.scores());
              })
          .put(
              "focalLoss",
              d -> {
                double gamma = new double[] {0, 0.5, 1, 2, 5}[d.random.nextInt(5)];
                double alpha = new double[] {0, 0.25, 1}[d.random.nextInt(3)];
                return of(
                    in -> Losses.focalLoss(in.get(0), in.get(1), gamma, alpha, Reduce.MEAN),
                    d.scores(),
                    d.from(new double[] {0, 1}, ROWS, CLASSES));
              })
          .put(
              "crossEntropy",
              d -> {
                Tensor classes = d.classes();
                double smoothing = d.random.nextBoolean() ? 0 : 0.1;
                return of(
                    in -> Losses.crossEntropy(in.get(0), classes, smoothing, Reduce.MEAN),
                    d.scores());
              })
          .put(
              "crossEntropySoft",
              d ->
                  of(
                      in -> Losses.crossEntropy(in.get(0), in.get(1), 0.1, Reduce.MEAN),
                      d.scores(),
                      d.shares()))
          .put(
              "nllLoss",
              d -> {
                Tensor classes = d.classes();
                return of(
                    in -> Losses.nllLoss(Activations.logSoftmax(in.get(0), 1), classes),
                    d.scores());
              })
          .put(
              "klDivergence",
              d -> {
                Tensor shares = d.shares();
                return of(in -> Losses.klDivergence(in.get(0), shares), d.logProbabilities());
              })
          .put(
              "cosineSimilarity",
              d ->
                  of(
                      in -> Losses.cosineSimilarity(in.get(0), in.get(1), 1),
                      d.from(VAST, ROWS, CLASSES),
                      d.from(VAST, ROWS, CLASSES)))
          .put(
              "cosineLoss",
              d -> {
                Tensor signs = d.from(SIGNS, ROWS);
                return of(
                    in -> SimilarityLosses.cosineLoss(in.get(0), in.get(1), signs),
                    d.from(VAST, ROWS, CLASSES),
                    d.from(VAST, ROWS, CLASSES));
              })
          .put(
              "tripletLoss",
              d ->
                  of(
                      in -> SimilarityLosses.tripletLoss(in.get(0), in.get(1), in.get(2)),
                      d.vectors(),
                      d.vectors(),
                      d.vectors()))
          .put(
              "ctcLoss",
              d -> {
                Tensor labels = Tensor.of(new int[][] {{1, 2}, {1, 1}});
                Tensor times = Tensor.of(4, 4);
                Tensor lengths = Tensor.of(2, d.random.nextInt(3));
                return of(
                    in ->
                        SequenceLosses.ctcLoss(
                            Activations.logSoftmax(in.get(0), -1), labels, times, lengths),
                    d.from(SCORES, 4, 2, CLASSES));
              })
          .put(
              "weighted",
              d -> {
                Tensor weights = d.from(new double[] {0, 0, 1}, ROWS);
                Tensor classes = d.classes();
                Reduce reduce = d.reduce();
                return of(
                    in ->
                        Losses.weighted(
                            Losses.crossEntropy(in.get(0), classes, 0, Reduce.NONE),
                            weights,
                            reduce),
                    d.scores());
              })
          .buildOrThrow();

  @TestFactory
  List<DynamicTest> lossAndGradientAreFinite() {
    List<DynamicTest> tests = new ArrayList<>();
    LOSSES.forEach(
        (name, drawn) -> {
          for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            tests.add(
                DynamicTest.dynamicTest(name + " " + dtype, () -> assertFinite(drawn, dtype)));
          }
        });
    return tests;
  }

  private static void assertFinite(Drawn drawn, DType dtype) {
    for (int seed = 0; seed < DRAWS; seed++) {
      Loss loss = drawn.draw(new Draw(Seeds.random(seed), dtype));
      Autodiff.ValueAndGrad<List<Tensor>> result =
          Autodiff.valueAndGrad(in -> Reductions.sum(loss.of().apply(in)), loss.inputs());
      assertThat(Double.isFinite(result.value().item()))
          .as("draw %s: the loss is %s at %s", seed, result.value(), loss.inputs())
          .isTrue();
      for (Tensor gradient : result.gradients()) {
        assertThat(Comparisons.all(Comparisons.isFinite(gradient)).toBooleanArray()[0])
            .as("draw %s: the gradient is %s at %s", seed, gradient, loss.inputs())
            .isTrue();
      }
    }
  }

  /** Every class of losses has all its functions here. */
  @Test
  void noLossIsLeftOut() throws java.io.IOException {
    var table = CatalogueTest.table();
    for (String family : List.of("Losses", "SimilarityLosses", "SequenceLosses")) {
      assertThat(table.get(family)).isNotEmpty();
      assertThat(LOSSES.keySet()).containsAll(table.get(family));
    }
  }

  /** The cosine does not depend on how long the vectors are, down to where the formula cuts. */
  @Test
  void theCosineOfVeryLongAndVeryShortVectorsIsRight() {
    double expected = 24.0 / 25;
    for (double scale : new double[] {1, 1e-6, 1e18, 1e30, 3e37}) {
      Tensor a = Tensor.of(3 * scale, 4 * scale).to(DType.FLOAT32);
      Tensor b = Tensor.of(4 * scale, 3 * scale).to(DType.FLOAT32);
      assertThat(Losses.cosineSimilarity(a, b, 0).item())
          .as("scale %s", scale)
          .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-6));
      // By hand: (b / |b| - c a / |a|) / |a| = (0.8 - 0.96 * 0.6, 0.6 - 0.96 * 0.8) / (5 scale).
      double[] gradient =
          Autodiff.grad(x -> Losses.cosineSimilarity(x, b, 0)).apply(a).toDoubleArray();
      assertThat(gradient[0] * scale)
          .isCloseTo(0.224 / 5, org.assertj.core.api.Assertions.within(1e-6));
      assertThat(gradient[1] * scale)
          .isCloseTo(-0.168 / 5, org.assertj.core.api.Assertions.within(1e-6));
    }
    for (double scale : new double[] {1e-150, 1e200, 1e307}) {
      Tensor a = Tensor.of(3 * scale, 4 * scale);
      Tensor b = Tensor.of(4e150, 3e150);
      // Beneath 1e-8 the length is taken for 1e-8.
      double cut = scale < 1e-8 ? 5 * scale / 1e-8 : 1;
      assertThat(Losses.cosineSimilarity(a, b, 0).item() / cut)
          .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-14));
    }
  }

  /** A vector that is stretched to the other's length counts with all its elements. */
  @Test
  void theCosineIsThatOfTheStretchedVectors() {
    assertThat(Losses.cosineSimilarity(Tensor.of(2.0), Tensor.of(3.0, 3, 3), 0).item())
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-15));
    assertThat(Losses.cosineSimilarity(Tensor.scalar(2.0), Tensor.of(3.0, 3, 3), -1).item())
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-15));
  }
}
