package dev.wengert;

import static dev.wengert.Index.all;
import static dev.wengert.Index.at;
import static dev.wengert.Index.ellipsis;
import static dev.wengert.Index.mask;
import static dev.wengert.Index.newAxis;
import static dev.wengert.Index.positions;
import static dev.wengert.Index.range;
import static dev.wengert.Index.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexTest {

  private static final Tensor MATRIX = Samples.counting(DType.FLOAT64, 3, 4);

  @Test
  void takesPositionsFromBothEnds() {
    assertThat(MATRIX.get(1, 2).item()).isEqualTo(6);
    assertThat(MATRIX.get(-1, -4).item()).isEqualTo(8);
    assertThat(MATRIX.get(1).toDoubleArray()).containsExactly(4, 5, 6, 7);
    assertThat(MATRIX.get(all(), at(-1)).toDoubleArray()).containsExactly(3, 7, 11);
  }

  /** What NumPy gives for numpy.arange(5)[start:stop:step]. */
  @ParameterizedTest
  @CsvSource({
    "1, 4, 1, 123", "0, 5, 2, 024", "1, 100, 1, 1234", "-2, 100, 1, 34", "-100, 2, 1, 01",
    "3, 1, 1, ''", "0, -1, 1, 0123", "4, 0, -1, 4321", "-1, -6, -1, 43210", "-1, -100, -2, 420",
    "100, -100, -3, 41", "2, 2, -1, ''", "1, 3, -1, ''", "5, 9, 1, ''", "3, -3, -1, 3",
    "-100, -90, 1, ''", "0, 5, 100, 0", "4, -6, -100, 4", "-6, -7, -1, ''"
  })
  void cutsRangesAsNumPyDoes(int start, int stop, int step, String expected) {
    double[] taken =
        Samples.counting(DType.FLOAT64, 5).get(range(start, stop, step)).toDoubleArray();
    StringBuilder digits = new StringBuilder();
    for (double value : taken) {
      digits.append((int) value);
    }
    assertThat(digits).hasToString(expected);
  }

  @Test
  void theEndsAreThereForBothDirections() {
    Tensor x = Samples.counting(DType.INT32, 5);
    assertThat(x.get(Index.from(3)).toIntArray()).containsExactly(3, 4);
    assertThat(x.get(Index.from(-2)).toIntArray()).containsExactly(3, 4);
    assertThat(x.get(to(2)).toIntArray()).containsExactly(0, 1);
    assertThat(x.get(to(-3)).toIntArray()).containsExactly(0, 1);
    assertThat(x.get(range(-1, Integer.MIN_VALUE, -1)).toIntArray()).containsExactly(4, 3, 2, 1, 0);
    assertThat(x.get(range(Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE)).toIntArray())
        .containsExactly(4);
    assertThat(x.get(range(0, Integer.MAX_VALUE, Integer.MAX_VALUE)).toIntArray())
        .containsExactly(0);
    assertThat(x.get(all())).isSameAs(x);
  }

  @Test
  void anEllipsisStandsForTheAxesLeftOver() {
    Tensor x = Samples.counting(DType.INT32, 2, 3, 4);
    assertThat(x.get(ellipsis(), at(1)).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.get(ellipsis(), at(1)).toIntArray()).containsExactly(1, 5, 9, 13, 17, 21);
    assertThat(x.get(at(1), ellipsis(), at(0)).toIntArray()).containsExactly(12, 16, 20);
    assertThat(x.get(at(1), at(2), ellipsis(), at(3)).item()).isEqualTo(23);
    assertThat(x.get(ellipsis())).isSameAs(x);
  }

  @Test
  void aNewAxisHasSideOne() {
    Tensor x = Samples.counting(DType.INT32, 2, 3);
    assertThat(x.get(newAxis()).shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(x.get(all(), newAxis(), at(1)).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(x.get(all(), newAxis(), at(1)).toIntArray()).containsExactly(1, 4);
    assertThat(x.get(ellipsis(), newAxis()).shape()).isEqualTo(Shape.of(2, 3, 1));
    assertThat(Tensor.scalar(5).get(newAxis()).shape()).isEqualTo(Shape.of(1));
  }

  @Test
  void emptyAxesGiveEmptyParts() {
    Tensor x = Tensor.zeros(DType.FLOAT64, 0, 3);
    assertThat(x.get(range(-5, 5, 2), at(1)).shape()).isEqualTo(Shape.of(0));
    assertThat(x.get(range(5, -5, -2)).shape()).isEqualTo(Shape.of(0, 3));
  }

  /** Any mix of positions, ranges and new axes, against indexing one element after another. */
  @Property(seed = "12", tries = 300)
  void takesWhatIndexingElementByElementTakes(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = random.nextInt(4);
    int[] sides = new int[rank];
    List<Index> indices = new ArrayList<>();
    List<List<Integer>> positions = new ArrayList<>();
    List<Integer> expectedSides = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      sides[axis] = 1 + random.nextInt(5);
      if (random.nextInt(4) == 0) {
        indices.add(newAxis());
        expectedSides.add(1);
      }
      if (random.nextInt(3) == 0) {
        int position = random.nextInt(2 * sides[axis]) - sides[axis];
        indices.add(at(position));
        positions.add(List.of(Math.floorMod(position, sides[axis])));
      } else {
        int start = random.nextInt(13) - 6;
        int stop = random.nextInt(13) - 6;
        int step = random.nextBoolean() ? 1 + random.nextInt(3) : -1 - random.nextInt(3);
        indices.add(range(start, stop, step));
        positions.add(walk(start, stop, step, sides[axis]));
        expectedSides.add(positions.getLast().size());
      }
    }
    Tensor x = Samples.counting(DType.INT32, sides);
    Tensor part = x.get(indices.toArray(new Index[0]));
    assertThat(part.shape())
        .isEqualTo(Shape.of(expectedSides.stream().mapToInt(Integer::intValue).toArray()));
    List<Integer> expected = new ArrayList<>();
    collect(0, 0, sides, positions, expected);
    assertThat(part.toIntArray())
        .as("%s of %s", indices, x.shape())
        .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Python's slice.indices, walked one step after another. */
  private static List<Integer> walk(int start, int stop, int step, int side) {
    int at = start < 0 ? start + side : start;
    int end = stop < 0 ? stop + side : stop;
    at = step > 0 ? Math.clamp(at, 0, side) : Math.clamp(at, -1, side - 1);
    end = step > 0 ? Math.clamp(end, 0, side) : Math.clamp(end, -1, side - 1);
    List<Integer> positions = new ArrayList<>();
    for (; step > 0 ? at < end : at > end; at += step) {
      positions.add(at);
    }
    return positions;
  }

  private static void collect(
      int axis, int offset, int[] sides, List<List<Integer>> positions, List<Integer> into) {
    if (axis == sides.length) {
      into.add(offset);
      return;
    }
    for (int position : positions.get(axis)) {
      collect(axis + 1, offset * sides[axis] + position, sides, positions, into);
    }
  }

  @Test
  void refusesAPositionOutsideItsAxis() {
    assertThatThrownBy(() -> MATRIX.get(1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "get: index 4 is outside axis 1 of size 4 (shape [3, 4]); positions go from -4 to 3");
    assertThatThrownBy(() -> MATRIX.get(-4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "get: index -4 is outside axis 0 of size 3 (shape [3, 4]); positions go from -3 to 2");
    assertThatThrownBy(() -> MATRIX.get(newAxis(), ellipsis(), at(4)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageStartingWith("get: index 4 is outside axis 1 of size 4");
  }

  /** The axis is the tensor's own, whatever the other indices take away or add before it. */
  @Test
  void namesTheAxisThatAComputedPositionLiesOutside() {
    Tensor x = Samples.counting(DType.FLOAT64, 2, 3, 4);
    String second = "get: index 3 is outside axis 1 of size 3; positions go from -3 to 2";
    String third = "get: index -5 is outside axis 2 of size 4; positions go from -4 to 3";
    assertOutside(second, x, at(1), positions(0, 3));
    assertOutside(second, x, newAxis(), all(), positions(0, 3));
    assertOutside(third, x, at(0), newAxis(), newAxis(), positions(0), positions(-5));
    assertOutside(third, x, ellipsis(), newAxis(), positions(-5));
    assertOutside(third, x, mask(Tensor.ones(DType.INT32, 2, 3).gt(0)), positions(-5));
  }

  private static void assertOutside(String message, Tensor x, Index... indices) {
    assertThatThrownBy(() -> x.get(indices))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(message);
  }

  @Test
  void refusesMoreIndicesThanAxes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MATRIX.get(0, 1, 2))
        .withMessage("get: more indices than axes: 3 for shape [3, 4]; leave out the last 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.scalar(1.0).get(0))
        .withMessageStartingWith("get: more indices than axes: 1 for shape []");
  }

  @Test
  void refusesASecondEllipsis() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MATRIX.get(ellipsis(), ellipsis()))
        .withMessage("get: more than one ellipsis: 2; one stands for all axes left over");
  }

  @Test
  void refusesAStepOfZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> range(0, 3, 0))
        .withMessage("get: the step of a range is 0; give 1 or another step");
  }

  /** The gradient of a part is the cotangent, put back where the part came from. */
  @Test
  void theGradientGoesBackToWhereThePartCameFrom() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Samples.counting(DType.FLOAT64, 3, 4));
    Tensor part = x.get(range(2, -4, -2), range(3, -5, -2));
    Tensor gradient = tape.gradients(part, Tensor.wrap(new double[] {1, 2, 3, 4}, 2, 2)).of(x);
    assertThat(gradient.toDoubleArray()).containsExactly(0, 4, 0, 3, 0, 0, 0, 0, 0, 2, 0, 1);
  }
}
