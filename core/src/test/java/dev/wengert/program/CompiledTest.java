package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a compiled function runs as it is, and when by a program. */
class CompiledTest {

  /** Whether each call so far ran the function on numbers; false where it was recorded. */
  private final List<Boolean> calls = new ArrayList<>();

  private double factor = 2;

  private List<Tensor> scaled(List<Tensor> inputs) {
    calls.add(!inputs.get(0).isTraced());
    return List.of(inputs.get(0).times(factor));
  }

  private final Compiled repeated = Program.compile(this::scaled).whenRepeated();

  private double[] run(int n) {
    return repeated.apply(List.of(Tensor.full(Bodies.spec(n), 3))).get(0).toDoubleArray();
  }

  @Test
  void aProgramServesWhereArgumentsComeForTheThirdTime() {
    for (int i = 0; i < 5; i++) {
      assertThat(run(2)).containsExactly(6, 6);
    }
    assertThat(calls).containsExactly(true, false, true, false);
    run(3);
    assertThat(calls).hasSize(5).endsWith(true);
    assertThat(repeated.program(Bodies.spec(2))).isNotNull();
  }

  /** What is no tensor and changes is seen, and no program serves. */
  @Test
  void aFunctionThatIsAnotherEachTimeRunsAsItIs() {
    for (int i = 0; i < 6; i++) {
      factor = i;
      assertThat(run(2)).containsExactly(3 * i, 3 * i);
    }
    assertThat(calls).containsExactly(true, false, true, false, true, true, true, true);
  }

  @Test
  void whatCannotBeRecordedRunsAsItIs() {
    Compiled reading =
        Program.compile(in -> List.of(in.get(0).times(in.get(0).item()))).whenRepeated();
    for (int i = 0; i < 4; i++) {
      assertThat(reading.apply(List.of(Tensor.scalar(3.0))).get(0).item()).isEqualTo(9);
    }
  }

  /** It takes the elements of a tensor that has none while it is recorded. */
  @Test
  void whatThrowsOnlyWhileItIsRecordedRunsAsItIs() {
    Compiled reading =
        Program.compile(in -> List.of(Tensor.wrap(in.get(0).buffer().copy()))).whenRepeated();
    for (int i = 0; i < 4; i++) {
      assertThat(reading.apply(List.of(Tensor.scalar(3.0))).get(0).item()).isEqualTo(3);
    }
  }

  /** Shapes without end neither take memory without end nor push out those that serve. */
  @Test
  void theFirstKindsOfArgumentsKeepTheirPrograms() {
    for (int n = 1; n <= 2 * Compiled.KEPT; n++) {
      for (int i = 0; i < 4; i++) {
        run(n);
      }
    }
    calls.clear();
    for (int n = 1; n <= 2 * Compiled.KEPT; n++) {
      run(n);
    }
    assertThat(calls).hasSize(Compiled.KEPT).containsOnly(true);
  }
}
