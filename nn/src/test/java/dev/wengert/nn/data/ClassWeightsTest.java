package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Creation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {

  /** The example of scikit-learn's compute_class_weight, its classes turned round. */
  @Test
  void areScikitLearnsBalancedOnes() {
    Tensor y = Tensor.of(1, 1, 1, 1, 0, 0);
    assertThat(ClassWeights.balanced(y).toDoubleArray()).containsExactly(1.5, 0.75);
    assertThat(ClassWeights.perExample(y).toDoubleArray())
        .containsExactly(0.75, 0.75, 0.75, 0.75, 1.5, 1.5);
    for (Tensor form :
        List.of(
            y.reshape(6, 1),
            y.to(DType.BOOL),
            y.to(DType.FLOAT32),
            Creation.oneHot(y, 2, DType.FLOAT32))) {
      assertThat(ClassWeights.balanced(form).toDoubleArray()).containsExactly(1.5, 0.75);
    }
  }

  @Test
  void refusesWhatHasNoWeight() {
    assertThatThrownBy(() -> ClassWeights.balanced(Tensor.of(0, 2)))
        .hasMessage("classWeights: class 1 of 0 to 2 has no example; leave no number out");
    // A label that is an identifier makes no room for as many classes.
    assertThatThrownBy(() -> ClassWeights.balanced(Tensor.of(0, Integer.MAX_VALUE, 1)))
        .hasMessage("classWeights: class 2 of 0 to 2147483647 has no example; leave no number out");
    assertThatThrownBy(() -> ClassWeights.balanced(Tensor.of(0, -1)))
        .hasMessage("classWeights: a label is -1; give classes from 0 on");
    assertThatThrownBy(() -> ClassWeights.balanced(Tensor.of(0.5, 1)))
        .hasMessage(
            "classWeights: the targets are no classes: they are FLOAT64[2]; give INT32, BOOL, or"
                + " floating 0 and 1, [n] or [n, 1], or one-hot [n, C]");
  }
}
