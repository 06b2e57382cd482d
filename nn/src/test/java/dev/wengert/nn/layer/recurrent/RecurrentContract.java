package dev.wengert.nn.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Shapes;
import dev.wengert.program.Program;
import dev.wengert.testing.Gates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every recurrent layer keeps; a test of one says how it is made and what one step is. */
abstract class RecurrentContract {

  /** Outputs and state, whatever the layer calls them. */
  record Run(Tensor outputs, List<Tensor> state) {}

  abstract String name();

  abstract int gates();

  abstract int states();

  abstract Layer layer(int inputs, int hidden, Recurrence how);

  abstract Run run(
      Layer layer, Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass);

  /** One step as the operations have it. */
  abstract List<Tensor> cell(
      Tensor x, List<Tensor> state, Tensor wx, Tensor wh, Tensor bx, Tensor bh);

  private static final int IN = 3;
  private static final int HIDDEN = 2;
  private static final Tensor X = Draws.normal(1, 2, 4, IN);
  private static final Tensor LENGTHS = Tensor.of(2, 4);

  private final Recurrence one = Recurrence.layers(1);
  private final Recurrence full = Recurrence.layers(2).bidirectional().dropout(0.8);

  private List<Tensor> initial(int directions, int examples) {
    List<Tensor> initial = new ArrayList<>();
    for (int s = 0; s < states(); s++) {
      initial.add(Draws.normal(40 + s, directions, examples, HIDDEN));
    }
    return initial;
  }

