package dev.wengert.notebook;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.MimeType;
import org.rapaio.jupyter.kernel.global.Global;

/** Shows objects of a class as HTML, and as text to who reads no HTML or asks for text. */
final class HtmlRenderer<T> implements DisplayRenderer {

  private final Class<T> type;
  private final Function<? super T, String> html;

  HtmlRenderer(Class<T> type, Function<? super T, String> html) {
    this.type = type;
    this.html = html;
  }

  @Override
  public Class<?> rendererClass() {
    return type;
  }

  /**
   * Returns whether objects are shown so.
   *
   * @param mime what is asked for; null leaves it to the kernel's options
   */
  @Override
  public boolean canRender(@Nullable String mime) {
    MimeType asked = asked(mime);
    return asked == MimeType.HTML || asked == MimeType.TEXT;
  }

  @Override
  public DisplayData render(@Nullable String mime, Object shown) {
    String text = shown.toString();
    if (asked(mime) == MimeType.TEXT) {
      return DisplayData.fromText(text);
    }
    DisplayData data = DisplayData.fromHtml(html.apply(type.cast(shown)));
    data.putText(text);
    return data;
  }

  private static @Nullable MimeType asked(@Nullable String mime) {
    return MimeType.from(mime, Global.options().display().defaultMime());
  }
}
