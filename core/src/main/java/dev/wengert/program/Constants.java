package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The constants of a program while it is made: tensors that are one number everywhere are the same
 * constant if dtype, shape and number are, others if they are the same tensor.
 */
final class Constants {

  /** A number everywhere, by its bits: 0 is not -0, and all NaNs are one. */
  private record Fill(Spec spec, long bits) {}

  private final List<Tensor> tensors = new ArrayList<>();
  private final Object2IntMap<Object> numbers = new Object2IntOpenHashMap<>();

  /** Returns the number of a constant: below 0. */
  int number(Tensor tensor) {
    Object key =
        isFill(tensor) ? new Fill(tensor.spec(), Double.doubleToLongBits(first(tensor))) : tensor;
    return numbers.computeIfAbsent(
        key,
        absent -> {
          tensors.add(tensor);
          return -tensors.size();
        });
  }

  ImmutableList<Tensor> all() {
    return ImmutableList.copyOf(tensors);
  }

  /** Returns whether a tensor that nothing traces stores one number. */
  static boolean isFill(Tensor tensor) {
    return tensor.size() > 0 && tensor.buffer().isFill();
  }

  /** Returns the number that is everywhere; truth values are 0 and 1. */
  static double first(Tensor fill) {
    return Tensor.wrap(fill.buffer().fill(Shape.SCALAR)).item();
  }
}
