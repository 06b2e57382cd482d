package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Gates;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A tape keeps no value that no pullback needs: what is not needed can be collected while the tape
 * lives, what is needed cannot.
 */
class TapeMemoryTest {

  private final Tape tape = new Tape();

  @Test
  void affineStepsKeepNothing() {
    List<WeakReference<Tensor>> values = new ArrayList<>();
    Tensor end = run(values, List.of(y -> y.plus(1), y -> y.times(2), y -> y.plus(3)));
    values.removeLast();
    assertThat(values).hasSize(3).allMatch(TapeMemoryTest::isCollected);
    assertThat(end.trace()).isSameAs(tape);
  }

  @Test
  void shapeStepsKeepNothing() {
    List<WeakReference<Tensor>> values = new ArrayList<>();
    Tensor end =
        run(
            values,
            List.of(
                y -> y.plus(1),
                y -> y.reshape(2, 50),
                Tensor::transpose,
                y -> y.get(Index.from(10)),
                y -> Sum.of(y, false, 0),
                y -> y.broadcastTo(5, 2),
                y -> y.to(DType.FLOAT32)));
    values.removeLast();
    assertThat(values).hasSize(7).allMatch(TapeMemoryTest::isCollected);
    assertThat(end.trace()).isSameAs(tape);
  }

  /** exp needs its result, the logarithm its operand, and x * c only c. */
  @Test
  void whatAPullbackNeedsIsKept() {
    Elementwise exp = Elementwise.of("exp", Expression::exp);
    Elementwise log = Elementwise.of("log", Expression::log);
    List<WeakReference<Tensor>> values = new ArrayList<>();
    Tensor end =
        run(
            values,
            List.of(y -> y.times(2), exp::apply, y -> y.times(3), log::apply, y -> y.plus(1)));
    assertThat(values.get(2)).as("exp(2x)").matches(TapeMemoryTest::isKept);
    assertThat(values.get(3)).as("3 exp(2x)").matches(TapeMemoryTest::isKept);
    assertThat(values.get(0)).as("x").matches(TapeMemoryTest::isCollected);
    assertThat(values.get(1)).as("2x").matches(TapeMemoryTest::isCollected);
    assertThat(values.get(4)).as("log(3 exp(2x))").matches(TapeMemoryTest::isCollected);
    assertThat(end.trace()).isSameAs(tape);
  }

  @Test
  void aMatrixProductKeepsTheFactorThatAWantedGradientNeeds() {
    List<WeakReference<Tensor>> trained = multiply(false, true);
    assertThat(trained.get(0)).as("the data").matches(TapeMemoryTest::isKept);
    assertThat(trained.get(1)).as("the weights").matches(TapeMemoryTest::isCollected);
    List<WeakReference<Tensor>> fixed = multiply(true, false);
    assertThat(fixed.get(0)).as("the watched factor").matches(TapeMemoryTest::isCollected);
    assertThat(fixed.get(1)).as("the constant").matches(TapeMemoryTest::isKept);
    assertThat(tape.size()).isEqualTo(2);
  }

  private List<WeakReference<Tensor>> multiply(boolean watchA, boolean watchB) {
    Tensor a = Tensor.full(DType.FLOAT64, 1, 3, 4);
    Tensor b = Tensor.full(DType.FLOAT64, 2, 4, 5);
    Tensor product = (watchA ? tape.watch(a) : a).matmul(watchB ? tape.watch(b) : b);
    assertThat(product.trace()).isSameAs(tape);
    return List.of(new WeakReference<>(a), new WeakReference<>(b));
  }

  /** While the walk goes on, a cotangent that has been used is let go. */
  @Test
  void theWalkLetsGoOfUsedCotangents() {
    List<WeakReference<Tensor>> cotangents = new ArrayList<>();
    Tensor x = tape.watch(Tensor.full(DType.FLOAT64, 1, 10));
    Tensor y = x;
    for (int i = 0; i < 3; i++) {
      y =
          Autodiff.custom(
                  "spy",
                  in -> in.get(0).times(1),
                  (in, out, d) -> {
                    Tensor mine = d.times(2);
                    cotangents.add(new WeakReference<>(mine));
                    return List.of(mine);
                  })
              .apply(List.of(y));
    }
    Gradients gradients = tape.gradients(Samples.sum(y));
    assertThat(cotangents).hasSize(3);
    assertThat(cotangents.get(0)).matches(TapeMemoryTest::isCollected);
    assertThat(cotangents.get(1)).matches(TapeMemoryTest::isCollected);
    assertThat(gradients.of(x).toDoubleArray()).containsOnly(8);
  }

  @Test
  void everythingIsCollectableBehindTheGradients() {
    List<WeakReference<?>> all = new ArrayList<>();
    Tensor gradient = trainOnce(all);
    assertThat(all).hasSize(6).allMatch(TapeMemoryTest::isCollected);
    assertThat(gradient.toDoubleArray()).containsOnly(18);
  }

  private static Tensor trainOnce(List<WeakReference<?>> all) {
    Tape once = new Tape();
    Tensor w0 = Tensor.full(DType.FLOAT64, 3, 4);
    Tensor w = once.watch(w0);
    Tensor y = w.times(w).times(3);
    Gradients gradients = once.gradients(Samples.sum(y));
    Tensor gradient = gradients.of(w);
    for (Object object : new Object[] {once, w0, w, y, y.detach(), gradients}) {
      all.add(new WeakReference<>(object));
    }
    return gradient;
  }

  /**
   * Twice the operations take twice the memory, while the tape lives and with the gradients beside
   * it; what a pullback keeps here is one number an operation.
   */
  @Test
  @Tag(Gates.TAG)
  void memoryIsProportionalToTheLengthOfAChain() {
    int n = Gates.of(50_000, 200_000);
    liveBytes(n / 10);
    long once = liveBytes(n);
    long twice = liveBytes(2 * n);
    assertThat((double) twice / once).as("%s and %s bytes", once, twice).isBetween(1.75, 2.3);
    assertThat(once / n).as("bytes an operation").isBetween(20L, 1000L);
  }

  /** What a chain of operations holds when it has been differentiated. */
  private static long liveBytes(int operations) {
    long before = used();
    Tape chain = new Tape();
    Tensor x = chain.watch(Tensor.scalar(1.0));
    Tensor y = x;
    for (int i = 0; i < operations / 2; i++) {
      y = y.times(y).pow(0.5);
    }
    Gradients gradients = chain.gradients(y);
    long bytes = used() - before;
    assertThat(chain.size()).isEqualTo(operations);
    assertThat(gradients.of(x).item()).isEqualTo(1);
    return bytes;
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Runs the steps from a watched x on; the values, x and the end included, are noted. */
  private Tensor run(List<WeakReference<Tensor>> values, List<UnaryOperator<Tensor>> steps) {
    Tensor y = tape.watch(Tensor.wrap(new double[100], 100));
    values.add(new WeakReference<>(y.detach()));
    for (UnaryOperator<Tensor> step : steps) {
      y = step.apply(y);
      values.add(new WeakReference<>(y.detach()));
    }
    return y;
  }

  private static boolean isCollected(WeakReference<?> reference) {
    for (int i = 0; i < 50 && reference.get() != null; i++) {
      System.gc();
      Thread.onSpinWait();
    }
    return reference.get() == null;
  }

  private static boolean isKept(WeakReference<?> reference) {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return reference.get() != null;
  }
}
