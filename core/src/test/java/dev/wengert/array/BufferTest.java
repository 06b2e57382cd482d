package dev.wengert.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void allocatesZeros(DType dtype) {
    Buffer buffer = Buffer.allocate(new Spec(dtype, Shape.of(2, 3)));
    assertThat(buffer.dtype()).isEqualTo(dtype);
    assertThat(buffer.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(buffer.isContiguous()).isTrue();
    assertThat(buffer.isFill()).isFalse();
    assertThat(Buffers.read(buffer)).containsExactly(0, 0, 0, 0, 0, 0);
  }

  @Test
  void wrapsWithoutACopy() {
    double[] values = {1, 2, 3};
    Buffer buffer = Buffer.wrap(new Spec(DType.FLOAT64, Shape.of(3)), values);
    assertThat(buffer.doubles()).isSameAs(values);
    assertThat(buffer.array()).isSameAs(values);
  }

  @Test
  void givesTheArrayOfItsDType() {
    assertThat(Buffers.of(DType.FLOAT32, Shape.of(1), 2).floats()).containsExactly(2);
    assertThat(Buffers.of(DType.INT32, Shape.of(1), 2).ints()).containsExactly(2);
    assertThat(Buffers.of(DType.BOOL, Shape.of(1), 2).booleans()).containsExactly(true);
  }

  @Test
  void refusesAnArrayOfAnotherType() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(1)), new double[1]))
        .withMessage(
            "buffer: the array does not hold the dtype: double[] for FLOAT32; give an array of the"
                + " matching Java type");
  }

  @Test
  void refusesAnArrayOfAnotherLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Buffer.wrap(new Spec(DType.INT32, Shape.of(2, 2)), new int[3]))
        .withMessage(
            "buffer: the array's length does not fit the shape: 3 for [2, 2] (4 elements); give as"
                + " many values as the shape has elements");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void storesAFillOnce(DType dtype) {
    Buffer fill = Buffer.filled(new Spec(dtype, Shape.of(2, 3)), 1);
    assertThat(fill.isFill()).isTrue();
    assertThat(fill.isContiguous()).isFalse();
    assertThat(fill.strides()).containsExactly(0, 0);
    assertThat(Buffers.read(fill)).containsExactly(1, 1, 1, 1, 1, 1);
    assertThat(java.lang.reflect.Array.getLength(fill.array())).isEqualTo(1);
  }

  @Test
  void aFillOfOneElementIsContiguous() {
    assertThat(Buffer.filled(new Spec(DType.FLOAT64, Shape.of(1, 1)), 3).isContiguous()).isTrue();
    assertThat(Buffer.filled(new Spec(DType.FLOAT64, Shape.SCALAR), 3).isContiguous()).isTrue();
  }

  @Test
  void broadcastsWithoutACopy() {
    Buffer column = Buffers.of(DType.FLOAT64, Shape.of(2, 1), 1, 2);
    Buffer wide = column.broadcastTo(Shape.of(3, 2, 2));
    assertThat(wide.array()).isSameAs(column.array());
    assertThat(wide.strides()).containsExactly(0, 1, 0);
    assertThat(Buffers.read(wide)).containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2);
    assertThat(wide.isFill()).isFalse();
    assertThat(column.broadcastTo(Shape.of(2, 1))).isSameAs(column);
  }

  @Test
  void refusesToBroadcastToAShapeThatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Buffers.counting(DType.FLOAT64, Shape.of(3)).broadcastTo(Shape.of(3, 2)))
        .withMessage(
            "broadcastTo: the shape does not broadcast: [3] to [3, 2]; sides must be equal or 1");
  }

  @Test
  void narrowsABroadcastBack() {
    Buffer row = Buffers.of(DType.FLOAT64, Shape.of(1, 3), 1, 2, 3);
    Buffer wide = row.broadcastTo(Shape.of(4, 3));
    Buffer back = wide.narrowTo(Shape.of(1, 3));
    assertThat(back.isContiguous()).isTrue();
    assertThat(Buffers.read(back)).containsExactly(1, 2, 3);
    assertThat(row.narrowTo(Shape.of(1, 3))).isSameAs(row);
    Buffer twice =
        Buffers.of(DType.FLOAT64, Shape.of(3, 1), 1, 2, 3).broadcastTo(Shape.of(2, 3, 2));
    Buffer once = twice.narrowTo(Shape.of(1, 3, 2));
    assertThat(once.isContiguous()).isFalse();
    assertThat(Buffers.read(once)).containsExactly(1, 1, 2, 2, 3, 3);
  }

  @Test
  void givesItsStridesWithinALargerShape() {
    Buffer buffer = Buffers.counting(DType.FLOAT64, Shape.of(2, 1, 3));
    assertThat(buffer.stridesWithin(Shape.of(5, 2, 4, 3))).containsExactly(0, 3, 0, 1);
  }

  @Test
  void reshapesWithoutACopy() {
    Buffer buffer = Buffers.counting(DType.FLOAT64, Shape.of(2, 3));
    Buffer other = buffer.reshape(Shape.of(3, 1, 2));
    assertThat(other.array()).isSameAs(buffer.array());
    assertThat(Buffers.read(other)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(buffer.reshape(Shape.of(2, 3))).isSameAs(buffer);
    Buffer fill = Buffer.filled(new Spec(DType.FLOAT64, Shape.of(4)), 7).reshape(Shape.of(2, 2));
    assertThat(fill.isFill()).isTrue();
    assertThat(Buffers.read(fill)).containsExactly(7, 7, 7, 7);
  }

  @Test
  void refusesToReshapeToAnotherSizeOrAcrossABroadcast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Buffers.counting(DType.FLOAT64, Shape.of(2, 3)).reshape(Shape.of(4)))
        .withMessage(
            "reshape: the sizes differ: [2, 3] to [4]; both must have the same number of elements");
    Buffer wide = Buffers.counting(DType.FLOAT64, Shape.of(3)).broadcastTo(Shape.of(2, 3));
    assertThatIllegalStateException()
        .isThrownBy(() -> wide.reshape(Shape.of(6)))
        .withMessage("reshape: [2, 3] is broadcast along some axes; copy it first");
  }

  @Test
  void refusesToFillFromMoreThanOneValue() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Buffers.counting(DType.FLOAT64, Shape.of(2)).fill(Shape.of(4)))
        .withMessage("fill: [2] holds more than one value");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void copiesWhatIsBroadcast(DType dtype) {
    Buffer wide = Buffers.of(dtype, Shape.of(2, 1), 1, 0).broadcastTo(Shape.of(2, 2, 3));
    Buffer copy = wide.copy();
    assertThat(copy.isContiguous()).isTrue();
    assertThat(copy.array()).isNotSameAs(wide.array());
    assertThat(Buffers.read(copy)).containsExactly(1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0);
  }

  @Test
  void aCopySharesNothing() {
    Buffer buffer = Buffers.counting(DType.FLOAT64, Shape.of(3));
    buffer.copy().doubles()[0] = 9;
    assertThat(Buffers.read(buffer)).containsExactly(0, 1, 2);
  }

  @Test
  void emptyBuffersCopyReshapeAndBroadcast() {
    Buffer empty = Buffer.allocate(new Spec(DType.FLOAT64, Shape.of(1, 0)));
    assertThat(empty.broadcastTo(Shape.of(3, 0)).copy().doubles()).isEmpty();
    assertThat(empty.reshape(Shape.of(0, 5)).shape()).isEqualTo(Shape.of(0, 5));
    Buffer fill = Buffer.filled(new Spec(DType.FLOAT64, Shape.of(0, 2)), 1);
    assertThat(fill.copy().doubles()).isEmpty();
    assertThat(fill.reshape(Shape.of(7, 0)).shape()).isEqualTo(Shape.of(7, 0));
  }

  @Test
  void printsItsSpecAndStrides() {
    Buffer buffer = Buffers.counting(DType.INT32, Shape.of(3));
    assertThat(buffer).hasToString("INT32[3]");
    assertThat(buffer.broadcastTo(Shape.of(2, 3))).hasToString("INT32[2, 3] strides [0, 1]");
  }
}
