package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BroadcastTest {

  @Test
  void stretchesWithoutACopy() {
    Tensor x = Tensor.of(1.0, 2.0);
    Tensor wide = x.broadcastTo(3, 2);
    assertThat(wide.toDoubleArray()).containsExactly(1, 2, 1, 2, 1, 2);
    assertThat(wide.buffer().array()).isSameAs(x.buffer().array());
    assertThat(x.broadcastTo(Shape.of(2))).isSameAs(x);
  }

  /** Leading axes that were missing and axes of side 1 are summed back, each and both. */
  @Property(seed = "13", tries = 200)
  void cotangentsAreSummedDownToThePrimal(@ForAll long seed) {
    Random random = new Random(seed);
    int[] target = new int[random.nextInt(5)];
    for (int i = 0; i < target.length; i++) {
      target[i] = random.nextInt(4);
    }
    int missing = random.nextInt(target.length + 1);
    int[] own = java.util.Arrays.copyOfRange(target, missing, target.length);
    for (int i = 0; i < own.length; i++) {
      own[i] = random.nextBoolean() ? 1 : own[i];
    }
    Tensor d = Samples.normal(random, target);
    double[] expected = new double[Shape.of(own).size()];
    double[] ds = d.toDoubleArray();
    for (int i = 0; i < ds.length; i++) {
      expected[source(i, target, own)] += ds[i];
    }
    Tape tape = new Tape();
    Tensor x = tape.watch(Samples.normal(random, own));
    Samples.assertClose(
        tape.gradients(x.broadcastTo(target), d).of(x), Shape.of(own), 1e-13, expected);
    Tensor y = Samples.normal(random, target);
    Samples.assertClose(tape.gradients(x.plus(y), d).of(x), Shape.of(own), 1e-13, expected);
    Samples.assertClose(
        tape.gradients(y.minus(x), d).of(x), Shape.of(own), 1e-13, negated(expected));
  }

  /** The flat position of the element that a flat position of the stretched shape reads. */
  private static int source(int at, int[] target, int[] own) {
    int from = 0;
    int step = 1;
    int rest = at;
    for (int axis = target.length - 1; axis >= target.length - own.length; axis--) {
      int side = own[axis - (target.length - own.length)];
      from += side == 1 ? 0 : rest % target[axis] * step;
      step *= side;
      rest /= target[axis];
    }
    return from;
  }

  private static double[] negated(double[] values) {
    double[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = -result[i];
    }
    return result;
  }

  @Test
  void bothOperandsMayStretch() {
    Tape tape = new Tape();
    Tensor column = tape.watch(Tensor.wrap(new double[] {2, 3}, 2, 1));
    Tensor row = tape.watch(Tensor.of(5.0, 7.0, 11.0));
    Gradients gradients = tape.gradients(Samples.sum(column.times(row)));
    Samples.assertClose(gradients.of(column), Shape.of(2, 1), 0, 23, 23);
    Samples.assertClose(gradients.of(row), Shape.of(3), 0, 5, 5, 5);
  }

  @Test
  void sumsAnEmptyCotangentToZeros() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.wrap(new double[] {1, 2}, 2, 1));
    Tensor none = Tensor.zeros(DType.FLOAT64, 2, 0);
    Samples.assertClose(tape.gradients(x.plus(none), none).of(x), Shape.of(2, 1), 0, 0, 0);
  }

  @Test
  void refusesAShapeItDoesNotStretchTo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0, 2.0).broadcastTo(2, 3))
        .withMessage(
            "broadcastTo: the shape does not stretch: [2] to [2, 3]; aligned at the last axis,"
                + " sides must be equal or 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.zeros(DType.INT32, 2, 3).broadcastTo(3))
        .withMessageStartingWith("broadcastTo: the shape does not stretch: [2, 3] to [3]");
  }

  @Test
  void keepsTheDType() {
    assertThat(new Broadcast(Shape.of(2, 3)).infer(new Spec(DType.BOOL, Shape.of(3))))
        .containsExactly(new Spec(DType.BOOL, Shape.of(2, 3)));
  }
}
