package dev.wengert.cpu.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Reorder;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ReorderProperties {

  /** Sides below, of and above a square's, and such as leave a part of one. */
  private static final int[] SIDES = {1, 2, 7, 8, 9, 63, 64, 65, 100, 129};

  private static final int MOST = 1 << 17;

  @Property(seed = "71", tries = 60)
  void readsEachElementFromItsPlace(@ForAll long seed, @ForAll DType dtype) {
    Random random = Seeds.random(seed);
    int rank = 2 + random.nextInt(3);
    int[] sides = new int[rank];
    int size = 1;
    for (int axis = 0; axis < rank; axis++) {
      int side = SIDES[random.nextInt(SIDES.length)];
      sides[axis] = size * side > MOST ? 1 : side;
      size *= sides[axis];
    }
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      axes.add(axis);
    }
    Collections.shuffle(axes, random);
    Buffer x = Buffers.random(random, dtype, Shape.of(sides));
    int[] turned = axes.stream().mapToInt(axis -> sides[axis]).toArray();
    Reorder reorder = new Reorder(ImmutableIntArray.copyOf(axes));
    Buffer[] results = new Buffer[1];
    Threads.with(
        1 + random.nextInt(4), () -> results[0] = Kernels.run(reorder, dtype, Shape.of(turned), x));
    Buffer actual = results[0];
    double[] expected = new double[size];
    int[] from = new int[rank];
    for (int i = 0; i < size; i++) {
      int[] at = Buffers.index(Shape.of(turned), i);
      for (int axis = 0; axis < rank; axis++) {
        from[axes.get(axis)] = at[axis];
      }
      expected[i] = Buffers.at(x, from);
    }
    assertThat(Buffers.read(actual)).isEqualTo(expected);
  }
}
