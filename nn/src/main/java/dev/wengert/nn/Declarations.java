package dev.wengert.nn;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names of everything in a model, as its components {@linkplain Component#declare declare}
 * them.
 *
 * <p>A path is the names from the root down, joined by dots: {@code encoder.0.weight}. A component
 * that is used in several places is declared once for each; the first path counts.
 */
public final class Declarations {

  private final Map<Parameter, String> parameters = new LinkedHashMap<>();
  private final Map<Statistic, String> statistics = new LinkedHashMap<>();
  private final IdentityHashMap<Component, String> components = new IdentityHashMap<>();
  private final Map<String, Object> taken = new LinkedHashMap<>();
  private final boolean isOpen;
  private String prefix = "";

  private Declarations(boolean isOpen) {
    this.isOpen = isOpen;
  }

  /**
   * Returns the names of everything below a root.
   *
   * @throws IllegalStateException if a layer waits for the shape of its input
   */
  static Declarations of(Component root) {
    return of(root, false);
  }

  /**
   * Returns the names of everything below a root.
   *
   * @param isOpen whether layers may be in it that wait for the shape of their input
   */
  static Declarations of(Component root, boolean isOpen) {
    Declarations declarations = new Declarations(isOpen);
    declarations.components.put(root, "");
    root.declare(declarations);
    return declarations;
  }

  /**
   * Names a parameter.
   *
   * @throws IllegalArgumentException if another one has the name
   */
  public void parameter(String name, Parameter parameter) {
    parameters.putIfAbsent(parameter, claim(name, parameter));
  }

  /**
   * Names a statistic.
   *
   * @throws IllegalArgumentException if something else has the name
   */
  public void statistic(String name, Statistic statistic) {
    statistics.putIfAbsent(statistic, claim(name, statistic));
  }

  /**
   * Names a component within this one, and everything in it.
   *
   * @throws IllegalArgumentException if something else has the name
   */
  public void child(String name, Component component) {
    String path = claim(name, component);
    components.putIfAbsent(component, path);
    String outer = prefix;
    prefix = path + ".";
    component.declare(this);
    prefix = outer;
  }

  /**
   * Names everything in a component as if it were in this one: what wraps another and owns nothing
   * leaves the paths as they were.
   *
   * @throws IllegalArgumentException if something else has one of the names
   */
  public void inPlace(Component component) {
    components.putIfAbsent(
        component, prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1));
    component.declare(this);
  }

  /** Notes that a layer is not made yet. */
  void unshaped() {
    Preconditions.checkState(
        isOpen,
        "declare: the layer %s waits for the shape of its input; make the model by"
            + " Model.shaped(root, input), and wrappers of its weights after that",
        prefix.isEmpty() ? "at the root" : prefix.substring(0, prefix.length() - 1));
  }

  @SuppressWarnings("ReferenceEquality") // a name belongs to one object
  private String claim(String name, Object owner) {
    String path = prefix + name;
    Object holder = taken.putIfAbsent(path, owner);
    Preconditions.checkArgument(
        holder == null || holder == owner,
        "declare: two things have the path %s; give each a name of its own",
        path);
    return path;
  }

  ImmutableBiMap<Parameter, String> parameters() {
    return ImmutableBiMap.copyOf(parameters);
  }

  ImmutableBiMap<Statistic, String> statistics() {
    return ImmutableBiMap.copyOf(statistics);
  }

  /** Returns everything that has a path, in the order of declaration. */
  ImmutableMap<String, Object> byPath() {
    return ImmutableMap.copyOf(taken);
  }

  IdentityHashMap<Component, String> components() {
    return components;
  }
}
