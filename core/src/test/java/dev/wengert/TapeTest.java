package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TapeTest {

  private final Tape tape = new Tape();

  @Test
  void gradientsFollowTheChainRule() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0, 3.0));
    Tensor y = Samples.sum(x.times(x).times(x).plus(x.times(5)));
    assertThat(y.item()).isEqualTo(36 + 30);
    assertThat(tape.gradients(y).of(x).toDoubleArray()).containsExactly(8, 17, 32);
  }

  @Test
  void aRepeatedInputCountsTwice() {
    Tensor x = tape.watch(Tensor.of(3.0, -4.0));
    assertThat(gradient(x.times(x), x)).containsExactly(6, -8);
    assertThat(gradient(x.plus(x), x)).containsExactly(2, 2);
    assertThat(gradient(x.minus(x), x)).containsExactly(0, 0);
    assertThat(gradient(x.div(x), x)).containsExactly(0, 0);
    Tensor m = tape.watch(Tensor.of(new double[][] {{1, 2}, {3, 4}}));
    assertThat(gradient(m.matmul(m), m)).containsExactly(7, 11, 9, 13);
  }

  @Test
  void cotangentsOfAFanOutAddUp() {
    Tensor x = tape.watch(Tensor.scalar(2.0));
    Tensor y = x.times(3);
    Tensor total = y.plus(y.times(y)).plus(y.pow(3)).minus(x);
    // 3 + 2 * 9 x + 3 * 27 x^2 - 1
    assertThat(gradient(total, x)).containsExactly(3 + 36 + 324 - 1);
  }

  @Test
  void anyWatchedTensorHasAGradientIntermediatesIncluded() {
    Tensor x = tape.watch(Tensor.scalar(2.0));
    Tensor y = tape.watch(x.times(x));
    assertThat(tape.watch(y)).isSameAs(y);
    Tensor z = y.times(y);
    Gradients gradients = tape.gradients(z);
    assertThat(gradients.of(y).item()).isEqualTo(8);
    assertThat(gradients.of(x).item()).isEqualTo(32);
  }

  /** A copy of its first input that notes for which inputs its pullback was asked. */
  private record Noting(List<String> asked) implements Primitive {
    @Override
    public String name() {
      return "noting";
    }

    @Override
    public Spec[] infer(Spec... inputs) {
      return new Spec[] {inputs[0]};
    }

    @Override
    public Kernel lower(Spec... inputs) {
      return new View();
    }

    @Override
    public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
      asked.add(Arrays.toString(needed));
      return cotangents -> new Tensor[] {needed[0] ? cotangents[0] : null};
    }

    @Override
    public @Nullable Tensor[] pushforward(
        Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
      return tangents;
    }
  }

  @Test
  void nothingIsComputedTowardsAConstantOfTheDerivative() {
    Noting noting = new Noting(new ArrayList<>());
    Tensor x = tape.watch(Tensor.of(2.0, 3.0));
    Tensor still = Autodiff.stopGradient(x).times(2).plus(1);
    Tensor copy = noting.apply(still);
    assertThat(noting.asked()).isEmpty();
    assertThat(gradient(copy.times(noting.apply(x)), x)).containsExactly(5, 7);
    assertThat(noting.asked()).containsExactly("[true]");
    assertThat(tape.gradients(Samples.sum(copy)).isConnected(x)).isFalse();
  }

  @Test
  void aConstantOfTheDerivativeHasAGradientWhereItIsWatchedBeforeItIsUsed() {
    Tensor x = tape.watch(Tensor.of(2.0, 3.0));
    Tensor still = tape.watch(Autodiff.stopGradient(x).times(2));
    Tensor y = Samples.sum(still.times(still).times(x));
    assertThat(tape.gradients(y).of(still).toDoubleArray()).containsExactly(16, 36);
    assertThat(tape.gradients(y).of(x).toDoubleArray()).containsExactly(16, 36);
    Tensor used = Autodiff.stopGradient(x);
    used.times(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.watch(used))
        .withMessage(
            "watch: the tensor FLOAT64[2] is a constant of the derivative and has been used: no"
                + " gradient is kept for it; watch it before it is used");
  }

  @Test
  void theOutputItselfMayBeWatched() {
    Tensor x = tape.watch(Tensor.scalar(2.0));
    assertThat(tape.gradients(x).of(x).item()).isEqualTo(1);
  }

  @Test
  void gradientsCanBeAskedForAgainAndOfAnythingRecorded() {
    Tensor x = tape.watch(Tensor.scalar(2.0));
    Tensor y = x.times(x);
    Tensor z = y.times(x);
    assertThat(tape.gradients(z).of(x).item()).isEqualTo(12);
    assertThat(tape.gradients(y).of(x).item()).isEqualTo(4);
    assertThat(tape.gradients(z).of(x).item()).isEqualTo(12);
  }

  @Test
  void aCotangentWeighsTheOutput() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0));
    Tensor y = x.times(x);
    assertThat(tape.gradients(y, Tensor.of(10.0, -1.0)).of(x).toDoubleArray())
        .containsExactly(20, -4);
  }

  @Test
  void anOutputOfOneElementIsAScalarWhateverItsRank() {
    Tensor x = tape.watch(Tensor.of(new double[][] {{3}}));
    Tensor gradient = tape.gradients(x.times(2)).of(x);
    assertThat(gradient.shape()).isEqualTo(Shape.of(1, 1));
    assertThat(gradient.item()).isEqualTo(2);
  }

  @Test
  void aGradientHasItsPrimalsDTypeAndShape() {
    Tensor x = tape.watch(Tensor.of(1f, 2f));
    Tensor y = Samples.sum(x.to(DType.FLOAT64).times(0.5));
    Tensor gradient = tape.gradients(y).of(x);
    assertThat(gradient.spec()).isEqualTo(x.spec());
    assertThat(gradient.toFloatArray()).containsExactly(0.5f, 0.5f);
  }

  @Test
  void constantsAreNotRecorded() {
    Tensor x = tape.watch(Tensor.scalar(2.0));
    Tensor c = Tensor.scalar(3.0).times(4);
    assertThat(c.trace()).isNull();
    assertThat(tape.size()).isZero();
    assertThat(x.times(c).trace()).isSameAs(tape);
    assertThat(tape.size()).isEqualTo(1);
  }

  @Test
  void comparisonsAndWholeNumbersLeaveTheTape() {
    Tensor x = tape.watch(Tensor.of(1.0, -2.0));
    assertThat(x.lt(0).trace()).isNull();
    assertThat(x.to(DType.INT32).trace()).isNull();
    assertThat(tape.size()).isZero();
  }

  /** One million operations, recorded, printed nowhere, and walked without recursion. */
  @Test
  void aChainOfAMillionOperationsDifferentiates() {
    Tensor x = tape.watch(Tensor.scalar(1.0));
    Tensor y = x;
    for (int i = 0; i < 500_000; i++) {
      y = y.plus(1).minus(1);
    }
    assertThat(tape.size()).isEqualTo(1_000_000);
    assertThat(tape.gradients(y.times(7)).of(x).item()).isEqualTo(7);
  }

  @Test
  void theWalkGoesThroughAWideSum() {
    Tensor x = tape.watch(Tensor.scalar(1.0));
    Tensor total = x;
    for (int i = 1; i < 2000; i++) {
      total = total.plus(x.times(i));
    }
    assertThat(gradient(total, x)).containsExactly(1 + 1999 * 2000 / 2);
  }

  @Test
  void refusesAnOutputThatIsNotAScalar() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0, 3.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradients(x.times(2)))
        .withMessage(
            "gradients: the output must be a scalar, its shape is [3]; pass a cotangent or reduce"
                + " it with sum(...)");
  }

  @Test
  void refusesACotangentThatDoesNotFit() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0, 3.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradients(x.times(2), Tensor.of(1f, 1f, 1f)))
        .withMessage(
            "gradients: the cotangent does not fit the output: FLOAT32[3] for FLOAT64[3]; give it"
                + " the output's dtype and shape");
  }

  @Test
  void refusesAnOutputThatWasNotRecorded() {
    tape.watch(Tensor.scalar(1.0));
    String message =
        "gradients: the output was not recorded on this tape: nothing it was computed from is"
            + " watched; compute it from what watch(...) returned, and before detach()";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradients(Tensor.scalar(2.0)))
        .withMessage(message);
    Tensor elsewhere = new Tape().watch(Tensor.scalar(1.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradients(elsewhere))
        .withMessage(message);
    Tensor detached = tape.watch(Tensor.scalar(1.0)).times(2).detach();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradients(detached))
        .withMessage(message);
  }

  @Test
  void refusesToWatchWhatHasNoDerivative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.watch(Tensor.of(1, 2)))
        .withMessage(
            "watch: only floating tensors have gradients: the dtype is INT32; convert with"
                + " to(FLOAT32) or to(FLOAT64)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.watch(Tensor.of(true)))
        .withMessageStartingWith("watch: only floating tensors have gradients: the dtype is BOOL");
  }

  /** y * z would lose the derivative along z: the inner tape takes it for a constant. */
  @Test
  void refusesToWatchWhatATraceMadeLaterComputes() {
    Tensor y = new Tape().watch(Tensor.scalar(1.0)).times(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.watch(y))
        .withMessage(
            "watch: the tensor FLOAT64[] belongs to a trace that was made after this tape; make the"
                + " tape where the tensor is computed");
  }

  @Test
  void refusesUseFromAnotherThread() throws InterruptedException {
    Tensor x = tape.watch(Tensor.scalar(1.0));
    assertThat(thrownElsewhere(() -> x.times(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "mul: the trace belongs to another thread: made by "
                + Thread.currentThread().getName()
                + ", used by elsewhere; make one trace a thread, or pass detach()ed values");
    assertThat(thrownElsewhere(() -> tape.watch(Tensor.scalar(1.0))))
        .hasMessageStartingWith("watch: the trace belongs to another thread");
    assertThat(thrownElsewhere(() -> tape.gradients(x)))
        .hasMessageStartingWith("gradients: the trace belongs to another thread");
    assertThat(thrownElsewhere(() -> x.detach().times(2))).isNull();
  }

  private static @Nullable Throwable thrownElsewhere(Runnable action) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(action, "elsewhere");
    thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    thread.start();
    thread.join();
    return thrown.get();
  }

  /** A primitive whose pullback is whatever a test wants it to be. */
  private record Broken(Pullback rule) implements Primitive {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Spec[] infer(Spec... inputs) {
      return new Spec[] {inputs[0]};
    }

    @Override
    public Kernel lower(Spec... inputs) {
      return new View();
    }

    @Override
    public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
      return rule;
    }

    @Override
    public @Nullable Tensor[] pushforward(
        Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
      return new Tensor[] {Tensor.scalar(1.0)};
    }
  }

  @Test
  void namesAPrimitiveWhosePullbackReturnsAnotherShape() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0));
    Tensor y = new Broken(cotangents -> new Tensor[] {Tensor.scalar(1.0)}).apply(x);
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.gradients(Samples.sum(y)))
        .withMessage(
            "broken: the pullback returned a cotangent that does not fit input 0: FLOAT64[] for"
                + " FLOAT64[2]; a cotangent has its primal's dtype and shape");
    Tensor z = new Broken(cotangents -> new Tensor[] {Tensor.of(1f, 1f)}).apply(x);
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.gradients(Samples.sum(z)))
        .withMessageContaining("FLOAT32[2] for FLOAT64[2]");
  }

  @Test
  void namesAPrimitiveWhosePullbackReturnsAnotherNumberOfCotangents() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0));
    Tensor y = new Broken(cotangents -> new Tensor[2]).apply(x);
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.gradients(Samples.sum(y)))
        .withMessage(
            "broken: the pullback returned 2 cotangents for 1 inputs; return one an input, null"
                + " where there is none");
  }

  @Test
  void namesAPrimitiveWhosePushforwardReturnsAnotherShape() {
    Broken broken = new Broken(cotangents -> cotangents);
    Tensor x = Tensor.of(1.0, 2.0);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Autodiff.jvp(
                    in -> broken.apply(in.get(0)), java.util.List.of(x), java.util.List.of(x)))
        .withMessage(
            "broken: the pushforward returned a tangent that does not fit result 0: FLOAT64[] for"
                + " FLOAT64[2]; a tangent has its primal's dtype and shape");
  }

  @Test
  void printsTheWengertList() {
    Tensor x = tape.watch(Tensor.of(1.0, 2.0, 3.0));
    Tensor y = x.times(x).plus(1).reshape(3, 1);
    Tensor unused = Samples.sum(y);
    assertThat(unused.item()).isEqualTo(17);
    assertThat(tape)
        .hasToString(
            """
            %0 = watch : FLOAT64[3]
            %1 = mul %0 %0 : FLOAT64[3]
            %2 = add %1 FLOAT64[] : FLOAT64[3]
            %3 = reshape[shape=[3, 1]] %2 : FLOAT64[3, 1]
            %4 = sum[axes=[0, 1], keep=false] %3 : FLOAT64[]
            """);
    assertThat(tape.size()).isEqualTo(4);
  }

  private double[] gradient(Tensor y, Tensor x) {
    return tape.gradients(y, Tensor.ones(y.dtype(), y.shape().sides())).of(x).toDoubleArray();
  }
}
