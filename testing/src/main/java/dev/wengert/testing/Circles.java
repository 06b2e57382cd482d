package dev.wengert.testing;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What leads back to itself among things that need each other. */
public final class Circles {

  private Circles() {}

  /**
   * Returns the things that another needs and that need it, by whatever detour.
   *
   * @param needs for each thing what it needs
   */
  public static Set<String> in(Map<String, Set<String>> needs) {
    Set<String> found = new TreeSet<>();
    for (String thing : needs.keySet()) {
      Set<String> reached = new TreeSet<>();
      ArrayDeque<String> left = new ArrayDeque<>(needs.get(thing));
      while (!left.isEmpty()) {
        String next = left.pop();
        if (reached.add(next)) {
          left.addAll(needs.getOrDefault(next, Set.of()));
        }
      }
      if (reached.contains(thing)) {
        found.add(thing);
      }
    }
    return found;
  }
}
