package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcatTest {

  private final Tensor a = Tensor.of(new double[][] {{1, 2}, {3, 4}});
  private final Tensor b = Tensor.of(new double[][] {{5}, {6}});

  @Test
  void joinsAlongAnAxis() {
    Samples.assertClose(
        new Concat(1).apply(a, b, a), Shape.of(2, 5), 0, 1, 2, 5, 1, 2, 3, 4, 6, 3, 4);
    Samples.assertClose(new Concat(0).apply(a, a), Shape.of(4, 2), 0, 1, 2, 3, 4, 1, 2, 3, 4);
    Samples.assertClose(
        new Concat(0).apply(Tensor.zeros(DType.FLOAT64, 0, 2), a), Shape.of(2, 2), 0, 1, 2, 3, 4);
    assertThat(new Concat(0).apply(Tensor.of(true), Tensor.of(false, true)).toBooleanArray())
        .containsExactly(true, false, true);
  }

  @Test
  void cotangentsAreCutApart() {
    Tape tape = new Tape();
    Tensor x = tape.watch(a);
    Tensor y = tape.watch(b);
    Tensor d = Samples.counting(DType.FLOAT64, 2, 5);
    Gradients gradients = tape.gradients(new Concat(1).apply(x, y, x), d);
    Samples.assertClose(gradients.of(x), Shape.of(2, 2), 0, 3, 5, 13, 15);
    Samples.assertClose(gradients.of(y), Shape.of(2, 1), 0, 2, 7);
  }

  @Test
  void aConstantAmongTheInputsHasTangentZero() {
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(in -> new Concat(1).apply(b, in.get(0)), List.of(a), List.of(a));
    Samples.assertClose(jvp.tangent(), Shape.of(2, 3), 0, 0, 1, 2, 0, 3, 4);
  }

  @Test
  void refusesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Concat(0).apply())
        .withMessage("concat: there is nothing to join; give at least one tensor");
  }

  @Test
  void refusesPartsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Concat(0).apply(a, b))
        .withMessage(
            "concat: shapes differ outside axis 0: [2, 2] and [2, 1]; all other sides must be"
                + " equal");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Concat(0).apply(a, Tensor.zeros(DType.FLOAT64, 2)))
        .withMessageStartingWith("concat: shapes differ outside axis 0: [2, 2] and [2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Concat(0).apply(a, a.to(DType.FLOAT32)))
        .withMessage("concat: dtypes differ: FLOAT64 and FLOAT32; convert with to(...) first");
  }
}
