package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.nn.layer.attention.MultiHeadAttention;
import dev.wengert.nn.layer.attention.TransformerDecoder;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps that a mask or a length leaves out: whatever stands there reaches neither results nor
 * gradients of values, and lengths that no sequence has are refused by every layer alike.
 */
class MaskedStepsTest {

  private static final int STEPS = 4;

  /** A component that reads sequences filled up at their end. */
  interface Reader<M extends Component> {
    Tensor read(M root, Tensor x, Tensor lengths, Pass pass);
  }

  static Stream<Arguments> readers() {
    Recurrence deep = Recurrence.layers(2).bidirectional().normalized();
    TransformerSettings settings = TransformerSettings.of(4, 2);
    return Stream.of(
        row("rnn", Rnn.of(4, 3), (r, x, l, p) -> r.forward(x, l, null, p).outputs()),
        row("gru", Gru.of(4, 3), (r, x, l, p) -> r.forward(x, l, null, p).outputs()),
        row("lstm", Lstm.of(4, 3), (r, x, l, p) -> r.forward(x, l, null, p).outputs()),
        row("deep lstm", Lstm.of(4, 3, deep), (r, x, l, p) -> r.forward(x, l, null, p).outputs()),
        row("last state", Gru.of(4, 3, deep), (r, x, l, p) -> r.forward(x, l, null, p).state()),
        row("attention", MultiHeadAttention.of(4, 2), (r, x, l, p) -> r.forward(x, lengths(l), p)),
        row(
            "attention with a bias",
            MultiHeadAttention.of(4, 2),
            (r, x, l, p) -> r.forward(x, bias().and(lengths(l)), p)),
        row(
            "causal attention with a bias",
            MultiHeadAttention.of(4, 2),
            (r, x, l, p) -> r.forward(x, AttentionMask.causal().and(lengths(l)).and(bias()), p)),
        row(
            "rotary attention",
            MultiHeadAttention.of(4, 2).withRotary(STEPS),
            (r, x, l, p) -> r.forward(x, lengths(l), p)),
        row(
            "memory",
            MultiHeadAttention.of(4, 2),
            (r, x, l, p) -> r.forward(Tensor.ones(DType.FLOAT32, 3, 2, 4), x, x, lengths(l), p)),
        row(
            "encoder",
            TransformerEncoder.of(settings, 2),
            (r, x, l, p) -> r.forward(x, lengths(l), p)),
        row(
            "decoder's memory",
            TransformerDecoder.of(settings, 2),
            (r, x, l, p) ->
                r.forward(
                    Tensor.ones(DType.FLOAT32, 3, 2, 4),
                    x,
                    AttentionMask.causal(),
                    lengths(l),
                    p)));
  }

  private static <M extends Component> Arguments row(String name, M root, Reader<M> reader) {
    return arguments(named(name, root), reader);
  }

  private static AttentionMask lengths(Tensor lengths) {
    return AttentionMask.lengths(lengths, STEPS);
  }

  private static AttentionMask bias() {
    return AttentionMask.of(Key.of(8).normal(new Spec(DType.FLOAT32, Shape.of(2, 4, 4))));
  }

  private static Tensor inputs(double poison, int... lengths) {
    Tensor x = Key.of(2).normal(new Spec(DType.FLOAT32, Shape.of(lengths.length, STEPS, 4)));
    Tensor there = Creation.sequenceMask(Tensor.wrap(lengths, lengths.length), STEPS);
    return Selection.where(Shapes.unsqueeze(there, 2), x, poison);
  }

  /** What the steps that are there give, and the gradients of all values by it. */
  private static <M extends Component> double[][] run(
      M root, Reader<M> reader, double poison, int... lengths) {
    Model<M> model = Model.of(root);
    Tape tape = new Tape();
    Values values = model.initialize(Key.of(1)).map((path, value) -> tape.watch(value));
    Tensor at = Tensor.wrap(lengths, lengths.length);
    Tensor y = reader.read(root, inputs(poison, lengths), at, model.training(values, Key.of(3)));
    // Self-attention gives something to every query: those that are not there are the reader's own.
    Tensor counted =
        y.shape().side(1) == STEPS && y.rank() == 3 && y.shape().side(0) == lengths.length
            ? Regularization.mask(y, Shapes.unsqueeze(Creation.sequenceMask(at, STEPS), 2))
            : y;
    var gradients = tape.gradients(Reductions.sum(counted.times(counted)));
    double[][] result = new double[1 + values.byPath().size()][];
    result[0] = Autodiff.stopGradient(counted).detach().toDoubleArray();
    int i = 1;
    for (Tensor value : values.byPath().values()) {
      result[i++] = gradients.of(value).toDoubleArray();
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("readers")
  <M extends Component> void whatIsNotThereChangesNothing(M root, Reader<M> reader) {
    double[][] plain = run(root, reader, 0.5, 4, 2, 0);
    for (double[] numbers : plain) {
      for (double number : numbers) {
        assertThat(number).isFinite();
      }
    }
    for (double poison : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 3e38}) {
      double[][] poisoned = run(root, reader, poison, 4, 2, 0);
      for (int i = 0; i < plain.length; i++) {
        assertThat(poisoned[i]).as("%s with %s", i, poison).isEqualTo(plain[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  <M extends Component> void lengthsOutOfRangeAreRefused(M root, Reader<M> reader) {
    Model<M> model = Model.of(root);
    Pass pass = model.inference(model.initialize(Key.of(1)));
    for (int length : new int[] {STEPS + 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> reader.read(root, inputs(0, 4, 4, 4), Tensor.of(4, length, 0), pass))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage(
              "sequenceMask: the length at [1] is out of range: %s of 4 steps; give 0 to 4",
              length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRecurrentLayerNamesItsPath(boolean isGru) {
    Recur root = new Recur(isGru ? Gru.of(4, 3) : Rnn.of(4, 3));
    Model<Recur> model = Model.of(root);
    Pass pass = model.inference(model.initialize(Key.of(1)));
    assertThatThrownBy(() -> root.read(inputs(0, 4, 4), Tensor.of(5, -1), pass))
        .hasMessage(
            "sequenceMask (reader): the length at [0] is out of range: 5 of 4 steps; give 0 to 4");
  }

  private record Recur(Component layer) implements Component {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("reader", layer);
    }

    Tensor read(Tensor x, Tensor lengths, Pass pass) {
      return layer instanceof Gru gru
          ? gru.forward(x, lengths, null, pass).outputs()
          : ((Rnn) layer).forward(x, lengths, null, pass).outputs();
    }
  }
}
