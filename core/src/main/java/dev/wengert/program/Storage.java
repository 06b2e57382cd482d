package dev.wengert.program;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.device.Device;
import dev.wengert.device.Scratch;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of arenas that are never used at the same time: the largest slot of each lies in the
 * same array, and so on, so that all together need no more than the largest of them.
 */
final class Storage {

  final Scratch scratch;

  /** The arrays of a dtype, the longest first. */
  private final Map<DType, List<Object>> arrays = new EnumMap<>(DType.class);

  private int replaced;

  Storage(Device device) {
    scratch = device.scratch();
  }

  /** Returns an array for each slot, no two of them the same, at least as long as it needs. */
  Object[] take(List<DType> types, IntArrayList sizes) {
    Object[] slots = new Object[types.size()];
    int[] order = ascending(slots.length);
    IntArrays.stableSort(order, (a, b) -> Integer.compare(sizes.getInt(b), sizes.getInt(a)));
    Map<DType, Integer> used = new EnumMap<>(DType.class);
    for (int slot : order) {
      DType type = types.get(slot);
      slots[slot] = array(type, used.merge(type, 1, Integer::sum) - 1, sizes.getInt(slot));
    }
    return slots;
  }

  private static int[] ascending(int n) {
    int[] numbers = new int[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  private Object array(DType type, int which, int size) {
    List<Object> own = arrays.computeIfAbsent(type, absent -> new ArrayList<>());
    if (which == own.size()) {
      own.add(Buffer.newArray(type, size));
    } else if (Array.getLength(own.get(which)) < size) {
      own.set(which, Buffer.newArray(type, size));
      replaced++;
    }
    return own.get(which);
  }

  /** Returns how often an array was too short, so that who took it before holds another. */
  int replaced() {
    return replaced;
  }
}
