package dev.wengert.nn;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A component and all in it, as text: one line each, indented by depth, with its name, its kind and
 * the shapes of what it owns itself.
 */
public final class Structure {

  /** What {@code Object.toString} writes, and the text of a lambda. */
  private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]+\\b|\\$\\$Lambda");

  private Structure() {}

  /**
   * Returns the text, as in
   *
   * <pre>
   * Sequential
   *   0: Dense  weight [20, 2], bias [20]
   *   1: relu
   * </pre>
   */
  public static String of(Component root) {
    ImmutableMap<String, Object> declared = Declarations.of(root, true).byPath();
    ImmutableMap<String, String> labels = labels(root);
    Map<String, StringBuilder> lines = new LinkedHashMap<>();
    labels.forEach(
        (path, label) -> {
          StringBuilder line = new StringBuilder("  ".repeat(depth(path, labels.keySet())));
          if (!path.isEmpty()) {
            line.append(below(around(path, labels.keySet()), path)).append(": ");
          }
          lines.put(path, line.append(label));
        });
    Set<String> begun = new HashSet<>();
    declared.forEach(
        (path, one) -> {
          if (!(one instanceof Component)) {
            String around = around(path, labels.keySet());
            checkNotNull(lines.get(around))
                .append(begun.add(around) ? "  " : ", ")
                .append(below(around, path))
                .append(' ')
                .append(one instanceof Parameter parameter ? parameter.shape() : one);
          }
        });
    return String.join("\n", lines.values());
  }

  /** Returns what each component is, by path, in the order of declaration. */
  static ImmutableMap<String, String> labels(Component root) {
    ImmutableMap<String, Object> declared = Declarations.of(root, true).byPath();
    ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
    labels.put("", kind(root));
    declared.forEach(
        (path, one) -> {
          if (one instanceof Component component) {
            boolean isLeaf = declared.keySet().stream().noneMatch(p -> p.startsWith(path + "."));
            labels.put(path, isLeaf ? label(component) : kind(component));
          }
        });
    return labels.buildOrThrow();
  }

  /** Returns the path of the innermost component around a path. */
  static String around(String path, Set<String> components) {
    String outer = path;
    do {
      outer = outer.substring(0, Math.max(0, outer.lastIndexOf('.')));
    } while (!components.contains(outer));
    return outer;
  }

  private static int depth(String path, Set<String> components) {
    int depth = 0;
    for (String outer = path; !outer.isEmpty(); outer = around(outer, components)) {
      depth++;
    }
    return depth;
  }

  private static String below(String around, String path) {
    return around.isEmpty() ? path : path.substring(around.length() + 1);
  }

  /** Returns what kind of component it is, with its settings where its own text says them. */
  static String label(Component component) {
    String own = component.toString();
    return own.isEmpty() || IDENTITY.matcher(own).find() || own.contains("\n")
        ? kind(component)
        : own;
  }

  private static String kind(Component component) {
    if (component instanceof Lazy lazy && lazy.known() != null) {
      return kind(lazy.layer());
    }
    String name = component.getClass().getSimpleName();
    return name.isEmpty() ? component.getClass().getName() : name;
  }
}