  private Run inference(Layer layer, Values values, Tensor x, @Nullable Tensor mask) {
    return run(layer, x, mask, null, Draws.model(layer).inference(values));
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(1e-12));
  }

  @Test
  void isTheCellStepByStep() {
    Layer layer = layer(IN, HIDDEN, one);
    Values values = Draws.values(Draws.model(layer), 2);
    List<Tensor> initial = initial(1, 2);
    Run run = run(layer, X, null, initial, Draws.model(layer).inference(values));
    List<Tensor> state = initial.stream().map(part -> part.get(0)).toList();
    for (int t = 0; t < 4; t++) {
      Tensor x = Shapes.split(X, 1, 1, 1, 1, 1).get(t).reshape(2, IN);
      state =
          cell(
              x,
              state,
              values.get("0.inputWeight"),
              values.get("0.stateWeight"),
              values.get("0.inputBias"),
              values.get("0.stateBias"));
      assertClose(
          Shapes.split(run.outputs(), 1, 1, 1, 1, 1).get(t).reshape(2, HIDDEN), state.get(0));
    }
    for (int s = 0; s < states(); s++) {
      assertClose(run.state().get(s), state.get(s).reshape(1, 2, HIDDEN));
    }
    assertThat(layer.forward(X, Draws.model(layer).inference(values)).toDoubleArray())
        .isEqualTo(inference(layer, values, X, null).outputs().toDoubleArray())
        .isNotEqualTo(run.outputs().toDoubleArray());
  }

  @Test
  void aStackIsOneLayerAfterTheOther() {
    Layer both = layer(IN, HIDDEN, Recurrence.layers(2));
    Values values = Draws.values(Draws.model(both), 3);
    Run below = inference(layer(IN, HIDDEN, one), part(values, "0.", "0."), X, null);
    Run above =
        inference(layer(HIDDEN, HIDDEN, one), part(values, "1.", "0."), below.outputs(), null);
    Run run = inference(both, values, X, null);
    assertClose(run.outputs(), above.outputs());
    for (int s = 0; s < states(); s++) {
      assertClose(run.state().get(s), Shapes.concat(0, below.state().get(s), above.state().get(s)));
    }
  }

  @Test
  void bothWaysIsTheReversedSequenceReversed() {
    Layer both = layer(IN, HIDDEN, one.bidirectional());
    Values values = Draws.values(Draws.model(both), 4);
    Values forwards = without(values, "0.reverse.");
    Run there = inference(layer(IN, HIDDEN, one), forwards, X, null);
    Run back =
        inference(
            layer(IN, HIDDEN, one), part(values, "0.reverse.", "0."), Shapes.flip(X, 1), null);
    Run run = inference(both, values, X, null);
    assertClose(run.outputs(), Shapes.concat(2, there.outputs(), Shapes.flip(back.outputs(), 1)));
    for (int s = 0; s < states(); s++) {
      assertClose(run.state().get(s), Shapes.concat(0, there.state().get(s), back.state().get(s)));
    }
  }

  private static Values part(Values values, String prefix, String instead) {
    Map<String, Tensor> chosen = new LinkedHashMap<>();
    values
        .byPath()
        .forEach(
            (path, value) -> {
              if (path.startsWith(prefix)) {
                chosen.put(instead + path.substring(prefix.length()), value);
              }
            });
    assertThat(chosen).isNotEmpty();
    return new Values(ImmutableMap.copyOf(chosen));
  }

  private static Values without(Values values, String prefix) {
    Map<String, Tensor> chosen = new LinkedHashMap<>(values.byPath());
    chosen.keySet().removeIf(path -> path.startsWith(prefix));
    return new Values(ImmutableMap.copyOf(chosen));
  }

  @Test
  void aPaddedExampleIsTheExampleByItself() {
    Layer layer = layer(IN, HIDDEN, full);
    Values values = Draws.values(Draws.model(layer), 5);
    Run run = inference(layer, values, X, LENGTHS);
    Run shortOne = inference(layer, values, range(X, 0, 2), null);
    Run longOne = inference(layer, values, range(X, 1, 4), null);
    assertClose(range(run.outputs(), 0, 2), shortOne.outputs());
    assertClose(range(run.outputs(), 1, 4), longOne.outputs());
    assertThat(run.outputs().toDoubleArray()).endsWith(longOne.outputs().toDoubleArray());
    assertThat(run.outputs().get(Index.at(0), Index.from(2)).toDoubleArray()).containsOnly(0);
    for (int s = 0; s < states(); s++) {
      assertClose(
          run.state().get(s), Shapes.concat(1, shortOne.state().get(s), longOne.state().get(s)));
    }
  }

  /** The first steps of one example, [1, steps, ...]. */
  private static Tensor range(Tensor x, int example, int steps) {
    return x.get(Index.range(example, example + 1), Index.range(0, steps));
  }

  @Test
  void aMaskMayHaveHoles() {
    Layer layer = layer(IN, HIDDEN, full);
    Values values = Draws.values(Draws.model(layer), 6);
    Tensor mask =
        Tensor.of(new boolean[][] {{true, true, false, false}, {false, true, true, false}});
    Run run = inference(layer, values, X, mask);
    Tensor inner = X.get(Index.range(1, 2), Index.range(1, 3));
    Run alone = inference(layer, values, inner, null);
    assertClose(run.outputs().get(Index.range(1, 2), Index.range(1, 3)), alone.outputs());
    Tensor same = Tensor.of(new boolean[][] {{true, true, false, false}, {true, true, true, true}});
    assertThat(inference(layer, values, X, same).outputs().toDoubleArray())
        .isEqualTo(inference(layer, values, X, LENGTHS).outputs().toDoubleArray());
  }

  @Test
  void paddingReachesNeitherOutputsNorGradients() {
    Layer layer = layer(IN, HIDDEN, Recurrence.layers(2).bidirectional().normalized());
    Model<Layer> model = Draws.model(layer);
    Values values = Draws.values(model, 7);
    double[] padding = new double[2 * 4 * IN];
    Arrays.fill(padding, 2 * IN, 4 * IN, Double.NaN);
    List<double[]> clean = gradients(model, values, X);
    List<double[]> dirty = gradients(model, values, X.plus(Tensor.wrap(padding, 2, 4, IN)));
    assertThat(dirty).hasSameSizeAs(clean).hasSizeGreaterThan(16);
    for (int i = 0; i < clean.size(); i++) {
      assertThat(dirty.get(i))
          .as("result %s", i)
          .isEqualTo(clean.get(i))
          .doesNotContain(Double.NaN);
    }
  }

  /** The output, the gradient of x and that of each parameter. */
  private List<double[]> gradients(Model<Layer> model, Values values, Tensor x) {
    Tape tape = new Tape();
    Tensor in = tape.watch(x);
    Values watched = values.map((path, value) -> tape.watch(value));
    Run run = run(model.root(), in, LENGTHS, null, model.inference(watched));
    Tensor loss = Reductions.sum(run.outputs().times(Draws.normal(9, 2, 4, 2 * HIDDEN)));
    var gradients = tape.gradients(loss.plus(Reductions.sum(run.state().get(0))));
    List<double[]> results = new ArrayList<>();
    results.add(run.outputs().detach().toDoubleArray());
    results.add(gradients.of(in).toDoubleArray());
    watched.byPath().values().forEach(value -> results.add(gradients.of(value).toDoubleArray()));
    return results;
  }

  @Test
  void dropoutStandsBetweenLayersInTraining() {
    Layer layer = layer(IN, HIDDEN, Recurrence.layers(2).dropout(0.5));
    Model<Layer> model = Draws.model(layer);
    Values values = Draws.values(model, 8);
    Run below = inference(layer(IN, HIDDEN, one), part(values, "0.", "0."), X, null);
    Tensor dropped = Regularization.dropout(below.outputs(), Key.of(9).fold("").fold(1), 0.5);
    Run above = inference(layer(HIDDEN, HIDDEN, one), part(values, "1.", "0."), dropped, null);
    assertClose(layer.forward(X, model.training(values, Key.of(9))), above.outputs());
    Layer bare = layer(IN, HIDDEN, Recurrence.layers(2));
    assertClose(Draws.run(model, values, X), Draws.run(Draws.model(bare), values, X));
  }

  @Test
  void parametersHaveTheirPathsAndShapes() {
    Map<String, String> shapes =
        Draws.parameters(layer(IN, 5, Recurrence.layers(2).bidirectional()));
    String rows = Integer.toString(gates() * 5);
    assertThat(shapes.keySet().stream().limit(8))
        .containsExactly(
            "0.inputWeight",
            "0.stateWeight",
            "0.inputBias",
            "0.stateBias",
            "0.reverse.inputWeight",
            "0.reverse.stateWeight",
            "0.reverse.inputBias",
            "0.reverse.stateBias");
    assertThat(shapes).hasSize(16);
    assertThat(shapes.get("0.inputWeight")).isEqualTo("[" + rows + ", 3]");
    assertThat(shapes.get("1.inputWeight")).isEqualTo("[" + rows + ", 10]");
    assertThat(shapes.get("1.reverse.stateWeight")).isEqualTo("[" + rows + ", 5]");
    assertThat(shapes.get("1.reverse.stateBias")).isEqualTo("[" + rows + "]");
    Map<String, String> normalized = Draws.parameters(layer(IN, 5, one.normalized()));
    assertThat(normalized.get("0.inputScale")).isEqualTo("[" + rows + "]");
    assertThat(normalized.get("0.stateScale")).isEqualTo("[" + rows + "]");
  }

  @Test
  void weightsOfStatesBeginOrthogonal() {
    Values values = Draws.model(layer(IN, 5, one)).initialize(Key.of(3));
    Tensor gate = values.get("0.stateWeight").get(Index.range(0, 5));
    assertClose(gate.matmul(gate.transpose()), Creation.eye(gate.dtype(), 5));
    double bound = Math.sqrt(6.0 / (IN + 5));
    for (double weight : values.get("0.inputWeight").toDoubleArray()) {
      assertThat(Math.abs(weight)).isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void gradientsOfOneLayer() {
    Tensor x = Draws.normal(11, 2, 3, 2);
    List<Tensor> given = new ArrayList<>(List.of(x));
    given.addAll(initial(1, 2));
    LayerCheck.check(
        layer(2, HIDDEN, one),
        given,
        (l, in, pass) -> all(run(l, in.get(0), null, in.subList(1, in.size()), pass)));
  }

  @Test
  @Tag(Gates.TAG)
  void gradientsThroughStackMaskAndDropout() {
    Tensor x = Draws.normal(12, 2, 3, 1);
    Tensor lengths = Tensor.of(3, 2);
    LayerCheck.check(
        layer(1, 1, full),
        List.of(x),
        (l, in, pass) -> all(run(l, in.get(0), lengths, null, pass)));
  }

  @Test
  void gradientsOfANormalizingLayer() {
    Tensor x = Draws.normal(13, 2, 2, 2);
    LayerCheck.check(
        layer(2, 3, one.normalized()),
        List.of(x),
        (l, in, pass) -> all(run(l, in.get(0), null, null, pass)));
  }

  /** Everything that a run gives, in one row. */
  private static Tensor all(Run run) {
    List<Tensor> parts = new ArrayList<>(List.of(run.outputs().reshape(run.outputs().size())));
    run.state().forEach(part -> parts.add(part.reshape(part.size())));
    return Shapes.concat(0, parts);
  }

  @Test
  @Tag(Gates.TAG)
  void gradientsOfANormalizingLayerBothWaysWithAMask() {
    Tensor x = Draws.normal(14, 2, 2, 2);
    Tensor lengths = Tensor.of(1, 2);
    LayerCheck.check(
        layer(2, 3, one.normalized().bidirectional()),
        List.of(x),
        (l, in, pass) -> all(run(l, in.get(0), lengths, null, pass)));
  }

  /** The gradients of a loss, as a function of the input. */
  private Function<List<Tensor>, List<Tensor>> gradients(Layer layer, @Nullable Tensor mask) {
    Model<Layer> model = Draws.model(layer);
    Values values = Draws.values(model, 12);
    return in ->
        Leaves.of(
                Autodiff.grad(
                    (Values some) -> {
                      Pass pass = model.training(some, Key.of(8));
                      Run run = run(layer, in.get(0), mask, null, pass);
                      return Reductions.sum(run.outputs().pow(2))
                          .plus(Reductions.sum(run.state().get(0)));
                    },
                    values))
            .tensors();
  }

  @Test
  void aProgramOfAThousandStepsIsAsShortAsOneOfTen() {
    Function<List<Tensor>, List<Tensor>> f = gradients(layer(IN, HIDDEN, full), null);
    int ten = lines(Program.of(f, new Spec(DType.FLOAT64, Shape.of(2, 10, IN))));
    int thousand = lines(Program.of(f, new Spec(DType.FLOAT64, Shape.of(2, 1000, IN))));
    assertThat(thousand).isEqualTo(ten);
  }

  private static int lines(Program program) {
    return (int) program.toString().lines().count();
  }

  @Test
  void aProgramGivesTheSameBits() {
    for (Tensor mask : Arrays.asList(null, LENGTHS)) {
      Function<List<Tensor>, List<Tensor>> f =
          gradients(layer(IN, HIDDEN, full.normalized()), mask);
      List<Tensor> expected = f.apply(List.of(X));
      List<Tensor> found = Program.of(f, X.spec()).run(X);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i).toDoubleArray()).isEqualTo(expected.get(i).toDoubleArray());
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedByPath() {
    Layer layer = layer(IN, HIDDEN, full);
    Model<Sequential> model = Draws.model(Sequential.of(ImmutableMap.of("reader", layer)));
    Values values = model.initialize(Key.of(1));
    Pass pass = model.inference(values);
    String who = name() + " (reader): ";
    assertThatThrownBy(() -> layer.forward(Draws.normal(1, 2, 4, 2), pass))
        .hasMessage(
            who
                + "the input does not fit the weights: x is FLOAT64[2, 4, 2]; give a floating"
                + " tensor [N, T, 3] of one step or more");
    assertThatThrownBy(() -> layer.forward(Draws.normal(1, 2, 0, IN), pass))
        .hasMessageStartingWith(who + "the input does not fit the weights: x is FLOAT64[2, 0, 3];");
    assertThatThrownBy(() -> run(layer, X, Tensor.of(1, 2, 3), null, pass))
        .hasMessage(
            who
                + "the mask does not fit the input: it is INT32[3], x is [2, 4, 3]; give BOOL [2,"
                + " 4], or lengths, INT32 [2]");
    assertThatThrownBy(() -> run(layer, X, null, initial(1, 2), pass))
        .hasMessage(
            who
                + "the initial state does not fit: it is FLOAT64[1, 2, 2] for an input FLOAT64[2,"
                + " 4, 3]; give FLOAT64[4, 2, 2]");
    assertThatThrownBy(() -> layer(0, 2, one))
        .hasMessage(name() + ": not a number of features: 0 inputs, 2 hidden; give 1 or more");
    assertThat(layer.forward(Draws.normal(1, 0, 4, IN), pass).shape())
        .isEqualTo(Shape.of(0, 4, 2 * HIDDEN));
  }
}
