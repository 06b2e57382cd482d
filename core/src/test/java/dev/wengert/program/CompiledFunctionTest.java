package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CompiledFunctionTest {

  /** What goes in: two tensors and a number that is none. */
  private record Given(Tensor x, List<Tensor> more, int power) {}

  /** What comes out: the number once more, and tensors. */
  private record Made(Map<String, Tensor> byName, int power) {}

  private final AtomicInteger runs = new AtomicInteger();

  private Made f(Given given) {
    runs.incrementAndGet();
    Tensor y = given.x().pow(given.power());
    for (Tensor one : given.more()) {
      y = y.plus(one);
    }
    return new Made(ImmutableMap.of("sum", y, "twice", y.times(2)), given.power());
  }

  private static Given given(int power, double... more) {
    Tensor x = Tensor.of(1.5, -2, 3);
    return new Given(x, java.util.Arrays.stream(more).mapToObj(Tensor::scalar).toList(), power);
  }

  private static double[] of(Made made, String name) {
    return Objects.requireNonNull(made.byName().get(name)).toDoubleArray();
  }

  @Test
  void givesWhatTheFunctionGives() {
    CompiledFunction<Given, Made> compiled = CompiledFunction.of(this::f);
    for (Given given : List.of(given(2, 1, 2), given(3, 5, 6), given(2), given(2, 8, 9))) {
      Made found = compiled.apply(given);
      Made expected = f(given);
      assertThat(found.power()).isEqualTo(expected.power());
      assertThat(found.byName().keySet()).containsExactly("sum", "twice");
      assertThat(of(found, "sum")).containsExactly(of(expected, "sum"));
      assertThat(of(found, "twice")).containsExactly(of(expected, "twice"));
    }
    // Three kinds, each recorded once, beside the four runs to compare with.
    assertThat(runs.get()).isEqualTo(3 + 4);
  }

  @Test
  void isTheFunctionItselfWithinADerivative() {
    CompiledFunction<Given, Made> compiled = CompiledFunction.of(this::f);
    Given at = given(3);
    Tensor slope =
        Autodiff.grad(
            (Tensor x) ->
                Objects.requireNonNull(
                        compiled.apply(new Given(x, List.of(), 3)).byName().get("sum"))
                    .get(0),
            at.x());
    assertThat(slope.toDoubleArray()).containsExactly(3 * 1.5 * 1.5, 0, 0);
  }

  @Test
  void whatCannotBeRecordedRunsAsItIs() {
    CompiledFunction<Tensor, Tensor> reading =
        CompiledFunction.of(x -> x.get(0).item() > 0 ? x : x.times(0));
    Tensor x = Tensor.of(1.0, 2);
    assertThatThrownBy(() -> reading.apply(x)).isInstanceOf(RecordingException.class);
    assertThat(reading.orEager().apply(x).toDoubleArray()).containsExactly(1, 2);
    assertThat(reading.orEager().apply(x.unaryMinus()).toDoubleArray()).containsExactly(-0.0, -0.0);
  }

  @Test
  void whatComesRepeatedlyIsRecorded() {
    CompiledFunction<Given, Made> compiled =
        CompiledFunction.<Given, Made>of(this::f).whenRepeated();
    for (int i = 1; i <= 6; i++) {
      Made found = compiled.apply(given(2, i));
      assertThat(of(found, "sum")).containsExactly(2.25 + i, 4 + i, 9 + i);
    }
    // Two as they are, recorded with the second and the third.
    assertThat(runs.get()).isEqualTo(4);
  }

  @Test
  void aProgramOfAStructureTakesItsTensors() {
    Program program = Program.ofStructure(this::f, given(2, 1, 2));
    assertThat(program.inputs()).hasSize(3);
    Given other = given(2, 5, 6);
    assertThat(program.run(Leaves.of(other).tensors()).get(1).toDoubleArray())
        .containsExactly(of(f(other), "twice"));
  }
}
