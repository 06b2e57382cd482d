package dev.wengert.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rapaio.jupyter.kernel.display.DisplaySystem;

/** Notes what cells show, as the kernel would show it. Its methods are called by the cells. */
public final class Shown {

  private static final List<String> SHOWN = new ArrayList<>();

  private Shown() {}

  /** Notes an object; as HTML if there is any, else by the type of its data. */
  public static void add(@Nullable Object shown) {
    if (shown != null) {
      Map<String, Object> data = DisplaySystem.inst().render(shown).data();
      SHOWN.add(
          data.containsKey("text/html")
              ? String.valueOf(data.get("text/html"))
              : String.join(" ", data.keySet()));
    }
  }

  /** Returns what was noted since the last call. */
  static List<String> take() {
    List<String> taken = List.copyOf(SHOWN);
    SHOWN.clear();
    return taken;
  }
}
