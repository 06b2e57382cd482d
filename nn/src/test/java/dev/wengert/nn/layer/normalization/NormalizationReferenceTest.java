package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.ops.Reductions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The normalization layers agree with PyTorch: value, both modes, second order. */
class NormalizationReferenceTest {

  private static final int CASES = 15;
  private static final Key KEY = Key.of(1);

  @TestFactory
  List<DynamicTest> layersAgreeWithPyTorch() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    String text =
        Resources.toString(
            Resources.getResource(NormalizationReferenceTest.class, "/torch_normalization.jsonl"),
            UTF_8);
    for (String line : Splitter.on('\n').omitEmptyStrings().split(text)) {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      String op = json.get("op").getAsString();
      tests.add(DynamicTest.dynamicTest(tests.size() + " " + op, () -> check(op, json)));
    }
    assertThat(tests).hasSize(CASES);
    return tests;
  }

  private static void check(String op, JsonObject json) {
    ImmutableList<Tensor> inputs = tensors(json, "inputs");
    Function<List<Tensor>, Tensor> f = function(op, json, inputs);
    Tensor cotangent = tensor(json.get("cotangent"));
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, inputs);
    agree(vjp.value(), tensor(json.get("output")));
    List<Tensor> gradients = vjp.pullback().apply(cotangent);
    ImmutableList<Tensor> tangents = tensors(json, "tangents");
    agree(Autodiff.jvp(f, inputs, tangents).tangent(), tensor(json.get("jvp")));
    ImmutableList<Tensor> hvp =
        Autodiff.hvp(in -> Reductions.sum(f.apply(in).times(cotangent)), inputs, tangents);
    for (int i = 0; i < inputs.size(); i++) {
      agree(gradients.get(i), tensors(json, "grads").get(i));
      agree(hvp.get(i), tensors(json, "hvp").get(i));
    }
  }

  private static void agree(Tensor actual, Tensor expected) {
    double scale = Reductions.norm(expected).item();
    assertThatTensor(actual).isCloseTo(expected, 1e-9 * scale);
  }

  /** Returns the layer as a function of its inputs and then its parameters. */
  private static Function<List<Tensor>, Tensor> function(
      String op, JsonObject json, ImmutableList<Tensor> inputs) {
    JsonObject attributes = json.getAsJsonObject("attrs");
    int xs = op.equals("weight_norm") ? 0 : 1;
    Model<Layer> model = Model.of(layer(op, attributes, inputs), DType.FLOAT64);
    ImmutableList<String> paths = model.parameters().keySet().asList();
    assertThat(paths).hasSize(inputs.size() - xs);
    Values first = statistics(model.initialize(KEY), attributes);
    return in -> {
      ImmutableMap.Builder<String, Tensor> given = ImmutableMap.builder();
      for (int i = 0; i < paths.size(); i++) {
        given.put(paths.get(i), in.get(xs + i));
      }
      Values values = first.with(new Values(given.buildOrThrow()));
      Pass pass =
          op.equals("batch_norm_train") ? model.training(values, KEY) : model.inference(values);
      return model.root().forward(in.getFirst(), pass);
    };
  }

  private static Layer layer(String op, JsonObject attributes, List<Tensor> inputs) {
    double epsilon = attributes.has("eps") ? attributes.get("eps").getAsDouble() : Double.NaN;
    int size = inputs.get(1).size();
    return switch (op) {
      case "batch_norm_train", "batch_norm_eval" -> BatchNorm.of(size).epsilon(epsilon);
      case "layer_norm" -> LayerNorm.of(size).epsilon(epsilon);
      case "group_norm" -> GroupNorm.of(attributes.get("groups").getAsInt(), size).epsilon(epsilon);
      case "instance_norm" -> InstanceNorm.of(size).epsilon(epsilon);
      case "rms_norm" -> RmsNorm.of(size).epsilon(epsilon);
      case "weight_norm" -> WeightNorm.of(new Bare(inputs.getFirst()));
      default -> throw new IllegalArgumentException(op);
    };
  }

  private static Values statistics(Values values, JsonObject attributes) {
    return attributes.has("running_mean")
        ? values
            .with("runningMean", tensor(attributes.get("running_mean")))
            .with("runningVariance", tensor(attributes.get("running_var")))
        : values;
  }

  /** A layer that gives its weight. */
  private static final class Bare implements Layer {

    private final Parameter weight;

    Bare(Tensor like) {
      weight = Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), like.shape().sides());
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.parameter("weight", weight);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return pass.value(weight);
    }
  }

  private static ImmutableList<Tensor> tensors(JsonObject json, String field) {
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    json.getAsJsonArray(field).forEach(element -> result.add(tensor(element)));
    return result.build();
  }

  private static Tensor tensor(JsonElement element) {
    JsonObject object = element.getAsJsonObject();
    JsonArray data = object.getAsJsonArray("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i).getAsDouble();
    }
    JsonArray shape = object.getAsJsonArray("shape");
    int[] sides = new int[shape.size()];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = shape.get(i).getAsInt();
    }
    return Tensor.wrap(values, sides);
  }
}
