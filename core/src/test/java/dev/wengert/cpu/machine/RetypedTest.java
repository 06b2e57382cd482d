package dev.wengert.cpu.machine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wengert.array.DType;
import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A class written for float, made one for double and for int, against twins written by hand. */
class RetypedTest {

  @BeforeEach
  void classesCanBeDefined() {
    assumeTrue(HiddenClasses.isPossible(), "skipped: told not to define classes");
  }

  private static Sample sample(DType dtype) {
    return requireNonNull(
        Retyped.make(MethodHandles.lookup(), FloatSample.class, dtype, Sample.class));
  }

  @Test
  void doublesAreComputedAsDoubles() {
    double[] x = {1.1, -2.7, 1e300, Double.NaN, 0.1};
    double[] expected = new double[x.length + 1];
    long count = 7;
    for (int i = 0; i < x.length; i++) {
      double a = x[i] * 0.3;
      expected[i] = (a + count) + a * x[i] / (i + 1) - 5 + 2;
      count++;
    }
    double sum = 0;
    for (int i = x.length - 1; i >= 0; i--) {
      sum = x[i] < expected[i] ? sum + x[i] : sum * expected[i];
    }
    expected[x.length] = -Math.max(0, sum);
    assertThat((double[]) sample(DType.FLOAT64).run(5, x, 0.3)).isEqualTo(expected);
  }

  @Test
  void integersWrapAroundAndAreCutOff() {
    int[] x = {3, -7, Integer.MAX_VALUE, 1 << 20, 11};
    int[] expected = new int[x.length + 1];
    long count = 7;
    for (int i = 0; i < x.length; i++) {
      int a = (int) (x[i] * 0.3);
      expected[i] = (int) ((double) a + count) + a * x[i] / (i + 1) - 5 + 2;
      count++;
    }
    int sum = 0;
    for (int i = x.length - 1; i >= 0; i--) {
      sum = x[i] < expected[i] ? sum + x[i] : sum * expected[i];
    }
    expected[x.length] = -Math.max(0, sum);
    assertThat((int[]) sample(DType.INT32).run(5, x, 0.3)).isEqualTo(expected);
  }

  @Test
  void eachObjectIsOneOfItsOwn() {
    assertThat(sample(DType.FLOAT64)).isNotSameAs(sample(DType.FLOAT64));
  }
}
