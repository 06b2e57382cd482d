package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Elementwise;
import dev.wengert.MapSum;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AlgebraTest {

  private static Body simplified(UnaryOperator<Tensor> f) {
    Body body = Bodies.record(in -> List.of(f.apply(in.get(0))), Bodies.spec(2, 3));
    return new DeadCode().apply(new Algebra().apply(body));
  }

  @Test
  void whatChangesNoBitIsLeftOut() {
    List<UnaryOperator<Tensor>> nothing =
        List.of(
            x -> x.times(1),
            x -> Tensor.scalar(1.0).times(x),
            x -> x.div(1),
            x -> x.minus(0),
            x -> x.plus(-0.0),
            x -> x.unaryMinus().unaryMinus(),
            x -> x.transpose().transpose(),
            x -> x.reshape(3, 2).reshape(6).reshape(2, 3));
    for (int i = 0; i < nothing.size(); i++) {
      assertThat(simplified(nothing.get(i)).instructions()).as("function %s", i).isEmpty();
    }
  }

  /** 0 + -0 is 0, 1 / x is not x, and [1, 3] times 1 is stretched. */
  @Test
  void whatDoesStays() {
    List<UnaryOperator<Tensor>> something =
        List.of(
            x -> x.plus(0),
            x -> x.minus(-0.0),
            x -> Tensor.scalar(1.0).div(x),
            x -> Tensor.scalar(0.0).minus(x),
            x -> x.times(0),
            x -> x.times(Tensor.ones(DType.FLOAT64, 4, 2, 3)),
            x -> x.transpose());
    for (int i = 0; i < something.size(); i++) {
      assertThat(simplified(something.get(i)).instructions()).as("function %s", i).hasSize(1);
    }
  }

  /** What was negated first is not what was stretched for that. */
  @Test
  void whatIsNegatedTwiceKeepsItsShape() {
    Tensor x = Tensor.wrap(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    List<UnaryOperator<Tensor>> stretched =
        List.of(
            y -> y.broadcastTo(4, 2, 3).unaryMinus().unaryMinus(),
            y -> y.reshape(1, 2, 3).unaryMinus().unaryMinus(),
            y -> Sum.of(y.reshape(1, 2, 3).unaryMinus().unaryMinus(), false, 1));
    for (int i = 0; i < stretched.size(); i++) {
      UnaryOperator<Tensor> f = stretched.get(i);
      Tensor found = Program.of(in -> List.of(f.apply(in.get(0))), x.spec()).run(x).get(0);
      assertThat(found.shape()).as("function %s", i).isEqualTo(f.apply(x).shape());
      assertThat(found.toDoubleArray()).as("function %s", i).isEqualTo(f.apply(x).toDoubleArray());
    }
  }

  @Test
  void ordersOfAxesAndShapesAreTakenTogether() {
    Body orders =
        Bodies.record(
            in -> List.of(in.get(0).transpose(1, 2, 0).transpose(1, 2, 0)), Bodies.spec(2, 3, 4));
    Body body = new DeadCode().apply(new Algebra().apply(orders));
    assertThat(body.instructions()).hasSize(1);
    Tensor x = Tensor.wrap(new double[24], 2, 3, 4);
    assertThat(new Places(body).layouts[1].shape())
        .isEqualTo(x.transpose(1, 2, 0).transpose(1, 2, 0).shape());
  }

  /** A loop stretches what it takes; so does a fold, if its other operands say how far. */
  @Test
  void whatIsStretchedForALoopIsTakenAsItIs() {
    UnaryOperator<Tensor> rows = x -> Sum.of(x, true, 1).broadcastTo(2, 3);
    assertThat(Bodies.titles(simplified(x -> x.plus(rows.apply(x)))))
        .containsExactly("sum[axes=[1], keep=true]", "add");
    assertThat(Bodies.titles(simplified(x -> rows.apply(x).times(2))))
        .containsExactly("sum[axes=[1], keep=true]", "mul");
    assertThat(simplified(x -> Sum.of(rows.apply(x), false, 1)).instructions()).hasSize(3);
    Elementwise product = Elementwise.of("product", (x, y) -> x.times(y));
    int[] axes = {1};
    assertThat(simplified(x -> MapSum.of(product, false, axes, x, rows.apply(x))).instructions())
        .hasSize(2);
  }
}
