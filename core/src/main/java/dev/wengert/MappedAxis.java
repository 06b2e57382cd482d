package dev.wengert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The axis that a function is mapped over, under the name by which {@link Collectives} find it
 * within the function.
 */
public final class MappedAxis {

  private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

  private final String name;
  private final int size;

  /** An axis, the number of the example, and the axes around. */
  private record Scope(MappedAxis axis, Tensor index, @Nullable Scope outer) {}

  /** An axis and the number of the example along it. */
  record Found(MappedAxis axis, Tensor index) {}

  MappedAxis(String name, int size) {
    this.name = name;
    this.size = size;
  }

  /** Makes an axis that nobody looks for. */
  static MappedAxis unnamed(int size) {
    return new MappedAxis("", size);
  }

  /** Returns its name; empty if it has none. */
  public String name() {
    return name;
  }

  /** Returns how many examples there are. */
  public int size() {
    return size;
  }

  /** Runs what may look for this axis. */
  <T> T within(Tensor index, Supplier<T> computation) {
    Scope outer = CURRENT.isBound() ? CURRENT.get() : null;
    return ScopedValue.where(CURRENT, new Scope(this, index, outer)).call(computation::get);
  }

  /**
   * Returns the innermost axis of a name.
   *
   * @throws IllegalStateException if there is none
   */
  static Found find(String operation, String name) {
    List<String> known = new ArrayList<>();
    for (Scope at = CURRENT.isBound() ? CURRENT.get() : null; at != null; at = at.outer) {
      if (at.axis.name.equals(name)) {
        return new Found(at.axis, at.index);
      }
      known.add(at.axis.name);
    }
    throw new IllegalStateException(
        operation
            + ": no function is mapped over an axis of the name "
            + name
            + " here, at "
            + UserCode.line()
            + (known.isEmpty() ? "" : "; there are " + known)
            + "; give the name by Mapping.along(0).named(\""
            + name
            + "\")");
  }
}
