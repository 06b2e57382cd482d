package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;
import dev.wengert.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MultiHeadAttentionTest {

  private static final Tensor X = random(1, 2, 3, 4);

  private static Tensor random(int seed, int... sides) {
    return Key.of(Seeds.of(seed)).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  @Test
  void itAgreesWithNumPy() {
    TransformerReference.of("self")
        .check(
            MultiHeadAttention.of(6, 2),
            List.of("x"),
            (layer, in, pass) -> layer.forward(in.get(0), pass));
    TransformerReference.of("causal")
        .check(
            MultiHeadAttention.of(6, 2),
            List.of("x"),
            (layer, in, pass) -> layer.forward(in.get(0), AttentionMask.causal(), pass));
    TransformerReference.of("padded")
        .check(
            MultiHeadAttention.of(6, 2),
            List.of("x", "valid"),
            (layer, in, pass) ->
                layer.forward(in.get(0), AttentionMask.padding(in.get(1).gt(0)), pass));
    TransformerReference.of("cross")
        .check(
            MultiHeadAttention.of(6, 2).withMemoryWidth(5).withoutBias(),
            List.of("q", "k", "v"),
            (layer, in, pass) ->
                layer.forward(in.get(0), in.get(1), in.get(2), AttentionMask.none(), pass));
  }

  /** With identities for weights, heads side by side are what PyTorch has behind one another. */
  @Test
  void itAgreesWithPyTorch() throws IOException {
    int cases = 0;
    for (String line : Files.readAllLines(Path.of("../ops/src/test/resources/torch_ops.jsonl"))) {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      if (json.get("op").getAsString().equals("attention")) {
        cases++;
        boolean causal = json.getAsJsonObject("attrs").get("causal").getAsBoolean();
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.none();
        List<Tensor> inputs = tensors(json, "inputs");
        Tensor cotangent = tensor(json.getAsJsonObject("cotangent"));
        Function<List<Tensor>, Tensor> f = in -> bare(in, mask);
        Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, inputs);
        assertClose(vjp.value(), tensor(json.getAsJsonObject("output")));
        List<Tensor> gradients = vjp.pullback().apply(cotangent);
        List<Tensor> second =
            Autodiff.hvp(
                in -> Reductions.sum(f.apply(in).times(cotangent)),
                inputs,
                tensors(json, "tangents"));
        for (int i = 0; i < 3; i++) {
          assertClose(gradients.get(i), tensors(json, "grads").get(i));
          assertClose(second.get(i), tensors(json, "hvp").get(i));
        }
      }
    }
    assertThat(cases).isEqualTo(2);
  }

  /** Attention of q, k and v [N, H, T, D] by a layer whose weights are identities. */
  private static Tensor bare(List<Tensor> in, AttentionMask mask) {
    Shape q = in.get(0).shape();
    int width = q.side(1) * q.side(3);
    Model<MultiHeadAttention> model =
        Model.of(MultiHeadAttention.of(width, q.side(1)).withoutBias(), DType.FLOAT64);
    Values identities =
        model.initialize(Key.of(1)).map((path, value) -> Creation.eye(DType.FLOAT64, width));
    Tensor y =
        model
            .root()
            .forward(
                joined(in.get(0)),
                joined(in.get(1)),
                joined(in.get(2)),
                mask,
                model.inference(identities));
    return y.reshape(q.side(0), q.side(2), q.side(1), q.side(3)).transpose(0, 2, 1, 3);
  }

  private static Tensor joined(Tensor x) {
    return x.transpose(0, 2, 1, 3)
        .reshape(x.shape().side(0), x.shape().side(2), x.shape().side(1) * x.shape().side(3));
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(1e-12));
  }

  private static List<Tensor> tensors(JsonObject json, String field) {
    List<Tensor> result = new ArrayList<>();
    json.getAsJsonArray(field).forEach(one -> result.add(tensor(one.getAsJsonObject())));
    return result;
  }

  private static Tensor tensor(JsonObject json) {
    Gson gson = new Gson();
    return Tensor.wrap(
        gson.fromJson(json.get("data"), double[].class),
        gson.fromJson(json.get("shape"), int[].class));
  }

  @Test
  void derivativesAreRightForInputsAndParameters() {
    Tensor x = random(1, 1, 3, 4);
    LayerCheck.check(MultiHeadAttention.of(4, 2).withoutBias().withKeepProbability(0.7), x);
    // A key's bias adds the same to all scores of a query, which the softmax does not see: its
    // derivative is 0, unless keys are rotated.
    LayerCheck.training(MultiHeadAttention.of(4, 2).withRotary(3), x).run().assertCorrect();
    LayerCheck.check(MultiHeadAttention.of(8, 4).withKeyHeads(2).withoutBias(), random(4, 2, 3, 8));
    MultiHeadAttention cross = MultiHeadAttention.of(4, 2).withMemoryWidth(3).withoutBias();
    AttentionMask mask = AttentionMask.lengths(Tensor.of(3, 2), 3).and(AttentionMask.causal());
    LayerCheck.training(
            cross,
            List.of(random(1, 2, 2, 4), random(2, 2, 3, 3), random(3, 2, 3, 3)),
            (layer, in, pass) -> layer.forward(in.get(0), in.get(1), in.get(2), mask, pass))
        .run()
        .assertCorrect();
  }

  @Test
  void aKeysBiasChangesNothing() {
    Model<MultiHeadAttention> model = Model.of(MultiHeadAttention.of(4, 2), DType.FLOAT64);
    Values values = model.initialize(Key.of(5));
    Values moved = values.with("key.bias", Tensor.of(1.0, -2.0, 3.0, 0.5));
    assertThat(model.root().forward(X, model.inference(moved)).toDoubleArray())
        .containsExactly(
            model.root().forward(X, model.inference(values)).toDoubleArray(), within(1e-14));
  }

  @Test
  void theFutureChangesNothing() {
    Model<MultiHeadAttention> model = Model.of(MultiHeadAttention.of(4, 2), DType.FLOAT64);
    Values values = model.initialize(Key.of(5));
    Tensor last = Tensor.of(0.0, 0.0, 1.0).reshape(3, 1);
    Tensor changed = X.plus(last.times(random(6, 2, 3, 4)));
    Tensor before = model.root().forward(X, AttentionMask.causal(), model.inference(values));
    Tensor after = model.root().forward(changed, AttentionMask.causal(), model.inference(values));
    double[] a = before.toDoubleArray();
    double[] b = after.toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      boolean earlier = i / 4 % 3 < 2;
      assertThat(a[i] == b[i]).as("element %s", i).isEqualTo(earlier);
    }
    // And no gradient flows back from an earlier position to a later one.
    Tensor gradient =
        Autodiff.grad(
                x ->
                    Reductions.sum(
                        Indexing.take(
                                model
                                    .root()
                                    .forward(x, AttentionMask.causal(), model.inference(values)),
                                Tensor.of(1),
                                1)
                            .pow(2)))
            .apply(X);
    assertThat(Indexing.take(gradient, Tensor.of(2), 1).toDoubleArray()).containsOnly(0);
    assertThat(Indexing.take(gradient, Tensor.of(0), 1).toDoubleArray()).doesNotContain(0);
  }

  /** Without positions equal inputs make equal outputs; what counts is the distance. */
  @Test
  void rotationTellsPositions() {
    MultiHeadAttention rotary = MultiHeadAttention.of(4, 2).withoutBias().withRotary(6);
    Model<MultiHeadAttention> model = Model.of(rotary, DType.FLOAT64);
    Values values = model.initialize(Key.of(5));
    Tensor x = random(6, 1, 3, 4);
    Tensor far = Shapes.concat(1, random(7, 1, 2, 4), x);
    AttentionMask last = AttentionMask.of(Tensor.of(false, false, true, true, true));
    Tensor moved = model.root().forward(far, last, model.inference(values));
    assertThat(moved.toDoubleArray()).hasSize(20);
    assertThat(Arrays.copyOfRange(moved.toDoubleArray(), 8, 20))
        .containsExactly(
            model.root().forward(x, model.inference(values)).toDoubleArray(), within(1e-14));
    // Attention without positions would give the same, in the other order.
    Tensor turned = model.root().forward(Shapes.flip(x, 1), model.inference(values));
    Tensor off = Shapes.flip(turned, 1).minus(model.root().forward(x, model.inference(values)));
    assertThat(Reductions.norm(off).item()).isGreaterThan(0.01);
    assertThatThrownBy(() -> model.root().forward(random(1, 1, 7, 4), model.inference(values)))
        .hasMessage(
            "multiHeadAttention: a sequence is too long: query [1, 7, 4], key [1, 7, 4] behind"
                + " 0 places; give up to 6 positions");
  }

  @Test
  void onlyTrainingDropsWeights() {
    Model<MultiHeadAttention> model =
        Model.of(MultiHeadAttention.of(4, 2).withKeepProbability(0.5), DType.FLOAT64);
    Values values = model.initialize(Key.of(5));
    double[] training = model.root().forward(X, model.training(values, Key.of(1))).toDoubleArray();
    assertThat(model.root().forward(X, model.training(values, Key.of(1))).toDoubleArray())
        .isEqualTo(training);
    assertThat(model.root().forward(X, model.training(values, Key.of(2))).toDoubleArray())
        .isNotEqualTo(training);
    assertThat(model.root().forward(X, model.inference(values)).toDoubleArray())
        .isNotEqualTo(training);
  }

  /** One query that sees one key: the weight is 1, kept with probability 0.5 and then 2. */
  @Test
  void whatIsKeptIsScaledUp() {
    Model<MultiHeadAttention> model =
        Model.of(MultiHeadAttention.of(1, 1).withoutBias().withKeepProbability(0.5), DType.FLOAT64);
    Values ones =
        model.initialize(Key.of(1)).map((path, value) -> Tensor.ones(value.dtype(), 1, 1));
    Tensor x = Tensor.full(DType.FLOAT64, 3, 200, 1, 1);
    double[] y = model.root().forward(x, model.training(ones, Key.of(7))).toDoubleArray();
    assertThat(y).containsOnly(0, 6);
    // 200 draws: the mean's standard deviation is 3 / sqrt(200) = 0.21.
    assertThat(Arrays.stream(y).average().orElseThrow()).isCloseTo(3, within(1.0));
  }

  @Test
  void aQueryThatSeesNothingGetsTheOutputsBias() {
    Model<MultiHeadAttention> model = Model.of(MultiHeadAttention.of(4, 2), DType.FLOAT64);
    Values values = model.initialize(Key.of(5)).with("output.bias", Tensor.of(1.0, 2.0, 3.0, 4.0));
    AttentionMask first = AttentionMask.of(Tensor.of(true, false, true).reshape(3, 1));
    double[] y = model.root().forward(X, first, model.inference(values)).toDoubleArray();
    assertThat(Arrays.copyOfRange(y, 4, 8)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void errorsNameTheLayerByItsPath() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(3, 4), MultiHeadAttention.of(4, 2)), DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> model.root().forward(random(1, 2, 3), model.inference(values)))
        .hasMessage(
            "multiHeadAttention (1): the inputs do not fit: query [2, 4], key [2, 4], value [2, 4];"
                + " give [N, T, 4] and twice [N, S, 4]");
    MultiHeadAttention attention = (MultiHeadAttention) model.root().layers().get(1);
    assertThatThrownBy(
            () ->
                attention.forward(
                    X, X, random(2, 2, 5, 4), AttentionMask.none(), model.inference(values)))
        .hasMessage(
            "multiHeadAttention (1): the inputs do not fit: query [2, 3, 4], key [2, 3, 4], value"
                + " [2, 5, 4]; give [N, T, 4] and twice [N, S, 4]");
    AttentionMask wrong = AttentionMask.of(Tensor.of(true, true));
    assertThatThrownBy(() -> attention.forward(X, wrong, model.inference(values)))
        .hasMessage(
            "multiHeadAttention (1): the mask does not broadcast: it is [2]; give what broadcasts"
                + " to [2, 2, 3, 3]");
    assertThatThrownBy(() -> MultiHeadAttention.of(6, 4))
        .hasMessage("multiHeadAttention: 4 heads do not divide a width of 6; give a divisor");
    assertThatThrownBy(() -> MultiHeadAttention.of(6, 3).withKeepProbability(0))
        .hasMessage(
            "multiHeadAttention: not a keep probability: 0.0; give a number above 0, at most 1");
  }

  /** Each of the four begins as a square matrix of its own. */
  @Test
  void weightsBeginAsXavierSays() {
    Model<MultiHeadAttention> model = Model.of(MultiHeadAttention.of(64, 8), DType.FLOAT64);
    Values values = model.initialize(Key.of(3));
    for (String path : List.of("query", "key", "value", "output")) {
      // 4,096 draws: the variance's relative deviation is, for uniform numbers, 0.014.
      assertThat(Reductions.variance(values.get(path + ".weight")).item())
          .isCloseTo(1 / 64.0, within(5 * 0.014 / 64));
      assertThat(values.get(path + ".bias").toDoubleArray()).containsOnly(0);
    }
  }
}
