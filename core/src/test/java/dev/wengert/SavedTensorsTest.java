package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a tape holds, and what becomes of it. */
class SavedTensorsTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = Seeds.random(1516);

  /** The gradients of a loss on a tape with respect to w and v. */
  private static List<Tensor> gradients(Tape tape, Tensor x, Tensor w, Tensor v) {
    Tensor first = tape.watch(w);
    Tensor second = tape.watch(v);
    Tensor h = TANH.apply(x.matmul(first));
    Tensor scanned =
        ControlFlow.<Tensor, Tensor, Tensor>scan(
                (c, row) -> new ControlFlow.Step<>(TANH.apply(c.times(row).plus(second)), c),
                second,
                h)
            .carry();
    Tensor loss =
        Samples.sum(Autodiff.checkpoint(in -> TANH.apply(in.get(0)), scanned).pow(2))
            .plus(Samples.sum(h.get(Index.at(0)).times(second)));
    Gradients found = tape.gradients(loss);
    return List.of(found.of(first), found.of(second));
  }

  @Test
  void whatComesBackAsItWasGivesTheSameGradients() {
    Tensor x = Samples.normal(random, 4, 3);
    Tensor w = Samples.normal(random, 3, 2);
    Tensor v = Samples.normal(random, 2);
    List<Tensor> saved = new ArrayList<>();
    Tape tape =
        new Tape(
            one -> {
              saved.add(one);
              return () -> one;
            });
    List<Tensor> found = gradients(tape, x, w, v);
    List<Tensor> expected = gradients(new Tape(), x, w, v);
    for (int i = 0; i < 2; i++) {
      assertThat(found.get(i).toDoubleArray()).isEqualTo(expected.get(i).toDoubleArray());
    }
    // The data is held for the weights' gradient, and the weights for nobody's.
    assertThat(saved).anyMatch(one -> Arrays.equals(one.toDoubleArray(), x.toDoubleArray()));
    assertThat(saved).noneMatch(one -> Arrays.equals(one.toDoubleArray(), w.toDoubleArray()));
  }

  @Test
  void halfPrecisionIsNearAndHalfAsLarge() {
    Tensor x = Samples.normal(random, 4, 3).to(DType.FLOAT32);
    Tensor w = Samples.normal(random, 3, 2).to(DType.FLOAT32);
    Tensor v = Samples.normal(random, 2).to(DType.FLOAT32);
    List<Tensor> found = gradients(new Tape(SavedTensors.inFloat16()), x, w, v);
    List<Tensor> expected = gradients(new Tape(), x, w, v);
    boolean isSame = true;
    for (int i = 0; i < 2; i++) {
      double[] one = found.get(i).to(DType.FLOAT64).toDoubleArray();
      double[] two = expected.get(i).to(DType.FLOAT64).toDoubleArray();
      assertThat(one).containsExactly(two, within(0.02));
      isSame &= Arrays.equals(one, two);
    }
    assertThat(isSame).isFalse();
    SavedTensors half = SavedTensors.inFloat16();
    Tensor numbers = Tensor.of(1f, 0.1f, 65504, 1e6f, -1e-9f);
    assertThat(half.save(numbers).restore().toFloatArray())
        .containsExactly(1, 0.099975586f, 65504, Float.POSITIVE_INFINITY, -0.0f);
    assertThat(half.save(numbers)).isSameAs(half.save(numbers));
    Tensor whole = Tensor.of(1, 2);
    assertThat(half.save(whole).restore()).isSameAs(whole);
  }

  @Test
  void higherDerivativesGoThroughWhatIsSaved() {
    Tensor x = Samples.normal(random, 3);
    Tape outer = new Tape();
    Tensor watched = outer.watch(x);
    Tape inner = new Tape(one -> () -> one);
    Tensor again = inner.watch(watched);
    Tensor slope = inner.gradients(Samples.sum(again.pow(3))).of(again);
    Tensor second = outer.gradients(Samples.sum(slope)).of(watched);
    Samples.assertClose(second, x.times(6), 1e-13);
  }

  @Test
  void refusesWhatComesBackAsSomethingElse() {
    Tape tape = new Tape(one -> () -> one.reshape(-1));
    Tensor x = tape.watch(Tensor.ones(DType.FLOAT64, 2, 2));
    Tensor y = Samples.sum(TANH.apply(x));
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.gradients(y))
        .withMessage(
            "saved tensors: what was saved came back as FLOAT64[4], and was FLOAT64[2, 2]; restore"
                + " dtype and shape");
  }

  @Test
  void aTapeSaysWhatItHolds() {
    Tape tape = new Tape();
    Tensor x = Tensor.ones(DType.FLOAT64, 10, 3);
    Tensor w = tape.watch(Tensor.ones(DType.FLOAT64, 3, 5));
    Tensor h = TANH.apply(x.matmul(w));
    Tensor y = Samples.sum(h.times(h).plus(1));
    assertThat(y.trace()).isSameAs(tape);
    // tanh holds what it was taken of, [10, 5]; the product its result, [10, 5]; matmul the data.
    assertThat(tape.held())
        .containsExactly(
            new Tape.Held("tanh", 1, 1, 400),
            new Tape.Held("mul", 1, 1, 400),
            new Tape.Held("matmul", 1, 1, 240),
            new Tape.Held("add", 1, 0, 0),
            new Tape.Held("sum", 1, 0, 0));
  }

  @Test
  void aLoopHoldsWhatEachStepNeeds() {
    Tensor rows = Tensor.ones(DType.FLOAT64, 100, 5);
    for (int every : new int[] {0, 10}) {
      Tape tape = new Tape();
      Tensor w = tape.watch(Tensor.ones(DType.FLOAT64, 5));
      Scan how = every == 0 ? Scan.forwards() : Scan.forwards().checkpointEvery(every);
      ControlFlow.Scanned<Tensor, Tensor> scanned =
          ControlFlow.scan(
              (Tensor c, Tensor row) -> {
                Tensor next = TANH.apply(c.times(w).plus(row));
                return new ControlFlow.Step<>(next, row);
              },
              Tensor.zeros(DType.FLOAT64, 5),
              rows,
              how);
      assertThat(scanned.carry().trace()).isSameAs(tape);
      assertThat(tape.held()).hasSize(1);
      long bytes = tape.held().get(0).bytes();
      if (every == 0) {
        // The carry and the argument of tanh, of each step, and w.
        assertThat(bytes).isEqualTo(2 * 100 * 5 * 8 + 5 * 8);
      } else {
        // Ten carries, the last before what is left, the rows and w.
        assertThat(bytes).isLessThan(10 * 5 * 8 + 100 * 5 * 8 + 4 * 5 * 8);
      }
    }
  }
}
