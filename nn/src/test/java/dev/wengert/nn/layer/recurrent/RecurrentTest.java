package dev.wengert.nn.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Reductions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecurrentTest {

  /** What was read: a structure of tensors of two ranks. */
  private record Read(Tensor sum, Tensor steps) {}

  /** A sum of all that was read, and how often it was read. */
  private record Summing() implements RecurrentCell<Read> {

    @Override
    public Read initial(Tensor x) {
      int n = x.shape().side(0);
      Tensor zeros = Tensor.zeros(x.dtype(), n, x.shape().side(2));
      return new Read(zeros, Tensor.zeros(DType.INT32, n));
    }

    @Override
    public Read step(Tensor x, Read state, Pass pass) {
      return new Read(state.sum().plus(x), state.steps().plus(1));
    }

    @Override
    public Tensor output(Read state) {
      return state.sum();
    }
  }

  private static final Tensor X =
      Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}})
          .reshape(2, 3, 2);

  private static Pass pass(Recurrent<?> net) {
    Model<?> model = Model.of(net, DType.FLOAT64);
    return model.inference(model.initialize(Key.of(1)));
  }

  @Test
  void readsBothWaysUpToTheEndOfEach() {
    Recurrent<Read> net = Recurrent.bidirectional(new Summing(), new Summing());
    var found = net.forward(X, Tensor.of(3, 2), null, pass(net));
    assertThat(found.outputs().get(0).toDoubleArray())
        .containsExactly(1, 2, 9, 12, 4, 6, 8, 10, 9, 12, 5, 6);
    assertThat(found.outputs().get(1).toDoubleArray())
        .containsExactly(7, 8, 16, 18, 16, 18, 9, 10, 0, 0, 0, 0);
    for (var state : found.state()) {
      assertThat(state.steps().toIntArray()).containsExactly(3, 2);
      assertThat(state.sum().toDoubleArray()).containsExactly(9, 12, 16, 18);
    }
    Tensor last = net.last().forward(X, pass(net));
    assertThat(last.toDoubleArray()).containsExactly(9, 12, 9, 12, 27, 30, 27, 30);
    assertThat(Model.of(net).toString()).startsWith("Recurrent").contains("0: Summing");
  }

  @Test
  void standsOneAboveTheOther() {
    Recurrent<Read> net = Recurrent.of(new Summing()).then(Recurrent.of(new Summing()));
    Tensor found = net.forward(X, pass(net));
    assertThat(found.get(0).toDoubleArray()).containsExactly(1, 2, 5, 8, 14, 20);
    Read one = new Read(Tensor.ones(DType.FLOAT64, 2, 2), Tensor.of(4, 4));
    var more = net.forward(X, null, List.of(one, one), pass(net));
    assertThat(more.outputs().get(0).toDoubleArray()).containsExactly(3, 4, 8, 11, 18, 24);
    assertThat(more.state().get(1).steps().toIntArray()).containsExactly(7, 7);
  }

  @Test
  void dropsBetweenLayersInTrainingOnly() {
    Recurrent<Read> net =
        Recurrent.of(new Summing()).then(Recurrent.of(new Summing())).dropout(0.5);
    Model<Recurrent<Read>> model = Model.of(net, DType.FLOAT64);
    Tensor ones = Tensor.ones(DType.FLOAT64, 8, 1, 2);
    assertThat(net.forward(ones, model.inference(Values.empty())).toDoubleArray()).containsOnly(1);
    assertThat(net.forward(ones, model.training(Values.empty(), Key.of(3))).toDoubleArray())
        .containsOnly(0, 2)
        .contains(0, 2);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Recurrent<Read> net = Recurrent.of(new Summing());
    Recurrent<Read> both = Recurrent.bidirectional(new Summing(), new Summing());
    assertThatThrownBy(() -> net.forward(Tensor.of(1.0), pass(net)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recurrent: the input is no sequence: x is FLOAT64[1]; give [N, T, ...] of one step or"
                + " more");
    assertThatThrownBy(() -> net.forward(X, Tensor.of(1, 2, 3), null, pass(net)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recurrent: the mask does not fit the input: it is INT32[3], x is [2, 3, 2]; give BOOL"
                + " [2, 3], or lengths, INT32 [2]");
    assertThatThrownBy(() -> both.forward(X, null, List.of(new Read(X, X)), pass(both)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recurrent: 1 initial states for 2 cells; give one for each, from below, forwards"
                + " first");
    assertThatThrownBy(() -> both.then(net))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recurrent: layers that read both ways stand below one that reads forwards; let all"
                + " read alike, or put them one after the other in a Sequential");
    assertThatThrownBy(() -> net.then(net).dropout(0))
        .hasMessage("recurrent: not a keep probability: 0.0; give a number above 0, at most 1");
    assertThatThrownBy(() -> net.dropout(0.5))
        .hasMessage(
            "recurrent: one layer has nothing between layers to drop; put others above it before,"
                + " or a dropout behind it");
    assertThatThrownBy(() -> net.then(net.then(net).dropout(0.5)))
        .hasMessage(
            "recurrent: the layers above keep 0.5 between them, those below 1.0; say dropout(...)"
                + " of the whole");
    Tensor scalar = Tensor.scalar(1);
    Tensor sums = Tensor.zeros(DType.FLOAT64, 2, 2);
    for (@Nullable Tensor mask : new @Nullable Tensor[] {null, Tensor.of(3, 2)}) {
      assertThatThrownBy(() -> net.forward(X, mask, List.of(new Read(X.get(0), scalar)), pass(net)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "recurrent: the state before the first step does not fit 2 examples: its sum is"
                  + " FLOAT64[3, 2]; give [N, ...]");
      assertThatThrownBy(() -> net.forward(X, mask, List.of(new Read(sums, scalar)), pass(net)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "recurrent: the state before the first step does not fit 2 examples: its steps is"
                  + " INT32[]; give [N, ...]");
    }
  }

  /** A state that is one number of each example after a step, and was two before. */
  private record Shrinking() implements RecurrentCell<Tensor> {

    @Override
    public Tensor initial(Tensor x) {
      return Tensor.zeros(DType.FLOAT64, x.shape().side(0), 2);
    }

    @Override
    public Tensor step(Tensor x, Tensor state, Pass pass) {
      return Reductions.sum(x, true, 1);
    }

    @Override
    public Tensor output(Tensor state) {
      return state;
    }
  }

  @Test
  void refusesAStateThatChangesItsShapeWithAMaskToo() {
    Recurrent<Tensor> net = Recurrent.of(new Shrinking());
    for (@Nullable Tensor mask : new @Nullable Tensor[] {null, Tensor.of(3, 2)}) {
      assertThatThrownBy(() -> net.forward(X, mask, null, pass(net)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "scan: the carry changes: it is FLOAT64[2, 2] at first and FLOAT64[2, 1] after a"
                  + " step; return it with the dtype and shape that it has");
    }
  }

  /** Whether the number of steps was odd. */
  private record Flipping() implements RecurrentCell<Tensor> {

    @Override
    public Tensor initial(Tensor x) {
      return Tensor.zeros(new Spec(DType.BOOL, Shape.of(x.shape().side(0), 1)));
    }

    @Override
    public Tensor step(Tensor x, Tensor state, Pass pass) {
      return Comparisons.not(state);
    }

    @Override
    public Tensor output(Tensor state) {
      return state.to(DType.FLOAT64);
    }
  }

  @Test
  void keepsTruthValuesWhereThereIsNoStep() {
    Recurrent<Tensor> net = Recurrent.of(new Flipping());
    var found = net.forward(X, Tensor.of(3, 2), null, pass(net));
    assertThat(found.outputs().toDoubleArray()).containsExactly(1, 0, 1, 1, 0, 0);
    assertThat(found.state().get(0).to(DType.INT32).toIntArray()).containsExactly(1, 0);
  }

  /** A number a step: there is no axis along which two directions could be joined. */
  private record Counting() implements RecurrentCell<Tensor> {

    @Override
    public Tensor initial(Tensor x) {
      return Tensor.zeros(DType.FLOAT64, x.shape().side(0));
    }

    @Override
    public Tensor step(Tensor x, Tensor state, Pass pass) {
      return state.plus(x);
    }

    @Override
    public Tensor output(Tensor state) {
      return state;
    }
  }

  @Test
  void readsNumbersToo() {
    Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    Recurrent<Tensor> net = Recurrent.of(new Counting());
    assertThat(net.forward(x, Tensor.of(3, 1), null, pass(net)).outputs().toDoubleArray())
        .containsExactly(1, 3, 6, 4, 0, 0);
    Recurrent<Tensor> both = Recurrent.bidirectional(new Counting(), new Counting());
    assertThatThrownBy(() -> both.forward(x, pass(both)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recurrent: the outputs of two directions have no axis to be joined along: they are"
                + " FLOAT64[2, 3]; give out [N, features, ...] at each step");
  }
}
