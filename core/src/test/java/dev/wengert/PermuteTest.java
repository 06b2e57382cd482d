package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PermuteTest {

  @Property(seed = "14", tries = 200)
  void axisIOfTheResultIsAxisAxesI(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = random.nextInt(5);
    List<Integer> order = new ArrayList<>();
    int[] sides = new int[rank];
    for (int i = 0; i < rank; i++) {
      order.add(i);
      sides[i] = random.nextInt(4);
    }
    Collections.shuffle(order, random);
    int[] axes = order.stream().mapToInt(Integer::intValue).toArray();
    int[] mixed = axes.clone();
    for (int i = 0; i < rank; i++) {
      mixed[i] -= random.nextBoolean() ? rank : 0;
    }
    Tensor x = Samples.counting(DType.INT32, sides);
    Tensor y = x.transpose(mixed);
    for (int i = 0; i < rank; i++) {
      assertThat(y.shape().side(i)).isEqualTo(sides[axes[i]]);
    }
    for (int n = 0; n < y.size(); n++) {
      int[] at = Buffers.index(y.shape(), n);
      int[] from = new int[rank];
      for (int i = 0; i < rank; i++) {
        from[axes[i]] = at[i];
      }
      assertThat(Buffers.at(y.buffer(), at)).isEqualTo(Buffers.at(x.buffer(), from));
    }
  }

  @Test
  void theCotangentIsPermutedBack() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.zeros(DType.FLOAT64, 2, 3, 4));
    Tensor d = Samples.counting(DType.FLOAT64, 4, 2, 3);
    Tensor gradient = tape.gradients(x.transpose(2, 0, 1), d).of(x);
    assertThat(gradient.shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(gradient.get(1, 2, 3).item()).isEqualTo(d.get(3, 1, 2).item());
    assertThat(gradient.get(0, 1, 2).item()).isEqualTo(d.get(2, 0, 1).item());
  }

  @Test
  void refusesWhatIsNoPermutation() {
    Tensor x = Tensor.zeros(DType.FLOAT64, 2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.transpose(0))
        .withMessage(
            "transpose: not a permutation of the axes: [0] for shape [2, 3]; name each of its 2"
                + " axes once");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.transpose(1, 1))
        .withMessage(
            "transpose: axis 1 is named twice: [1, 1] of shape [2, 3]; name each axis once");
    assertThatThrownBy(() -> x.transpose(0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("transpose: no such axis: 2 of shape [2, 3]; axes go from -2 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Permute(ImmutableIntArray.of(0, 0)).apply(x))
        .withMessageStartingWith("transpose: axis 0 is named twice");
  }
}
