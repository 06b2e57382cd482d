package dev.wengert.notebook;

import com.google.common.html.HtmlEscapers;
import dev.wengert.Tensor;
import dev.wengert.TensorHtml;
import dev.wengert.gradcheck.Report;
import dev.wengert.nn.ModelTable;
import dev.wengert.program.Program;
import java.util.List;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;

/**
 * Shows a tensor as {@link TensorHtml} does, and what has text of several lines, a program, a
 * report of the checker or the table of a model, as that text.
 */
public final class WengertDisplays implements DisplayProvider {

  /** Creates it; the kernel does. */
  public WengertDisplays() {}

  @Override
  public List<DisplayRenderer> getDisplayRenderers() {
    return List.of(
        new HtmlRenderer<>(Tensor.class, TensorHtml::of),
        new HtmlRenderer<>(Program.class, WengertDisplays::lines),
        new HtmlRenderer<>(Report.class, WengertDisplays::lines),
        new HtmlRenderer<>(ModelTable.class, WengertDisplays::lines));
  }

  @Override
  public List<DisplayTransformer> getDisplayTransformers() {
    return List.of();
  }

  private static String lines(Object shown) {
    return "<pre>" + HtmlEscapers.htmlEscaper().escape(shown.toString()) + "</pre>\n";
  }
}
