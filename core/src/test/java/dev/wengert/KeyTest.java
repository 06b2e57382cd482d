package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics are taken of fixed keys; their bounds lie five standard deviations out. */
class KeyTest {

  private static final int N = 100_000;
  private static final Spec MANY = new Spec(DType.FLOAT64, Shape.of(N));

  @Test
  void theSameKeyGivesTheSameNumbers() throws Exception {
    double[] once = Key.of(7).normal(MANY).toDoubleArray();
    assertThat(Key.of(7).normal(MANY).toDoubleArray()).containsExactly(once);
    assertThat(Key.ofBits(Key.of(7).bits()).normal(MANY).toDoubleArray()).containsExactly(once);
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      assertThat(pool.submit(() -> Key.of(7).normal(MANY).toDoubleArray()).get())
          .containsExactly(once);
    }
  }

  /** Key 0 starts with the block of Random123's first known answer. */
  @Test
  void wordsAreThoseOfPhilox() {
    assertThat(Key.of(0).words(2, 2).toIntArray())
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(Key.of(0).words(3).toIntArray()).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c);
  }

  @Test
  void aSeedFillsBothWords() {
    assertThat(Key.of(0x123456789ABCDEF0L).bits().toIntArray())
        .containsExactly(0x9ABCDEF0, 0x12345678);
    assertThat(Key.of(-1).bits().toIntArray()).containsExactly(-1, -1);
    assertThat(Key.of(5)).hasToString("Key[5 0] INT32[2]");
  }

  @Test
  void theShapeChangesNothingButTheShape() {
    double[] flat = Key.of(3).uniform(new Spec(DType.FLOAT64, Shape.of(24))).toDoubleArray();
    Tensor block = Key.of(3).uniform(new Spec(DType.FLOAT64, Shape.of(2, 3, 4)));
    assertThat(block.shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(block.toDoubleArray()).containsExactly(flat);
    assertThat(Key.of(3).uniform(new Spec(DType.FLOAT64, Shape.of(0, 2))).size()).isZero();
    assertThat(Key.of(3).uniform(new Spec(DType.FLOAT64, Shape.SCALAR)).item()).isEqualTo(flat[0]);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void uniformNumbersAreUniform(DType dtype) {
    double[] values = Key.of(11).uniform(MANY.withDType(dtype)).toDoubleArray();
    assertThat(Arrays.stream(values).allMatch(value -> value >= 0 && value < 1)).isTrue();
    assertThat(mean(values)).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / N)));
    assertThat(variance(values)).isCloseTo(1.0 / 12, within(5 * Math.sqrt(1.0 / 180 / N)));
    assertThat(chiSquared(values, 100)).isBetween(99 - 5 * 14.1, 99 + 5 * 14.1);
    assertThat(Math.abs(correlation(values, shifted(values)))).isLessThan(5 / Math.sqrt(N));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void normalNumbersAreNormal(DType dtype) {
    double[] values = Key.of(12).normal(MANY.withDType(dtype)).toDoubleArray();
    assertThat(Arrays.stream(values).allMatch(Double::isFinite)).isTrue();
    assertThat(mean(values)).isCloseTo(0, within(5 / Math.sqrt(N)));
    assertThat(variance(values)).isCloseTo(1, within(5 * Math.sqrt(2.0 / N)));
    double third = 0;
    double fourth = 0;
    for (double value : values) {
      third += Math.pow(value, 3) / N;
      fourth += Math.pow(value, 4) / N;
    }
    assertThat(third).isCloseTo(0, within(5 * Math.sqrt(15.0 / N)));
    assertThat(fourth).isCloseTo(3, within(5 * Math.sqrt(96.0 / N)));
    double[] probabilities = new double[N];
    Arrays.setAll(probabilities, i -> 0.5 * (1 + erf(values[i] / Math.sqrt(2))));
    assertThat(chiSquared(probabilities, 50)).isBetween(49 - 5 * 9.9, 49 + 5 * 9.9);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void truncatedNormalNumbersAreNormalWithinTheBound(DType dtype) {
    double[] values = Key.of(13).truncatedNormal(MANY.withDType(dtype), 2).toDoubleArray();
    assertThat(Arrays.stream(values).allMatch(value -> Math.abs(value) <= 2)).isTrue();
    // Known in closed form: 1 - 2 b phi(b) / (2 Phi(b) - 1) with b = 2.
    assertThat(variance(values)).isCloseTo(0.7737413, within(5 * Math.sqrt(1.0 / N)));
    assertThat(mean(values)).isCloseTo(0, within(5 * Math.sqrt(0.774 / N)));
    double inside = erf(Math.sqrt(2));
    double[] probabilities = new double[N];
    Arrays.setAll(probabilities, i -> 0.5 + 0.5 * erf(values[i] / Math.sqrt(2)) / inside);
    assertThat(chiSquared(probabilities, 50)).isBetween(49 - 5 * 9.9, 49 + 5 * 9.9);
  }

  /** The tails of a wide bound are those of the normal distribution: 2.7e-3 beyond 3. */
  @Test
  void aWideBoundLeavesTheTails() {
    double[] values = Key.of(14).truncatedNormal(MANY, 6).toDoubleArray();
    double beyond = Arrays.stream(values).filter(value -> Math.abs(value) > 3).count() / (double) N;
    assertThat(beyond).isCloseTo(0.0026998, within(5 * Math.sqrt(0.0027 / N)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).truncatedNormal(MANY, 0))
        .withMessage("truncatedNormal: the bound is not positive: 0.0; 2 is usual");
  }

  @Test
  void aPermutationHoldsEachNumberOnceInAnyOrder() {
    int n = 1000;
    int[] first = Key.of(15).permutation(n).toIntArray();
    assertThat(first).containsExactlyInAnyOrder(java.util.stream.IntStream.range(0, n).toArray());
    assertThat(Key.of(15).permutation(n).toIntArray()).isEqualTo(first);
    assertThat(Key.of(16).permutation(n).toIntArray()).isNotEqualTo(first);
    assertThat(Key.of(1).permutation(0).size()).isZero();
    // Each of the six orders of three has its share.
    int[] counts = new int[6];
    for (int i = 0; i < 6000; i++) {
      int[] order = Key.of(17).fold(i).permutation(3).toIntArray();
      counts[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(1000 - 5 * 29, 1000 + 5 * 29);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Permutation().apply(Tensor.of(1.0)))
        .withMessage("permutation: the words are FLOAT64[1]; give an INT32 tensor [n]");
  }

  /** Abramowitz and Stegun 7.1.26, right to 1.5e-7. */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double polynomial =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return Math.signum(x) * (1 - polynomial * Math.exp(-x * x));
  }

  @Test
  void truthValuesAreTrueWithTheirProbability() {
    for (double probability : new double[] {0, 0.1, 0.86, 1}) {
      boolean[] values = Key.of(13).bernoulli(probability, Shape.of(N)).toBooleanArray();
      int count = 0;
      for (boolean value : values) {
        count += value ? 1 : 0;
      }
      double sigma = Math.sqrt(N * probability * (1 - probability));
      assertThat((double) count).isCloseTo(N * probability, within(5 * sigma));
    }
  }

  @Test
  void foldedKeysAreIndependentOfTheirParentAndOfEachOther() {
    Key key = Key.of(14);
    double[][] draws = {
      key.uniform(MANY).toDoubleArray(),
      key.fold(0).uniform(MANY).toDoubleArray(),
      key.fold(1).uniform(MANY).toDoubleArray(),
      key.fold(-1).uniform(MANY).toDoubleArray(),
      key.fold("mask").uniform(MANY).toDoubleArray(),
      key.fold("masks").uniform(MANY).toDoubleArray(),
      key.fold(0).fold(0).uniform(MANY).toDoubleArray(),
      Key.of(15).uniform(MANY).toDoubleArray(),
      key.normal(MANY).toDoubleArray(),
      key.fold(0).normal(MANY).toDoubleArray(),
    };
    for (int i = 0; i < draws.length; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(Math.abs(correlation(draws[i], draws[j])))
            .as("draws %s and %s", i, j)
            .isLessThan(5 / Math.sqrt(N));
      }
    }
  }

  /**
   * Box and Muller's radius tells their first uniform numbers; none of those is drawn elsewhere.
   */
  @Test
  void aNormalDrawSharesNoNumbersWithAFoldedKey() {
    Key key = Key.of(16);
    double[] normal = key.normal(MANY).toDoubleArray();
    double[] squares = new double[N];
    Arrays.setAll(squares, i -> normal[i] * normal[i]);
    for (Key other : new Key[] {key, key.fold(0), key.fold(1), key.fold(2)}) {
      double[] uniform = other.uniform(MANY).toDoubleArray();
      double[] radii = new double[N];
      Arrays.setAll(radii, i -> -2 * Math.log1p(-uniform[i]));
      assertThat(Math.abs(correlation(squares, radii))).isLessThan(5 / Math.sqrt(N));
    }
  }

  @Test
  void foldsDiffer() {
    Set<String> seen = new HashSet<>();
    for (Key key : Key.of(1).split(1000)) {
      seen.add(key.toString());
    }
    assertThat(seen).hasSize(1000);
    assertThat(Key.of(1).split(3)[2].bits().toIntArray())
        .containsExactly(Key.of(1).fold(2).bits().toIntArray());
    assertThat(Key.of(1).fold(Tensor.scalar(2)).bits().toIntArray())
        .containsExactly(Key.of(1).fold(2).bits().toIntArray());
    assertThat(Key.of(1).split(0)).isEmpty();
  }

  @Test
  void foldsByNameDifferAndRepeat() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(Key.of(1).fold(String.format("layer.%03d.weight", i)).toString());
      seen.add(Key.of(1).fold(i).toString());
    }
    assertThat(seen).hasSize(2000);
    assertThat(Key.of(1).fold("bias")).hasToString(Key.of(1).fold("bias").toString());
    assertThat(Key.of(2).fold("bias").toString()).isNotEqualTo(Key.of(1).fold("bias").toString());
  }

  @Test
  void refusesBitsThatAreNoKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.ofBits(Tensor.of(1, 2, 3)))
        .withMessage("key: its bits are INT32[3]; give an INT32 tensor [2]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesWhatIsNoProbability(double probability) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).bernoulli(probability, Shape.of(2)))
        .withMessage("bernoulli: not a probability: %s; give a number from 0 to 1", probability);
  }

  @Test
  void refusesToDrawFractionsAsWholeNumbers() {
    Spec whole = new Spec(DType.INT32, Shape.of(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).uniform(whole))
        .withMessage(
            "uniform: the dtype is not floating: INT32; draw FLOAT32 or FLOAT64 and convert");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).normal(whole))
        .withMessageStartingWith("normal: the dtype is not floating: INT32");
  }

  @Test
  void refusesAStreamThatIsNoWholeNumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).fold(Tensor.scalar(1.0)))
        .withMessage("random: the stream is FLOAT64[]; give an INT32 scalar");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).fold(Tensor.of(1, 2)))
        .withMessage("random: the stream is INT32[2]; give an INT32 scalar");
  }

  @Test
  void refusesToSplitIntoLessThanNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of(1).split(-1))
        .withMessage("split: the number of keys is negative: -1; give 0 or more");
  }

  @Test
  void refusesToDrawTruthValuesFromBits() {
    Spec truths = new Spec(DType.BOOL, Shape.of(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomDraw(truths, 0).apply(Key.of(1).bits(), Tensor.scalar(0)))
        .withMessage(
            "random: cannot draw BOOL from a key of INT32[2]; a key is INT32[2], and truth values"
                + " take a probability from 0 to 1");
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / Math.sqrt(variance(a) * variance(b));
  }

  private static double[] shifted(double[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[(i + 1) % values.length]);
    return result;
  }

  /** The statistic of Pearson's test: about bins - 1, its deviation about sqrt(2 (bins - 1)). */
  private static double chiSquared(double[] values, int bins) {
    int[] counts = new int[bins];
    for (double value : values) {
      counts[Math.min(bins - 1, (int) (value * bins))]++;
    }
    double expected = (double) values.length / bins;
    double statistic = 0;
    for (int count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    return statistic;
  }

  @Test
  void sidesMayStandForAShape() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(3, 4));
    Key key = Key.of(3);
    assertThat(key.normal(DType.FLOAT32, 3, 4).toFloatArray())
        .isEqualTo(key.normal(spec).toFloatArray());
    assertThat(key.uniform(DType.FLOAT32, 3, 4).toFloatArray())
        .isEqualTo(key.uniform(spec).toFloatArray());
    assertThat(key.normal(DType.FLOAT64).rank()).isEqualTo(0);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> key.normal(DType.INT32, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
