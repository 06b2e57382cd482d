package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Reductions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An operation's inputs and what PyTorch computed from them, to be compared with a layer.
 *
 * @param line where it stands in the reference file
 * @param json the case
 */
@SuppressWarnings("exports") // tests of every package use it
public record TorchCase(int line, JsonObject json) {

  private static final Path FILE = Path.of("../ops/src/test/resources/torch_ops.jsonl");
  private static final double TOLERANCE = 1e-9;

  /** Returns all cases of an operation; there is one at least. */
  public static ImmutableList<TorchCase> of(String operation) {
    ImmutableList.Builder<TorchCase> cases = ImmutableList.builder();
    try {
      List<String> lines = Files.readAllLines(FILE);
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          JsonObject json = JsonParser.parseString(lines.get(i)).getAsJsonObject();
          if (json.get("op").getAsString().equals(operation)) {
            cases.add(new TorchCase(i + 1, json));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImmutableList<TorchCase> found = cases.build();
    assertThat(found).as(operation).isNotEmpty();
    return found;
  }

  /** Returns an attribute that is a whole number. */
  public int integer(String attribute) {
    return json.getAsJsonObject("attrs").get(attribute).getAsInt();
  }

  /** Returns an attribute that is a truth value. */
  public boolean flag(String attribute) {
    return json.getAsJsonObject("attrs").get(attribute).getAsBoolean();
  }

  /** Returns the floating inputs. */
  public ImmutableList<Tensor> inputs() {
    return tensors("inputs");
  }

  /** Returns the integer input, INT32. */
  public Tensor index() {
    JsonObject index = json.getAsJsonArray("indices").get(0).getAsJsonObject();
    return tensor(index).to(DType.INT32);
  }

  /**
   * Compares a layer's value, gradients and Hessian-vector products with PyTorch's.
   *
   * @param places for each floating input the path of the parameter that it is, or "" if the layer
   *     is given it
   * @param forward takes what the layer is given, in order
   */
  public <M extends Component> void check(
      M component, List<String> places, LayerCheck.Forward<M> forward) {
    Model<M> model = Model.of(component, DType.FLOAT64);
    Values start = model.initialize(Key.of(1));
    assertThat(places).as("line %s", line).hasSameSizeAs(inputs());
    assertThat(places).containsAll(model.parameters().keySet());
    Function<List<Tensor>, Tensor> f =
        in -> {
          List<Tensor> given = new ArrayList<>();
          Values values =
              start.map(
                  (path, value) -> places.contains(path) ? in.get(places.indexOf(path)) : value);
          for (int i = 0; i < in.size(); i++) {
            if (places.get(i).isEmpty()) {
              given.add(in.get(i));
            }
          }
          return forward.of(component, given, model.training(values, Key.of(2)));
        };
    Tensor cotangent = tensor(json.getAsJsonObject("cotangent"));
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, inputs());
    compare("output", vjp.value(), tensor(json.getAsJsonObject("output")));
    List<Tensor> gradients = vjp.pullback().apply(cotangent);
    List<Tensor> second =
        Autodiff.hvp(
            in -> Reductions.sum(f.apply(in).times(cotangent)), inputs(), tensors("tangents"));
    for (int i = 0; i < places.size(); i++) {
      compare("gradient " + i, gradients.get(i), tensors("grads").get(i));
      compare("second derivative " + i, second.get(i), tensors("hvp").get(i));
    }
  }

  /** Relative to the largest element, so that cancellation in one element is no disagreement. */
  private void compare(String what, Tensor actual, Tensor expected) {
    assertThat(actual.spec()).as("line %s: %s", line, what).isEqualTo(expected.spec());
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    double scale = 0;
    for (double value : e) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < e.length; i++) {
      assertThat(Math.abs(a[i] - e[i]))
          .as("line %s: %s: %s for %s at %s", line, what, a[i], e[i], i)
          .isLessThanOrEqualTo(TOLERANCE * (scale == 0 ? 1 : scale));
    }
  }

  private ImmutableList<Tensor> tensors(String field) {
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    for (JsonElement element : json.getAsJsonArray(field)) {
      result.add(tensor(element.getAsJsonObject()));
    }
    return result.build();
  }

  private static Tensor tensor(JsonObject object) {
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
