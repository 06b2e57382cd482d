package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Losses;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in this module's javadoc. */
class SnippetsTest {

  @Test
  void aFileIsReadTunedAndWritten(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("network.onnx");
    Path tuned = folder.resolve("tuned.onnx");
    Onnx.write(file, Graphs.network());
    Tensor x = Graphs.normal(11, 4, 3);
    Tensor target = Graphs.normal(12, 4, 2);
    // @start region="import"
    OnnxLayer layer = Onnx.read(file);
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    Tensor y = layer.forward(x, model.inference(values));
    Model.Step step =
        model.differentiate(
            values, Key.of(1), (root, pass) -> Losses.mseLoss(root.forward(x, pass), target));
    Values better = values.map((path, value) -> value.minus(step.gradients().get(path).times(0.1)));
    Onnx.write(tuned, layer.withValues(better));
    // @end
    double before = Losses.mseLoss(y, target).item();
    OnnxLayer again = Onnx.read(tuned);
    Tensor after = again.forward(x, again.model().inference(again.values(again.model())));
    assertThat(Losses.mseLoss(after, target).item()).isLessThan(before);
  }

  @Test
  void aModelIsExported(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("network.onnx");
    Tensor x = Graphs.normal(11, 4, 3);
    // @start region="export"
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(3, 8), Activation.relu(), Dense.of(8, 2)));
    Values values = model.initialize(Key.of(1));
    OnnxExport.of(model, values)
        .input("x", x.spec(), "batch", "")
        .outputs("scores")
        .metadata("author", "somebody")
        .write(file);
    // @end
    OnnxLayer again = Onnx.read(file);
    Tensor there = again.forward(x, again.model().inference(again.values(again.model())));
    assertThat(Agreement.difference(there, model.root().forward(x, model.inference(values)), 1e-6))
        .isEmpty();
  }
}
