package dev.wengert.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

  @Test
  void knowsRankSizeAndSides() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.rank()).isEqualTo(3);
    assertThat(shape.size()).isEqualTo(24);
    assertThat(shape.sides()).containsExactly(2, 3, 4);
    assertThat(shape.side(0)).isEqualTo(2);
    assertThat(shape.side(-1)).isEqualTo(4);
    assertThat(shape.strides()).containsExactly(12, 4, 1);
    assertThat(shape.indices(17)).containsExactly(1, 1, 1);
    assertThat(shape).hasToString("[2, 3, 4]");
  }

  @Test
  void aScalarHasRankZeroAndOneElement() {
    assertThat(Shape.of()).isSameAs(Shape.SCALAR);
    assertThat(Shape.SCALAR.rank()).isZero();
    assertThat(Shape.SCALAR.size()).isEqualTo(1);
    assertThat(Shape.SCALAR.strides()).isEmpty();
    assertThat(Shape.SCALAR).hasToString("[]");
  }

  @Test
  void aSideOfZeroMakesItEmptyHoweverLongTheOthersAre() {
    assertThat(Shape.of(100_000, 0, 100_000).size()).isZero();
  }

  @Test
  void sharesNoArrayWithTheCaller() {
    int[] sides = {2, 3};
    Shape shape = Shape.of(sides);
    sides[0] = 7;
    shape.sides()[1] = 7;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void isEqualBySides() {
    assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
    assertThat(Shape.of(2)).isNotEqualTo("[2]");
  }

  @Test
  void refusesNegativeSides() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(3, -2))
        .withMessage("shape: a side is negative: [3, -2]; every side must be 0 or more");
  }

  @Test
  void refusesMoreElementsThanAnArrayHolds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(65_536, 32_768))
        .withMessage(
            "shape: too many elements for one Java array: [65536, 32768]; split the tensor into"
                + " parts of less than 2^31 elements");
    assertThat(Shape.of(65_536, 32_767).size()).isEqualTo(65_536 * 32_767);
  }

  @Test
  void refusesAnAxisLongerThanAnArray() {
    int longest = Integer.MAX_VALUE - 8;
    assertThat(Shape.side("pad", longest)).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.side("pad", longest + 1L))
        .withMessage(
            "pad: too many elements for one Java array: an axis of 2147483640; split the tensor"
                + " into parts of less than 2^31 elements");
  }

  @Test
  void countsAxesFromBothEnds() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.axis("sum", -3)).isZero();
    assertThat(shape.axis("sum", 2)).isEqualTo(2);
    assertThat(shape.axes("sum", -1, 0)).containsExactly(0, 2);
    assertThat(shape.axes("sum")).containsExactly(0, 1, 2);
    assertThat(Shape.SCALAR.axes("sum")).isEmpty();
  }

  @Test
  void refusesAxesThatAreNotThere() {
    assertThatThrownBy(() -> Shape.of(2, 3).axis("sum", 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("sum: no such axis: 2 of shape [2, 3]; axes go from -2 to 1");
    assertThatThrownBy(() -> Shape.of(2, 3).side(-3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("side: no such axis: -3 of shape [2, 3]; axes go from -2 to 1");
    assertThatThrownBy(() -> Shape.SCALAR.axes("mean", 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("mean: no such axis: 0 of shape []; a scalar has no axes");
  }

  @Test
  void refusesAnAxisNamedTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.of(2, 3).axes("sum", 1, -1))
        .withMessage("sum: axis 1 is named twice: [1, -1] of shape [2, 3]; name each axis once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]        | []        | []",
        "[3]       | []        | [3]",
        "[]        | [3]       | [3]",
        "[3]       | [1]       | [3]",
        "[2, 1]    | [3]       | [2, 3]",
        "[2, 3]    | [3]       | [2, 3]",
        "[4, 1, 3] | [2, 1]    | [4, 2, 3]",
        "[0]       | [1]       | [0]",
        "[1, 0]    | [5, 1]    | [5, 0]",
        "[1, 1]    | [0, 1, 1] | [0, 1, 1]",
      })
  void broadcastsAsNumPyDoes(String a, String b, String result) {
    assertThat(Shape.broadcast("add", parse(a), parse(b))).isEqualTo(parse(result));
    assertThat(Shape.broadcast("add", parse(b), parse(a))).isEqualTo(parse(result));
  }

  private static Shape parse(String text) {
    String inside = text.substring(1, text.length() - 1).strip();
    return inside.isEmpty()
        ? Shape.SCALAR
        : Shape.of(
            Arrays.stream(inside.split(",", -1))
                .mapToInt(s -> Integer.parseInt(s.strip()))
                .toArray());
  }

  @Test
  void refusesShapesThatDoNotBroadcast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.broadcast("add", Shape.of(4, 3), Shape.of(2, 1)))
        .withMessage(
            "add: shapes do not broadcast: [4, 3] and [2, 1] differ at axis -2; make the sides"
                + " equal, or one of them 1 with reshape(...)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.broadcast("mul", Shape.of(0), Shape.of(2)))
        .withMessageStartingWith("mul: shapes do not broadcast: [0] and [2] differ at axis -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.broadcast("mul", Shape.of(65_536, 1), Shape.of(65_536)))
        .withMessageStartingWith("mul: too many elements for one Java array: [65536, 65536]");
  }

  @Property(seed = "20", tries = 300)
  void stretchesExactlyTheAxesThatABroadcastAdds(@ForAll long seed) {
    Random random = new Random(seed);
    int[] target = sides(random, random.nextInt(5));
    int rank = random.nextInt(target.length + 1);
    int[] own = Arrays.copyOfRange(target, target.length - rank, target.length);
    for (int i = 0; i < rank; i++) {
      own[i] = random.nextBoolean() ? 1 : own[i];
    }
    Shape small = Shape.of(own);
    Shape large = Shape.of(target);
    assertThat(small.broadcastsTo(large)).isTrue();
    assertThat(Shape.broadcast("add", small, large)).isEqualTo(large);
    int[] stretched = small.stretchedAxes(large);
    for (int axis = 0; axis < target.length; axis++) {
      int from = axis - (target.length - rank);
      boolean expected = from < 0 || own[from] != target[axis];
      assertThat(Arrays.binarySearch(stretched, axis) >= 0).isEqualTo(expected);
    }
  }

  private static int[] sides(Random random, int rank) {
    int[] sides = new int[rank];
    Arrays.setAll(sides, i -> random.nextInt(4));
    return sides;
  }

  @Test
  void knowsWhatItDoesNotBroadcastTo() {
    assertThat(Shape.of(2, 3).broadcastsTo(Shape.of(3))).isFalse();
    assertThat(Shape.of(2).broadcastsTo(Shape.of(1))).isFalse();
    assertThat(Shape.of(1).broadcastsTo(Shape.of(0))).isTrue();
    assertThat(Shape.of(3).broadcastsTo(Shape.of(3, 1))).isFalse();
  }

  @Test
  void dropsOrKeepsReducedAxes() {
    Shape shape = Shape.of(2, 3, 4);
    assertThat(shape.reduced(new int[] {0, 2}, false)).isEqualTo(Shape.of(3));
    assertThat(shape.reduced(new int[] {0, 2}, true)).isEqualTo(Shape.of(1, 3, 1));
    assertThat(shape.reduced(new int[0], false)).isEqualTo(shape);
    assertThat(shape.reduced(new int[] {0, 1, 2}, false)).isEqualTo(Shape.SCALAR);
  }

  @Test
  void replacesOneSide() {
    assertThat(Shape.of(2, 3).withSide(-1, 5)).isEqualTo(Shape.of(2, 5));
    assertThatThrownBy(() -> Shape.of(2).withSide(1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageStartingWith("withSide: no such axis: 1");
  }
}
