package dev.wengert.io;

import dev.wengert.Tape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** The entries of a tape in groups, one within the other, as their names are. */
final class Frames {

  private final String name;
  private final List<Tape.Step> steps = new ArrayList<>();
  private final Map<String, Frames> inner = new LinkedHashMap<>();

  private Frames(String name) {
    this.name = name;
  }

  static Frames of(Iterable<Tape.Step> steps, Function<Tape.Step, String> groups) {
    Frames all = new Frames("");
    for (Tape.Step step : steps) {
      all.frame(groups.apply(step)).steps.add(step);
    }
    return all;
  }

  private Frames frame(String group) {
    Frames at = this;
    for (int end = 0; end < group.length(); ) {
      int dot = group.indexOf('.', end + 1);
      end = dot < 0 ? group.length() : dot;
      at = at.inner.computeIfAbsent(group.substring(0, end), Frames::new);
    }
    return at;
  }

  /**
   * Writes what is in no group, then each group.
   *
   * @param begin the lines that begin a group, of the indent and its name
   * @param end the line that ends one
   */
  void write(
      StringBuilder text,
      String indent,
      BinaryOperator<String> begin,
      String end,
      Function<Tape.Step, String> node) {
    for (Tape.Step step : steps) {
      text.append(indent).append(node.apply(step)).append('\n');
    }
    for (Frames frame : inner.values()) {
      text.append(begin.apply(indent, frame.name));
      frame.write(text, indent + "  ", begin, end, node);
      text.append(indent).append(end).append('\n');
    }
  }
}
