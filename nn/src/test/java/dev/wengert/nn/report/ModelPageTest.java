package dev.wengert.nn.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPageTest {

  @Test
  void aPageHasARowALayer(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.html");
    // @start region="page"
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 20), Activation.relu(), Dense.of(20, 3)));
    Spec input = new Spec(DType.FLOAT32, Shape.of(64, 2));
    ModelPage.write(file, "Classifier", model.table(input));
    // @end region="page"
    assertThat(Files.readString(file))
        .contains("<title>Classifier</title>")
        .contains("<th scope=\"col\">FLOPs</th>")
        .contains(
            "<tr><td class=\"text\">Dense</td><td class=\"text\">2</td><td class=\"text\">[64,"
                + " 3]</td><td class=\"count\" style=\"--share:0.512\">63</td><td class=\"count\""
                + " style=\"--share:0.468\">7,872</td><td>0.8 KiB</td></tr>")
        .contains("<p>123 parameters (0.5 KiB of FLOAT32), 0 numbers in statistics</p>");
  }

  @Test
  void namesAreEscaped() {
    Layer odd =
        new Layer() {
          @Override
          public dev.wengert.Tensor forward(dev.wengert.Tensor x, dev.wengert.nn.Pass pass) {
            return x;
          }

          @Override
          public String toString() {
            return "a<b>";
          }
        };
    String page = ModelPage.html("x < y", Model.of(Sequential.of(odd)).table());
    assertThat(page).contains("a&lt;b&gt;").contains("x &lt; y").doesNotContain("FLOPs");
  }
}
