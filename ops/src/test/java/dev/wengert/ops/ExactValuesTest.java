package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a result is a whole number, or a number that the format has, it is that number. */
class ExactValuesTest {

  @Test
  void logarithmsOfPowersOfTwoAreTheirExponents() {
    double[] n = range(Double.MIN_EXPONENT - 52, Double.MAX_EXPONENT);
    double[] powers = Arrays.stream(n).map(k -> Math.scalb(1.0, (int) k)).toArray();
    assertThat(Elementary.log2(Tensor.of(powers)).toDoubleArray()).containsExactly(n);
    float[] single = new float[277];
    float[] exponents = new float[277];
    for (int i = 0; i < single.length; i++) {
      exponents[i] = i - 149;
      single[i] = Math.scalb(1f, i - 149);
    }
    assertThat(Elementary.log2(Tensor.of(single)).toFloatArray()).containsExactly(exponents);
  }

  /** Also of the numbers nearest to those powers that are no doubles, as in Python and NumPy. */
  @Test
  void logarithmsOfPowersOfTenAreTheirExponents() {
    double[] n = range(-307, 308);
    double[] powers = Arrays.stream(n).map(k -> Double.parseDouble("1e" + (int) k)).toArray();
    assertThat(Elementary.log10(Tensor.of(powers)).toDoubleArray()).containsExactly(n);
    float[] single = new float[76];
    float[] exponents = new float[76];
    for (int i = 0; i < single.length; i++) {
      exponents[i] = i - 37;
      single[i] = Float.parseFloat("1e" + (i - 37));
    }
    assertThat(Elementary.log10(Tensor.of(single)).toFloatArray()).containsExactly(exponents);
  }

  @Test
  void powersThatTheFormatHasAreExact() {
    double[] n = range(Double.MIN_EXPONENT - 52, Double.MAX_EXPONENT);
    double[] powers = Arrays.stream(n).map(k -> Math.scalb(1.0, (int) k)).toArray();
    assertThat(Tensor.scalar(2.0).pow(Tensor.of(n)).toDoubleArray()).containsExactly(powers);
    List<Double> bases = new ArrayList<>();
    List<Double> exponents = new ArrayList<>();
    List<Double> exact = new ArrayList<>();
    for (int base = 2; base < 2000; base++) {
      for (int exponent = 1; exponent < 53; exponent++) {
        BigInteger power = BigInteger.valueOf(base).pow(exponent);
        if (power.bitLength() - power.getLowestSetBit() > 53) {
          break;
        }
        bases.add((double) base);
        exponents.add((double) exponent);
        exact.add(power.doubleValue());
      }
    }
    assertThat(exact).hasSizeGreaterThan(8000);
    assertThat(of(bases).pow(of(exponents)).toDoubleArray()).containsExactly(array(exact));
  }

  @Test
  void rootsOfSquaresAreExact() {
    double[] roots = range(0, 1 << 14);
    Tensor squares = Tensor.of(Arrays.stream(roots).map(x -> x * x).toArray());
    assertThat(Elementary.sqrt(squares).toDoubleArray()).containsExactly(roots);
    assertThat(squares.pow(0.5).toDoubleArray()).containsExactly(roots);
    assertThat(Elementary.square(Tensor.of(roots)).pow(-0.5).times(Tensor.of(roots)).get(1).item())
        .isEqualTo(1);
  }

  @Test
  void exponentialsAndLogarithmsOfOneAndZeroAreExact() {
    Tensor one = Tensor.of(1.0);
    Tensor zero = Tensor.of(0.0);
    for (Tensor y :
        List.of(
            Elementary.exp(zero),
            Elementary.cosh(zero),
            Elementary.cos(zero),
            Elementary.rsqrt(one))) {
      assertThat(y.item()).isEqualTo(1);
    }
    for (Tensor y :
        List.of(
            Elementary.expm1(zero),
            Elementary.log(one),
            Elementary.log2(one),
            Elementary.log10(one),
            Elementary.log1p(zero),
            Elementary.sinh(zero),
            Elementary.asinh(zero),
            Elementary.acosh(one),
            Elementary.acos(one))) {
      assertThat(y.item()).isZero();
    }
  }

  private static double[] range(int from, int to) {
    double[] range = new double[to - from + 1];
    Arrays.setAll(range, i -> from + i);
    return range;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Tensor of(List<Double> values) {
    return Tensor.of(array(values));
  }
}
