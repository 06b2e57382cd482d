package elsewhere;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.ControlFlow;
import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

/** Which line is named where somebody reads a value that is not there. */
class ValuesReadTest {

  @Test
  void theLineThatReadsAValueInALoopIsNamed() {
    assertThatThrownBy(
            () ->
                ControlFlow.scan(
                    (Tensor c, Tensor row) -> new ControlFlow.Step<>(row.item() > 0 ? c : row, row),
                    Tensor.scalar(0.0),
                    Tensor.of(1.0, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "item: a value is read in a function of scan, which is written down once and has none:"
                + " FLOAT64\\[\\] at elsewhere\\.ValuesReadTest.*\\(ValuesReadTest.java:\\d+\\);"
                + " choose between tensors by where\\(condition, a, b\\), or between computations"
                + " by ControlFlow.cond, and read values of what scan returns");
  }

  @Test
  void theLineThatReadsAValueInAMappedFunctionIsNamed() {
    assertThatThrownBy(() -> Autodiff.vmap(e -> e.item() > 0 ? e : e.times(2), Tensor.of(1.0, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "item: a value is read inside a mapped function, where there are 2 of them: FLOAT64[]"
                + " at elsewhere.ValuesReadTest.")
        .hasMessageContaining("(ValuesReadTest.java:");
  }
}
