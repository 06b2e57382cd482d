package dev.wengert.ops;

import static dev.wengert.ops.Operators.div;
import static dev.wengert.ops.Operators.minus;
import static dev.wengert.ops.Operators.plus;
import static dev.wengert.ops.Operators.pow;
import static dev.wengert.ops.Operators.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class OperatorsTest {

  @Test
  void theNumberIsOnTheLeft() {
    Tensor x = Tensor.of(0.5, -2.0, 4.0);
    assertThat(plus(1, x).toDoubleArray()).containsExactly(1.5, -1.0, 5.0);
    assertThat(minus(1, x).toDoubleArray()).containsExactly(0.5, 3.0, -3.0);
    assertThat(times(3, x).toDoubleArray()).containsExactly(1.5, -6.0, 12.0);
    assertThat(div(1, x).toDoubleArray()).containsExactly(2.0, -0.5, 0.25);
    assertThat(pow(4, x).toDoubleArray()).containsExactly(2.0, 0.0625, 256.0);
  }

  @Test
  void itTakesTheDtypeOfTheTensor() {
    assertThat(minus(1, Tensor.of(0.25f)).toFloatArray()).containsExactly(0.75f);
    assertThat(div(7, Tensor.of(2, -2)).toIntArray()).containsExactly(3, -3);
    assertThatThrownBy(() -> minus(0.5, Tensor.of(1)))
        .hasMessageStartingWith("minus: the number 0.5 does not fit the dtype INT32");
  }
}
