package dev.wengert.gradcheck.assertj;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatGradients;
import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientAssertionsTest {

  private static Report square(double factor) {
    return GradCheck.of(in -> in.get(0).times(in.get(0)))
        .pullback((in, out, d) -> List.of(in.get(0).times(d).times(factor)))
        .input("x", Tensor.of(1.0, -2, 3))
        .run();
  }

  @Test
  void rightGradientsPass() {
    assertThatGradients(square(2))
        .areCorrect()
        .haveVerdict(Verdict.PASS)
        .haveVerdict("x", Verdict.PASS)
        .resolve("x", 1e-8);
  }

  @Test
  void wrongGradientsFailWithTheReport() {
    assertThatThrownBy(() -> assertThatGradients(square(1)).areCorrect())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected right gradients, but:")
        .hasMessageContaining("WRONG  d out / d x   worst at [");
    assertThatGradients(square(1)).hint("x", "a lost factor 2");
    assertThatThrownBy(() -> assertThatGradients(square(1)).hint("x", "transpose"))
        .hasMessageContaining("Expected a hint with <transpose> about x");
    assertThatThrownBy(() -> assertThatGradients(square(1)).haveVerdict("x", Verdict.VACUOUS))
        .hasMessageContaining("Expected the verdict VACUOUS on x");
    assertThatThrownBy(() -> assertThatGradients(square(2)).resolve("x", 1e-13))
        .hasMessageContaining("the resolution is 1.");
  }

  @Test
  void tensorsAreComparedWithinTolerance() {
    Tensor x = Tensor.of(1.0, 2, Double.NaN);
    assertThatTensor(x)
        .hasShape(3)
        .hasDType(DType.FLOAT64)
        .isIdenticalTo(Tensor.of(1.0, 2, Double.NaN))
        .isCloseTo(Tensor.of(1.0, 2.05, Double.NaN), 0.1)
        .isRelativelyCloseTo(Tensor.of(1.0, 2.05, Double.NaN), 0.03);
    assertThatThrownBy(() -> assertThatTensor(x).isCloseTo(Tensor.of(1.0, 2.2, 3), 0.1))
        .hasMessageContaining("2 of 3 elements differ, the worst at flat index 2: NaN instead of");
    assertThatThrownBy(() -> assertThatTensor(x).isIdenticalTo(Tensor.of(1.0, 2)))
        .hasMessageContaining("Expected FLOAT64[2], but it is FLOAT64[3]");
    assertThatThrownBy(() -> assertThatTensor(Tensor.of(0.0)).isIdenticalTo(Tensor.of(-0.0)))
        .hasMessageContaining("1 of 1 elements differ");
    assertThatThrownBy(() -> assertThatTensor(x).hasShape(1, 3))
        .hasMessageContaining("Expected the shape [1, 3], but it is [3]");
  }

  @Test
  void anInfinityIsCloseToItselfOnly() {
    double infinity = Double.POSITIVE_INFINITY;
    Tensor expected = Tensor.of(infinity, -infinity);
    assertThatTensor(expected)
        .isIdenticalTo(expected)
        .isCloseTo(expected, 0.1)
        .isRelativelyCloseTo(expected, 0.1);
    for (double other : new double[] {5, -infinity, Double.NaN}) {
      Tensor found = Tensor.of(other, -infinity);
      assertThatThrownBy(() -> assertThatTensor(found).isIdenticalTo(expected))
          .hasMessageContaining("1 of 2 elements differ, the worst at flat index 0: " + other);
      assertThatThrownBy(() -> assertThatTensor(found).isCloseTo(expected, 0.1))
          .hasMessageContaining("1 of 2 elements differ, the worst at flat index 0: " + other);
      assertThatThrownBy(() -> assertThatTensor(found).isRelativelyCloseTo(expected, 0.1))
          .hasMessageContaining("1 of 2 elements differ, the worst at flat index 0: " + other);
    }
  }

  @Test
  void aToleranceIsANumberFromZeroOn() {
    Tensor x = Tensor.of(1.0);
    assertThatThrownBy(() -> assertThatTensor(x).isCloseTo(Tensor.of(7.0), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("isCloseTo: not a tolerance: NaN; give a finite number, 0 or more");
    assertThatThrownBy(() -> assertThatTensor(x).isRelativelyCloseTo(x, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("isRelativelyCloseTo: not a tolerance: -1.0; give a finite number, 0 or more");
  }
}
