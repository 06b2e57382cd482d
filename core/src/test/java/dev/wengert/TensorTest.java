package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {

  @Test
  void aJavaArrayGivesItsDType() {
    assertThat(Tensor.of(1.0, 2.0).spec()).hasToString("FLOAT64[2]");
    assertThat(Tensor.of(1f, 2f).spec()).hasToString("FLOAT32[2]");
    assertThat(Tensor.of(1, 2, 3).spec()).hasToString("INT32[3]");
    assertThat(Tensor.of(true).spec()).hasToString("BOOL[1]");
    assertThat(Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}).spec())
        .hasToString("FLOAT64[2, 3]");
    assertThat(Tensor.of(new float[][] {{1}, {4}}).spec()).hasToString("FLOAT32[2, 1]");
    assertThat(Tensor.scalar(2.5).spec()).hasToString("FLOAT64[]");
    assertThat(Tensor.scalar(2.5f).spec()).hasToString("FLOAT32[]");
    assertThat(Tensor.scalar(2).spec()).hasToString("INT32[]");
    assertThat(Tensor.scalar(true).spec()).hasToString("BOOL[]");
  }

  @Test
  void aJavaArrayGivesItsValues() {
    assertThat(Tensor.of(1.0, 2.0).toDoubleArray()).containsExactly(1, 2);
    assertThat(Tensor.of(1f, 2f).toFloatArray()).containsExactly(1, 2);
    assertThat(Tensor.of(1, -2).toIntArray()).containsExactly(1, -2);
    assertThat(Tensor.of(true, false).toBooleanArray()).containsExactly(true, false);
    assertThat(Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}).toDoubleArray())
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Tensor.of(new float[][] {{1, 2}, {4, 5}}).toFloatArray())
        .containsExactly(1, 2, 4, 5);
    assertThat(Tensor.of(new double[0][]).shape()).isEqualTo(Shape.of(0, 0));
    assertThat(Tensor.of(new double[2][0]).shape()).isEqualTo(Shape.of(2, 0));
  }

  @Test
  void ofCopiesAndWrapDoesNot() {
    double[] values = {1, 2};
    Tensor copy = Tensor.of(values);
    Tensor wrapped = Tensor.wrap(values, 2);
    values[0] = 9;
    assertThat(copy.toDoubleArray()).containsExactly(1, 2);
    assertThat(wrapped.toDoubleArray()).containsExactly(9, 2);
  }

  @Test
  void readingGivesANewArray() {
    Tensor x = Tensor.of(1.0, 2.0);
    x.toDoubleArray()[0] = 9;
    assertThat(x.toDoubleArray()).containsExactly(1, 2);
    Tensor y = Tensor.of(1f);
    y.toFloatArray()[0] = 9;
    assertThat(y.toFloatArray()).containsExactly(1);
  }

  @Test
  void copiesNestedArraysOfEveryType() {
    Tensor whole = Tensor.of(new int[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(whole.spec()).hasToString("INT32[2, 3]");
    assertThat(whole.toIntArray()).containsExactly(1, 2, 3, 4, 5, 6);
    Tensor truth = Tensor.of(new boolean[][] {{true}, {false}});
    assertThat(truth.spec()).hasToString("BOOL[2, 1]");
    assertThat(truth.toBooleanArray()).containsExactly(true, false);
    Tensor cube = Tensor.of(new double[][][] {{{1, 2}}, {{3, 4}}, {{5, 6}}});
    assertThat(cube.spec()).hasToString("FLOAT64[3, 1, 2]");
    assertThat(cube.toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Tensor.of(new double[0][][]).spec()).hasToString("FLOAT64[0, 0, 0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new double[][][] {{{1}}, {{2, 3}}}))
        .withMessage(
            "tensor: matrices differ in shape: the first is [1, 1], number 1 is [1, 2]; make them"
                + " equal");
    assertThat(Tensor.of(new float[][][] {{{1}, {2}}}).spec()).hasToString("FLOAT32[1, 2, 1]");
    assertThat(Tensor.of(new int[][][] {{{1, 2}}}).spec()).hasToString("INT32[1, 1, 2]");
    assertThat(Tensor.of(new boolean[][][] {{{true}}}).spec()).hasToString("BOOL[1, 1, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new int[][][] {{{1, 2}, {3}}}))
        .withMessage(
            "tensor: rows differ in length: row 0 has 2 values, row 1 has 1; make them equal");
  }

  /** Arrays within arrays of any depth, there and back. */
  @Test
  void nestedArraysOfAnyDepthComeBackAsTheyWent() {
    for (Object array :
        new Object[] {
          new double[] {1, -2.5},
          new float[][] {{1, 2, 3}, {4, 5, 6}},
          new int[][][] {{{1}, {2}}, {{3}, {4}}},
          new boolean[][][][] {{{{true, false}}}, {{{false, true}}}},
          new float[][][][] {{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}},
          new double[0],
          new double[2][0],
          new int[2][0][0]
        }) {
      Tensor x = Tensor.ofNested(array);
      assertThat(Arrays.deepEquals(new Object[] {x.toArray()}, new Object[] {array})).isTrue();
      assertThat(x.toArray()).hasSameClassAs(array);
    }
    assertThat(Tensor.ofNested(new int[3][0][]).shape()).isEqualTo(Shape.of(3, 0, 0));
    Tensor transposed = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}).transpose();
    assertThat((double[][]) transposed.toArray())
        .isDeepEqualTo(new double[][] {{1, 4}, {2, 5}, {3, 6}});
    Tensor traced = new Tape().watch(Tensor.of(1f, 2f).broadcastTo(2, 2)).times(2);
    float[][] values = (float[][]) traced.toArray();
    assertThat(values).isDeepEqualTo(new float[][] {{2, 4}, {2, 4}});
    values[0][0] = 9;
    assertThat(traced.get(0, 0).item()).isEqualTo(2);
  }

  @Test
  void namesArraysThatAreNoTensor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.ofNested(new long[] {1}))
        .withMessage(
            "tensor: not an array of double, float, int or boolean: it is long[]; give double[],"
                + " double[][] and so on");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.ofNested(3.0))
        .withMessageStartingWith("tensor: not an array of double, float, int or boolean: it is Do");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.ofNested(new int[][][][] {{{{1}}}, {{{1}, {2}}}}))
        .withMessage(
            "tensor: parts differ in shape: the first is [1, 1, 1], number 1 is [1, 2, 1]; make"
                + " them equal");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.scalar(1.0).toArray())
        .withMessage("toArray: the tensor is a scalar; read its value with item()");
  }

  @Test
  void listsItsElementsAxisByAxis() {
    assertThat(Tensor.of(new double[][] {{1, 2}, {3, 4}}).toList())
        .isEqualTo(List.of(List.of(1.0, 2.0), List.of(3.0, 4.0)));
    assertThat(Tensor.of(1.5f, 2).toList()).isEqualTo(List.of(1.5f, 2f));
    assertThat(Tensor.of(new int[][] {{7}, {8}}).toList())
        .isEqualTo(List.of(List.of(7), List.of(8)));
    assertThat(Tensor.of(true, false).toList()).isEqualTo(List.of(true, false));
    assertThat(Tensor.zeros(DType.FLOAT64, 2, 0).toList()).isEqualTo(List.of(List.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.scalar(1.0).toList())
        .withMessage("toList: the tensor is a scalar; read its value with item()");
  }

  @Test
  void refusesRowsOfDifferentLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new double[][] {{1, 2}, {3}}))
        .withMessage(
            "tensor: rows differ in length: row 0 has 2 values, row 1 has 1; make them equal");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(new float[][] {{1}, {2}, {3, 4}}))
        .withMessage(
            "tensor: rows differ in length: row 0 has 1 values, row 2 has 2; make them equal");
  }

  @Test
  void refusesAnArrayThatDoesNotFillTheShape() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.wrap(new double[3], 2, 2))
        .withMessage(
            "buffer: the array's length does not fit the shape: 3 for [2, 2] (4 elements); give as"
                + " many values as the shape has elements");
  }

  @Test
  void fillsWithOneValue() {
    assertThat(Tensor.full(DType.FLOAT32, 1.5, 2, 2).toFloatArray()).containsOnly(1.5f).hasSize(4);
    assertThat(Tensor.zeros(DType.INT32, 3).toIntArray()).containsExactly(0, 0, 0);
    assertThat(Tensor.ones(DType.BOOL, 2).toBooleanArray()).containsExactly(true, true);
    assertThat(Tensor.zeros(new Spec(DType.FLOAT64, Shape.SCALAR)).item()).isZero();
    assertThat(Tensor.full(DType.FLOAT64, 7, 0).toDoubleArray()).isEmpty();
  }

  @Test
  void refusesToFillWholeNumbersWithAFraction() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.full(DType.INT32, 1.5, 2))
        .withMessage(
            "full: the number is not one of the dtype: 1.5 for INT32; give a whole number of 32"
                + " bits or another dtype");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.full(DType.INT32, 3e9))
        .withMessageStartingWith("full: the number is not one of the dtype: 3.0E9 for INT32");
  }

  @Test
  void knowsWhatItIs() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    assertThat(x.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.rank()).isEqualTo(2);
    assertThat(x.size()).isEqualTo(6);
  }

  @Test
  void itemIsTheOneElement() {
    assertThat(Tensor.scalar(2.5).item()).isEqualTo(2.5);
    assertThat(Tensor.wrap(new float[] {0.1f}, 1, 1).item()).isEqualTo((double) 0.1f);
    assertThat(Tensor.scalar(-3).item()).isEqualTo(-3);
    assertThat(Tensor.scalar(true).item()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0, 2.0).item())
        .withMessage("item: not a single element: the shape is [2]; index or reduce it first");
  }

  @Test
  void readsOnlyItsOwnDType() {
    assertThat(Tensor.of(1, 2).toDoubleArray()).containsExactly(1, 2);
    assertThat(Tensor.of(1.5f).toDoubleArray()).containsExactly(1.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(true).toDoubleArray())
        .withMessage("toDoubleArray: the tensor is BOOL; convert it with to(FLOAT64)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0).toFloatArray())
        .withMessage("toFloatArray: the tensor is FLOAT64; convert it with to(FLOAT32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0).toIntArray())
        .withMessage("toIntArray: the tensor is FLOAT64; convert it with to(INT32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).toBooleanArray())
        .withMessage("toBooleanArray: the tensor is INT32; convert it with to(BOOL)");
  }

  @Test
  void readsABroadcastAsItsElements() {
    assertThat(Tensor.of(1.0, 2.0).broadcastTo(2, 2).toDoubleArray()).containsExactly(1, 2, 1, 2);
    assertThat(Tensor.of(1f).broadcastTo(3).toFloatArray()).containsExactly(1, 1, 1);
    assertThat(Tensor.of(true).broadcastTo(2).toBooleanArray()).containsExactly(true, true);
    assertThat(Tensor.of(4).broadcastTo(2).toIntArray()).containsExactly(4, 4);
  }

  @Test
  void operatesElementwise() {
    Tensor x = Tensor.of(1.0, 4.0, -3.0);
    Tensor y = Tensor.of(2.0, -0.5, 5.0);
    assertThat(x.plus(y).toDoubleArray()).containsExactly(3, 3.5, 2);
    assertThat(x.minus(y).toDoubleArray()).containsExactly(-1, 4.5, -8);
    assertThat(x.times(y).toDoubleArray()).containsExactly(2, -2, -15);
    assertThat(x.div(y).toDoubleArray()).containsExactly(0.5, -8, -0.6);
    assertThat(x.unaryMinus().toDoubleArray()).containsExactly(-1, -4, 3);
    assertThat(x.pow(Tensor.of(3.0, 0.5, 2.0)).toDoubleArray()).containsExactly(1, 2, 9);
    assertThat(x.plus(1).toDoubleArray()).containsExactly(2, 5, -2);
    assertThat(x.minus(1).toDoubleArray()).containsExactly(0, 3, -4);
    assertThat(x.times(2).toDoubleArray()).containsExactly(2, 8, -6);
    assertThat(x.div(2).toDoubleArray()).containsExactly(0.5, 2, -1.5);
    assertThat(x.pow(2).toDoubleArray()).containsExactly(1, 16, 9);
  }

  @Test
  void comparesElementwise() {
    Tensor x = Tensor.of(1.0, 2.0, Double.NaN);
    Tensor y = Tensor.of(2.0, 2.0, 2.0);
    assertThat(x.lt(y).toBooleanArray()).containsExactly(true, false, false);
    assertThat(x.le(y).toBooleanArray()).containsExactly(true, true, false);
    assertThat(x.gt(y).toBooleanArray()).containsExactly(false, false, false);
    assertThat(y.gt(x).toBooleanArray()).containsExactly(true, false, false);
    assertThat(x.ge(y).toBooleanArray()).containsExactly(false, true, false);
    assertThat(x.eq(y).toBooleanArray()).containsExactly(false, true, false);
    assertThat(x.ne(y).toBooleanArray()).containsExactly(true, false, true);
    assertThat(x.lt(2).toBooleanArray()).containsExactly(true, false, false);
    assertThat(x.le(2).toBooleanArray()).containsExactly(true, true, false);
    assertThat(x.gt(1).toBooleanArray()).containsExactly(false, true, false);
    assertThat(x.ge(1).toBooleanArray()).containsExactly(true, true, false);
    assertThat(x.eq(2).toBooleanArray()).containsExactly(false, true, false);
    assertThat(x.ne(2).toBooleanArray()).containsExactly(true, false, true);
    assertThat(Tensor.of(1, 2).eq(2).dtype()).isEqualTo(DType.BOOL);
    Tensor a = Tensor.of(true, true, false, false);
    Tensor b = Tensor.of(true, false, true, false);
    assertThat(a.eq(b).toBooleanArray()).containsExactly(true, false, false, true);
    assertThat(a.ne(b).toBooleanArray()).containsExactly(false, true, true, false);
    assertThat(a.eq(Tensor.scalar(true)).toBooleanArray())
        .containsExactly(true, true, false, false);
  }

  @Test
  void int32StaysInt32() {
    Tensor x = Tensor.of(7, -7, Integer.MAX_VALUE);
    assertThat(x.plus(1).toIntArray()).containsExactly(8, -6, Integer.MIN_VALUE);
    assertThat(x.div(2).toIntArray()).containsExactly(3, -3, Integer.MAX_VALUE / 2);
    assertThat(x.times(x).toIntArray()).containsExactly(49, 49, 1);
    assertThat(x.unaryMinus().dtype()).isEqualTo(DType.INT32);
  }

  @Test
  void refusesToDivideWholeNumbersByZero() {
    assertThatThrownBy(() -> Tensor.of(7, 8).div(Tensor.of(2, 0)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "div: an INT32 is divided by zero: 8 / 0; mask such divisors, or convert with"
                + " to(FLOAT64)");
  }

  @Test
  void aJavaNumberTakesTheDTypeIfItFits() {
    assertThat(Tensor.of(1f).plus(0.1).toFloatArray()).containsExactly(1f + 0.1f);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).plus(0.5))
        .withMessage(
            "arithmetic: the number 0.5 does not fit the dtype INT32; convert the tensor with"
                + " to(FLOAT32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).times(3e9))
        .withMessageStartingWith("arithmetic: the number 3.0E9 does not fit the dtype INT32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(true).plus(1))
        .withMessageStartingWith("arithmetic: the number 1.0 does not fit the dtype BOOL");
  }

  @Test
  void transposesTheLastTwoAxes() {
    Tensor x = Samples.counting(DType.FLOAT64, 2, 2, 3);
    assertThat(x.transpose().shape()).isEqualTo(Shape.of(2, 3, 2));
    assertThat(x.transpose().toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0).transpose())
        .withMessage("transpose: the rank is below 2: the shape is [1]; reshape it first");
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void isEqualOnlyToItself(DType dtype) {
    Tensor x = Tensor.zeros(dtype, 2);
    assertThat(x).isNotEqualTo(Tensor.zeros(dtype, 2)).isNotEqualTo(x.reshape(2, 1));
  }

  @Test
  void aTracedTensorReadsAsItsValue() {
    Tensor x = new Tape().watch(Tensor.of(1.0, 2.0)).times(2);
    assertThat(x.toDoubleArray()).containsExactly(2, 4);
    assertThat(x.detach().trace()).isNull();
    assertThat(x.get(1).item()).isEqualTo(4);
    Tensor plain = Tensor.of(3.0);
    assertThat(plain.detach()).isSameAs(plain);
  }

  @Test
  void anUnknownValueCannotBeRead() {
    assertThatThrownBy(
            () ->
                Symbolic.shapes(
                    in -> List.of(Tensor.scalar(in.get(0).item())),
                    new Spec(DType.FLOAT64, Shape.SCALAR)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "tensor: the value is not known while a program is recorded; return the tensor from the"
                + " recorded function and read it there");
  }
}
