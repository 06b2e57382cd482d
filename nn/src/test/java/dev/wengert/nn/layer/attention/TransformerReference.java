package dev.wengert.nn.layer.attention;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What NumPy computed for whole blocks: transformer.txt, made by transformer_reference.py. */
final class TransformerReference {

  private static final String PARAMETER = "parameter/";

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private TransformerReference() {}

  static TransformerReference of(String name) {
    TransformerReference found = new TransformerReference();
    for (String line : Splitter.on('\n').omitEmptyStrings().split(text())) {
      if (line.startsWith(name + "/")) {
        List<String> parts = Splitter.on(" : ").splitToList(line);
        List<String> head = Splitter.on(' ').splitToList(parts.get(0));
        int[] sides = head.stream().skip(1).mapToInt(Integer::parseInt).toArray();
        double[] values =
            Splitter.on(' ').splitToStream(parts.get(1)).mapToDouble(Double::parseDouble).toArray();
        found.tensors.put(head.get(0).substring(name.length() + 1), Tensor.wrap(values, sides));
      }
    }
    assertThat(found.tensors).as(name).containsKey("output");
    return found;
  }

  private static String text() {
    try (var in = TransformerReference.class.getResourceAsStream("/transformer.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tensor input(String name) {
    return get("input/" + name);
  }

  private Tensor get(String name) {
    return requireNonNull(tensors.get(name), name);
  }

  /** Compares a component's output in inference with the file; all its parameters are there. */
  <M extends Component> void check(
      M component, List<String> inputs, LayerCheck.Forward<M> forward) {
    Model<M> model = Model.of(component, DType.FLOAT64);
    assertThat(tensors.keySet().stream().filter(key -> key.startsWith(PARAMETER)))
        .containsExactlyInAnyOrderElementsOf(
            model.parameters().keySet().stream().map(path -> PARAMETER + path).toList());
    Values values = model.initialize(Key.of(1)).map((path, value) -> get(PARAMETER + path));
    List<Tensor> in = new ArrayList<>();
    inputs.forEach(input -> in.add(input(input)));
    Tensor y = forward.of(component, in, model.inference(values));
    Tensor expected = get("output");
    assertThat(y.shape()).isEqualTo(expected.shape());
    assertThat(y.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(1e-12));
  }
}
