package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are those of Python's {@code decimal} with 60 digits, rounded to a double. */
class CorrectLogarithmTest {

  @ParameterizedTest
  @CsvSource({
    "0.9999999999999999, -1.1102230246251565e-16",
    "1.0, 0.0",
    "1.0000000000000002, 2.2204460492503128e-16",
    "0.5, -0.6931471805599453",
    "0.7071067811865475, -0.34657359027997275",
    "0.7071067811865476, -0.3465735902799726",
    "1.414213562373095, 0.3465735902799726",
    "1.4142135623730951, 0.3465735902799727",
    "2.0, 0.6931471805599453",
    "2.2250738585072014e-308, -708.3964185322641",
    "1e-300, -690.7755278982137",
    "1.7976931348623157e308, 709.782712893384",
    "0.15084917392450192, -1.8914747895305966",
  })
  void logarithmIsTheNearestDouble(double x, double expected) {
    assertThat(CorrectLogarithm.of(x)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.730519863614471, -0.313998856354816",
    "0.4507340710434795, -0.7968777563063246",
    "0.18437897877866116, -1.6907619723044263",
    "0.022205936692091588, -3.80739560729119",
    "0.9745454810016727, -0.025784090008476198",
    "0.3177525338718118, -1.14648239452482",
  })
  void logarithmIsTheNearestDoubleWhereStrictMathIsOneOff(double x, double expected) {
    assertThat(CorrectLogarithm.of(x)).isEqualTo(expected);
    assertThat(StrictMath.log(x)).isNotEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -1.0, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY})
  void argumentsWithoutSuchALogarithmAreRefused(double x) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CorrectLogarithm.of(x))
        .withMessage("log: not a normal number: " + x);
  }
}
