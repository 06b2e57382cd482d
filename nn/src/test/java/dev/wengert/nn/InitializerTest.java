package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Creation;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {

  private static final Spec WEIGHT = new Spec(DType.FLOAT64, Shape.of(300, 100));

  /** Inputs 20 * 6 = 120, outputs 50 * 6 = 300. */
  private static final Spec WINDOW = new Spec(DType.FLOAT64, Shape.of(50, 20, 2, 3));

  /**
   * The standard deviations of a mean of n draws and of their variance are sigma / sqrt(n) and, at
   * most, sigma^2 sqrt(2 / n); five of them are allowed.
   */
  private static void assertMoments(double[] values, double variance) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double measured = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (n - 1);
    assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(variance / n)));
    assertThat(measured).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / n)));
  }

  /** The variances for fans of 100 and 300, and for 120 and 300. */
  static Stream<Arguments> scaledDraws() {
    return Stream.of(
        arguments("he", Initializer.he(), 2 / 100.0, 2 / 120.0),
        arguments("xavier", Initializer.xavier(), 2 / 400.0, 2 / 420.0),
        arguments("leCun", Initializer.leCun(), 1 / 100.0, 1 / 120.0),
        arguments("heUniform", Initializer.heUniform(), 2 / 100.0, 2 / 120.0),
        arguments("xavierUniform", Initializer.xavierUniform(), 2 / 400.0, 2 / 420.0),
        arguments("leCunUniform", Initializer.leCunUniform(), 1 / 100.0, 1 / 120.0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scaledDraws")
  void meanVarianceAndBoundsAreThoseOfTheSource(
      String name, Initializer initializer, double matrixVariance, double windowVariance) {
    double[] matrix = initializer.draw(Key.of(3), WEIGHT).toDoubleArray();
    assertMoments(matrix, matrixVariance);
    assertMoments(initializer.draw(Key.of(4), WINDOW).toDoubleArray(), windowVariance);
    double farthest = Arrays.stream(matrix).map(Math::abs).max().orElseThrow();
    double bound = Math.sqrt(3 * matrixVariance);
    if (name.endsWith("Uniform")) {
      // Of 30,000 draws the farthest is missing by more than 1e-3 with probability e^-30.
      assertThat(farthest).isBetween(bound * (1 - 1e-3), bound);
    } else {
      assertThat(farthest).isGreaterThan(2 * bound);
    }
  }

  @Test
  void plainDrawsHaveTheirScale() {
    assertMoments(Initializer.normal(0.02).draw(Key.of(5), WEIGHT).toDoubleArray(), 4e-4);
    double[] uniform = Initializer.uniform(0.3).draw(Key.of(6), WEIGHT).toDoubleArray();
    assertMoments(uniform, 0.03);
    assertThat(Arrays.stream(uniform).map(Math::abs).max().orElseThrow()).isBetween(0.2997, 0.3);
    double[] cut = Initializer.truncatedNormal(0.02).draw(Key.of(7), WEIGHT).toDoubleArray();
    // 1 - 4 p(2) / (2 P(2) - 1), p and P of the standard normal: 0.7737413, whose root is 0.87963.
    assertMoments(cut, 4e-4 * 0.7737413);
    assertThat(Arrays.stream(cut).map(Math::abs).max().orElseThrow()).isBetween(0.0399, 0.04);
    assertThat(Initializer.constant(2.5).draw(Key.of(1), WEIGHT).toDoubleArray())
        .hasSize(30_000)
        .containsOnly(2.5);
    assertThat(Initializer.zeros().draw(Key.of(1), WEIGHT).toDoubleArray()).containsOnly(0);
    assertThat(Initializer.ones().draw(Key.of(1), WEIGHT).toDoubleArray()).containsOnly(1);
  }

  @ParameterizedTest
  @CsvSource({"40,40,1", "40,17,1", "17,40,2.5", "1,6,1", "6,1,1", "64,256,1.4142135623730951"})
  void rowsOrColumnsAreOrthogonal(int rows, int columns, double gain) {
    Spec spec = new Spec(DType.FLOAT64, Shape.of(rows, columns));
    Tensor w = Initializer.orthogonal(gain).draw(Key.of(8), spec);
    boolean tall = rows > columns;
    Tensor gram = MatMul.of(w, w, tall, !tall);
    Tensor expected = Creation.eye(DType.FLOAT64, Math.min(rows, columns)).times(gain * gain);
    assertThat(largest(gram.minus(expected))).isLessThan(4e-15 * gain * gain);
  }

  @Test
  void anyShapeIsReadAsAMatrix() {
    Tensor window = Initializer.orthogonal().draw(Key.of(9), WINDOW);
    assertThat(window.shape()).isEqualTo(WINDOW.shape());
    Tensor w = window.reshape(50, 120);
    assertThat(largest(MatMul.of(w, w, false, true).minus(Creation.eye(DType.FLOAT64, 50))))
        .isLessThan(4e-15);
    double[] vector =
        Initializer.orthogonal()
            .draw(Key.of(9), new Spec(DType.FLOAT64, Shape.of(5)))
            .toDoubleArray();
    assertThat(Arrays.stream(vector).map(v -> v * v).sum()).isCloseTo(1, within(1e-15));
    assertThat(
            Initializer.orthogonal()
                .draw(Key.of(9), new Spec(DType.FLOAT32, Shape.of(0, 5)))
                .spec())
        .isEqualTo(new Spec(DType.FLOAT32, Shape.of(0, 5)));
  }

  private static double largest(Tensor x) {
    return Arrays.stream(x.toDoubleArray()).map(Math::abs).max().orElseThrow();
  }

  /** The mean of an orthogonal matrix's element over all rotations is 0, that of its square 1/n. */
  @Test
  void allDirectionsAreEquallyLikely() {
    Spec spec = new Spec(DType.FLOAT64, Shape.of(3, 3));
    double[] sums = new double[9];
    double[] squares = new double[9];
    int draws = 2000;
    for (int i = 0; i < draws; i++) {
      double[] w = Initializer.orthogonal().draw(Key.of(100 + i), spec).toDoubleArray();
      for (int k = 0; k < 9; k++) {
        sums[k] += w[k] / draws;
        squares[k] += w[k] * w[k] / draws;
      }
    }
    // Deviations of the two means: sqrt(1 / 3 / 2000) = 0.013 and sqrt(4 / 45 / 2000) = 0.0067.
    for (int k = 0; k < 9; k++) {
      assertThat(sums[k]).isCloseTo(0, within(5 * 0.013));
      assertThat(squares[k]).isCloseTo(1 / 3.0, within(5 * 0.0067));
    }
  }

  @Test
  void partsAreDrawnAsMatricesOfTheirOwn() {
    Initializer initializer = Initializer.parts(3, Initializer.xavierUniform());
    double[] values = initializer.draw(Key.of(10), WEIGHT).toDoubleArray();
    double bound = Math.sqrt(6.0 / (100 + 100));
    for (int part = 0; part < 3; part++) {
      double[] one = Arrays.copyOfRange(values, part * 10_000, (part + 1) * 10_000);
      assertMoments(one, bound * bound / 3);
      assertThat(one)
          .isEqualTo(
              Initializer.xavierUniform()
                  .draw(Key.of(10).fold(part), WEIGHT.withShape(Shape.of(100, 100)))
                  .toDoubleArray());
    }
  }

  /** Where few numbers of the dtype lie between 0 and the bound, many are rounded to it. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1.1e-44, 1.0e-44, 3e-45, 0.02, 0.1, 1.7e38})
  void noneIsRoundedPastItsBound(double scale) {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(200, 100));
    for (double drawn : Initializer.truncatedNormal(scale).draw(Key.of(3), spec).toDoubleArray()) {
      if (Math.abs(drawn) > 2 * scale) {
        assertThat(Math.abs(drawn)).isLessThanOrEqualTo(2 * scale);
      }
    }
    for (double drawn : Initializer.uniform(scale).draw(Key.of(4), spec).toDoubleArray()) {
      if (scale > 0 && !(drawn >= -scale && drawn < scale)) {
        assertThat(drawn).isBetween(-scale, Math.nextDown(scale));
      }
    }
  }

  @Test
  void theKeyDecides() {
    for (Initializer initializer :
        new Initializer[] {
          Initializer.heUniform(), Initializer.orthogonal(), Initializer.truncatedNormal(1)
        }) {
      double[] first = initializer.draw(Key.of(11), WEIGHT).toDoubleArray();
      assertThat(initializer.draw(Key.of(11), WEIGHT).toDoubleArray()).isEqualTo(first);
      assertThat(initializer.draw(Key.of(12), WEIGHT).toDoubleArray()).isNotEqualTo(first);
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Initializer.normal(-1))
        .hasMessage("normal: not a standard deviation: -1.0; give a finite number, 0 or more");
    assertThatThrownBy(() -> Initializer.uniform(Double.NaN))
        .hasMessage("uniform: not a bound: NaN; give a finite number, 0 or more");
    assertThatThrownBy(() -> Initializer.orthogonal(Double.POSITIVE_INFINITY))
        .hasMessage("orthogonal: not a gain: Infinity; give a finite number, 0 or more");
    assertThatThrownBy(() -> Initializer.parts(0, Initializer.he()))
        .hasMessage("parts: the number of parts is not positive: 0; give 1 or more");
    assertThatThrownBy(() -> Initializer.parts(7, Initializer.he()).draw(Key.of(1), WEIGHT))
        .hasMessage("parts: 7 do not divide the first side of [300, 100]; give a divisor");
  }
}
