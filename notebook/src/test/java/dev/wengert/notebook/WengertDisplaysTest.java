package dev.wengert.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.TensorHtml;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.layer.Dense;
import dev.wengert.program.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rapaio.jupyter.kernel.display.DisplaySystem;

/** What the kernel makes of objects, with this module on its class path. */
class WengertDisplaysTest {

  private static Map<String, Object> shown(Object object) {
    return DisplaySystem.inst().render(object).data();
  }

  @Test
  void aTensorIsATableAndAText() {
    Tensor x = Tensor.of(1.5, Double.NaN);
    assertThat(shown(x))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("text/html", TensorHtml.of(x), "text/plain", "[1.5 nan] FLOAT64[2]"));
    assertThat(DisplaySystem.inst().render("html", x).data()).containsKey("text/html");
  }

  @Test
  void whoAsksForTextGetsIt() {
    assertThat(DisplaySystem.inst().render("text", Tensor.of(1, 2)).data())
        .containsExactly(Map.entry("text/plain", "[1 2] INT32[2]"));
  }

  @Test
  void linesStayLines() {
    Program program =
        Program.of(in -> List.of(in.get(0).plus(1)), new Spec(DType.FLOAT32, Shape.of(2)));
    assertThat(shown(program).get("text/html"))
        .isEqualTo("<pre>" + program.toString().replace("<", "&lt;") + "</pre>\n");
    assertThat(program.toString()).contains("\n");
    assertThat(shown(Model.of(Dense.of(2, 3)).table()).get("text/html"))
        .asString()
        .startsWith("<pre>layer");
  }

  /** What is somebody else's is left to the kernel. */
  @Test
  void otherObjectsAreTheKernels() {
    assertThat(shown("text")).doesNotContainValue("<pre>text</pre>\n");
  }
}
