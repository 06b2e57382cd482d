package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Slice} and its transpose {@link Pad}. */
class SliceTest {

  @Property(seed = "15", tries = 200)
  void takesAndPutsBackTheSameElements(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = random.nextInt(4);
    int[] whole = new int[rank];
    int[] starts = new int[rank];
    int[] steps = new int[rank];
    int[] part = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      whole[axis] = 1 + random.nextInt(6);
      starts[axis] = random.nextInt(whole[axis]);
      int sign = random.nextBoolean() ? 1 : -1;
      steps[axis] = sign * (1 + random.nextInt(3));
      int room = sign > 0 ? whole[axis] - 1 - starts[axis] : starts[axis];
      part[axis] = random.nextInt(room / Math.abs(steps[axis]) + 2);
    }
    ImmutableIntArray from = ImmutableIntArray.copyOf(starts);
    ImmutableIntArray by = ImmutableIntArray.copyOf(steps);
    Tensor x = Samples.normal(random, whole);
    Tensor taken = new Slice(from, by, Shape.of(part)).apply(x);
    double[] placed = new double[x.size()];
    for (int n = 0; n < taken.size(); n++) {
      int[] at = Buffers.index(taken.shape(), n);
      int[] source = new int[rank];
      int flat = 0;
      for (int axis = 0; axis < rank; axis++) {
        source[axis] = starts[axis] + at[axis] * steps[axis];
        flat = flat * whole[axis] + source[axis];
      }
      assertThat(Buffers.at(taken.buffer(), at)).isEqualTo(Buffers.at(x.buffer(), source));
      placed[flat] = Buffers.at(taken.buffer(), at);
    }
    Tensor padded = new Pad(from, by, Shape.of(whole)).apply(taken);
    assertThat(padded.shape()).isEqualTo(x.shape());
    assertThat(padded.toDoubleArray()).containsExactly(placed);
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 2", "-1, 1, 1", "0, 2, 3", "3, -2, 3", "0, 0, 2", "4, 1, 1"})
  void refusesAPartThatDoesNotLieWithinTheWhole(int start, int step, int side) {
    ImmutableIntArray starts = ImmutableIntArray.of(0, start);
    ImmutableIntArray steps = ImmutableIntArray.of(1, step);
    String tail =
        String.format(
            "[2, %s] from [0, %s] by steps of [1, %s] in [2, 4]; give one start and one step an"
                + " axis, such that every position is there",
            side, start, step);
    Slice slice = new Slice(starts, steps, Shape.of(2, side));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slice.apply(Tensor.zeros(DType.FLOAT64, 2, 4)))
        .withMessage("slice: the part does not lie within the whole: " + tail);
    Pad pad = new Pad(starts, steps, Shape.of(2, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pad.apply(Tensor.zeros(DType.FLOAT64, 2, side)))
        .withMessage("pad: the part does not lie within the whole: " + tail);
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void refusesAnotherNumberOfAxes(int rank) {
    ImmutableIntArray zeros = ImmutableIntArray.copyOf(new int[rank]);
    Slice slice = new Slice(zeros, zeros, Shape.of(new int[rank]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slice.apply(Tensor.zeros(DType.FLOAT64, 2, 4)))
        .withMessageStartingWith("slice: the part does not lie within the whole: ");
  }
}
