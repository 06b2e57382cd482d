package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {

  private final Tensor a = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  private static Split split(int axis, int... sides) {
    return new Split(axis, ImmutableIntArray.copyOf(sides));
  }

  @Test
  void cutsAlongAnAxis() {
    Tensor[] parts = split(1, 1, 0, 2).applyAll(a);
    Samples.assertClose(parts[0], Shape.of(2, 1), 0, 1, 4);
    assertThat(parts[1].shape()).isEqualTo(Shape.of(2, 0));
    Samples.assertClose(parts[2], Shape.of(2, 2), 0, 2, 3, 5, 6);
    Samples.assertClose(split(0, 1, 1).applyAll(a)[1], Shape.of(1, 3), 0, 4, 5, 6);
    assertThat(split(0, 1, 2).applyAll(Tensor.of(true, false, true))[1].toBooleanArray())
        .containsExactly(false, true);
    Tensor[] fills = split(0, 2, 1).applyAll(Tensor.full(DType.FLOAT32, 7, 3));
    assertThat(fills[0].toFloatArray()).containsExactly(7, 7);
    Tensor[] some = split(0, 0, 3).applyAll(Tensor.full(DType.FLOAT32, 7, 3));
    assertThat(some[0].toFloatArray()).isEmpty();
    assertThat(some[1].toFloatArray()).containsExactly(7, 7, 7);
  }

  @Test
  void cotangentsAreJoinedAndThatOfAnUnusedPartIsZero() {
    Tape tape = new Tape();
    Tensor x = tape.watch(a);
    Tensor[] parts = split(1, 1, 1, 1).applyAll(x);
    Tensor y = new Concat(1).apply(parts[2], parts[0]);
    Gradients gradients = tape.gradients(y, Samples.counting(DType.FLOAT64, 2, 2));
    Samples.assertClose(gradients.of(x), Shape.of(2, 3), 0, 1, 0, 0, 3, 0, 2);
  }

  @Test
  void aTangentIsCutLikeItsValue() {
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> {
              Tensor[] parts = split(1, 2, 1).applyAll(in.get(0));
              return parts[0].times(parts[1]);
            },
            List.of(a),
            List.of(a));
    Samples.assertClose(jvp.tangent(), Shape.of(2, 2), 0, 6, 12, 48, 60);
  }

  @Test
  void mapsOverALeadingAxis() {
    Tensor all = Samples.counting(DType.FLOAT64, 2, 2, 3);
    Tensor last = Autodiff.vmap(x -> split(1, 2, 1).applyAll(x)[1]).apply(all);
    Samples.assertClose(last, Shape.of(2, 2, 1), 0, 2, 5, 8, 11);
  }

  @Test
  void refusesPartsThatDoNotAddUp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> split(1, 1, 1).applyAll(a))
        .withMessage(
            "split: the sides do not add up to axis 1 of shape [2, 3]: [1, 1]; give sides that sum"
                + " to 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> split(0, 3, -1).applyAll(a))
        .withMessageStartingWith("split: the sides do not add up to axis 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> split(2, 1).applyAll(a))
        .withMessageStartingWith("split: the sides do not add up to axis 2 of shape [2, 3]");
  }
}
