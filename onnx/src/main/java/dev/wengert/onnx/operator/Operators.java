package dev.wengert.onnx.operator;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operators of ONNX by name. */
public final class Operators {

  /** The oldest version of the operators that is read: since it, shapes broadcast as in NumPy. */
  public static final int OLDEST = 7;

  /** The newest version of the operators that is read. */
  public static final int NEWEST = 21;

  private static final ImmutableSortedMap<String, Operator> ALL = all();

  private Operators() {}

  private static ImmutableSortedMap<String, Operator> all() {
    TreeMap<String, Operator> all = new TreeMap<>();
    ElementwiseOperators.register(all);
    ArithmeticOperators.register(all);
    ReductionOperators.register(all);
    ShapeOperators.register(all);
    SliceOperators.register(all);
    IndexOperators.register(all);
    MatrixOperators.register(all);
    WindowOperators.register(all);
    ResizeOperators.register(all);
    NormalizationOperators.register(all);
    RecurrentOperators.register(all);
    ControlOperators.register(all);
    return ImmutableSortedMap.copyOfSorted(all);
  }

  /** Returns an operator; null if there is none of that name. */
  public static @Nullable Operator find(String name) {
    return ALL.get(name);
  }

  /** Returns the names of all operators. */
  public static ImmutableSortedSet<String> names() {
    return ALL.keySet();
  }
}
