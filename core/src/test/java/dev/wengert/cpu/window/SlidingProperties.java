package dev.wengert.cpu.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Windows against their definition, an element at a time. */
class SlidingProperties {

  private static final double[] EDGES = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0
  };

  /** A window in two axes, and images it fits. */
  private record Setting(Window window, int images, int height, int width, DType dtype) {

    static Setting draw(Random random) {
      DType dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
      boolean keepsSides = random.nextInt(3) > 0;
      int side = keepsSides ? 1 + 2 * random.nextInt(3) : 1 + random.nextInt(4);
      int dilation = 1 + random.nextInt(2);
      int stride = keepsSides ? 1 : 1 + random.nextInt(3);
      int padding = keepsSides ? side / 2 * dilation : random.nextInt(3);
      Window window =
          new Window(twice(side), twice(stride), twice(dilation), twice(padding), twice(padding));
      return new Setting(
          window, 1 + random.nextInt(3), 1 + random.nextInt(20), 1 + random.nextInt(30), dtype);
    }

    private static ImmutableIntArray twice(int number) {
      return ImmutableIntArray.of(number, number);
    }

    boolean fits() {
      return height + 2 * window.before().get(0) >= window.extent(0)
          && width + 2 * window.before().get(1) >= window.extent(1);
    }

    int[] places() {
      return window.places("test", new int[] {height, width});
    }

    Shape imageShape() {
      return Shape.of(images, height, width);
    }

    Shape patchShape() {
      return Shape.of(images, window.size(), places()[0] * places()[1]);
    }

    /** Returns where in its image an element of the window lies at a place; -1 for padding. */
    int position(int element, int place) {
      int wide = places()[1];
      int kernelWidth = window.kernel().get(1);
      int step = window.stride().get(0);
      int apart = window.dilation().get(0);
      int padding = window.before().get(0);
      int y = place / wide * step + element / kernelWidth * apart - padding;
      int x = place % wide * step + element % kernelWidth * apart - padding;
      return y < 0 || y >= height || x < 0 || x >= width ? -1 : y * width + x;
    }
  }

  @Property(seed = "72", tries = 120)
  void laysOutWhatItSees(@ForAll long seed) {
    Random random = Seeds.random(seed);
    Setting setting = Setting.draw(random);
    Assume.that(setting.fits());
    Buffer x = numbers(random, setting.dtype, setting.imageShape(), 0.02, false);
    double[] values = Buffers.read(x);
    Shape patches = setting.patchShape();
    double[] expected = new double[patches.size()];
    int each = setting.height * setting.width;
    for (int i = 0; i < expected.length; i++) {
      int[] at = Buffers.index(patches, i);
      int position = setting.position(at[1], at[2]);
      expected[i] = position < 0 ? 0 : values[at[0] * each + position];
    }
    Buffer actual = Kernels.run(new WindowPatches(setting.window), setting.dtype, patches, x);
    assertThat(Buffers.read(actual)).containsExactly(expected);
  }

  /** In the order of the window's elements, from 0: to the bit. */
  @Property(seed = "73", tries = 120)
  void addsUpWhereItCameFrom(@ForAll long seed) {
    Random random = Seeds.random(seed);
    Setting setting = Setting.draw(random);
    Assume.that(setting.fits());
    Shape patches = setting.patchShape();
    Buffer x = numbers(random, setting.dtype, patches, 0.02, false);
    double[] values = Buffers.read(x);
    double[] expected = new double[setting.imageShape().size()];
    int each = setting.height * setting.width;
    for (int i = 0; i < values.length; i++) {
      int[] at = Buffers.index(patches, i);
      int position = setting.position(at[1], at[2]);
      if (position >= 0) {
        double sum = expected[at[0] * each + position] + values[i];
        expected[at[0] * each + position] = setting.dtype == DType.FLOAT32 ? (float) sum : sum;
      }
    }
    Buffer actual =
        Kernels.run(new WindowSums(setting.window), setting.dtype, setting.imageShape(), x);
    assertThat(Buffers.read(actual)).containsExactly(expected);
  }

  @Property(seed = "74", tries = 120)
  void findsTheFirstOfTheLargest(@ForAll long seed) {
    Random random = Seeds.random(seed);
    Setting setting = Setting.draw(random);
    Assume.that(setting.fits());
    Buffer x = numbers(random, setting.dtype, setting.imageShape(), 0.3, true);
    double[] values = Buffers.read(x);
    int places = setting.places()[0] * setting.places()[1];
    int each = setting.height * setting.width;
    double[] expected = new double[setting.images * places];
    for (int i = 0; i < expected.length; i++) {
      int best = -1;
      for (int element = 0; element < setting.window.size(); element++) {
        int position = setting.position(element, i % places);
        if (position >= 0 && (best < 0 || isLarger(values, i / places * each, position, best))) {
          best = position;
        }
      }
      Assume.that(best >= 0);
      expected[i] = best;
    }
    Kernel kernel = new WindowArgMax(setting.window);
    Buffer actual = Kernels.run(kernel, DType.INT32, Shape.of(setting.images, places), x);
    assertThat(Buffers.read(actual)).containsExactly(expected);
    // The same images so often that there are enough places for loops over all of them.
    int times = 80;
    double[] repeated = new double[values.length * times];
    Arrays.setAll(repeated, i -> values[i % values.length]);
    Shape images = Shape.of(setting.images * times, setting.height, setting.width);
    Buffer all =
        Kernels.run(
            kernel,
            DType.INT32,
            Shape.of(setting.images * times, places),
            Buffers.of(setting.dtype, images, repeated));
    double[] found = Buffers.read(all);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("place %s", i).isEqualTo(expected[i % expected.length]);
    }
  }

  private static boolean isLarger(double[] values, int base, int position, int best) {
    double a = values[base + position];
    double b = values[base + best];
    return Double.isNaN(a) ? !Double.isNaN(b) : a > b;
  }

  /** In an image so large that float32 does not count its elements exactly. */
  @Example
  void findsWhatLiesFarBehind() {
    int far = (1 << 24) + 1;
    int places = 70;
    Window window =
        new Window(
            ImmutableIntArray.of(2),
            ImmutableIntArray.of(1),
            ImmutableIntArray.of(far),
            ImmutableIntArray.of(0),
            ImmutableIntArray.of(0));
    Buffer image = Buffer.allocate(new Spec(DType.FLOAT32, Shape.of(1, far + places)));
    float[] x = image.floats();
    double[] expected = new double[places];
    for (int place = 0; place < places; place++) {
      boolean isFar = place % 3 == 0;
      x[place + (isFar ? far : 0)] = 1;
      expected[place] = place + (isFar ? far : 0);
    }
    Buffer actual = Kernels.run(new WindowArgMax(window), DType.INT32, Shape.of(1, places), image);
    assertThat(Buffers.read(actual)).containsExactly(expected);
  }

  /** What places that see padding would have been given must not stay, whatever it is. */
  @Example
  void infinitiesStayWhereTheyAre() {
    Random random = Seeds.random(75);
    for (int i = 0; i < 20; i++) {
      Setting setting =
          new Setting(
              new Window(
                  Setting.twice(3),
                  Setting.twice(1),
                  Setting.twice(1),
                  Setting.twice(1),
                  Setting.twice(1)),
              1,
              5,
              9,
              DType.FLOAT32);
      double[] values = new double[setting.patchShape().size()];
      int hot = random.nextInt(values.length);
      values[hot] = Double.POSITIVE_INFINITY;
      int[] at = Buffers.index(setting.patchShape(), hot);
      int position = setting.position(at[1], at[2]);
      double[] expected = new double[45];
      if (position >= 0) {
        expected[position] = Double.POSITIVE_INFINITY;
      }
      Buffer actual =
          Kernels.run(
              new WindowSums(setting.window),
              setting.dtype,
              setting.imageShape(),
              Buffers.of(setting.dtype, setting.patchShape(), values));
      assertThat(Buffers.read(actual)).containsExactly(expected);
    }
  }

  /** Numbers of which some share have no usual order or sum, and others may be equal. */
  private static Buffer numbers(
      Random random, DType dtype, Shape shape, double share, boolean ties) {
    double[] values = new double[shape.size()];
    Arrays.setAll(
        values,
        i ->
            random.nextDouble() < share
                ? EDGES[random.nextInt(EDGES.length)]
                : ties ? Math.round(random.nextGaussian() * 3) / 2.0 : random.nextGaussian());
    return Buffers.of(dtype, shape, values);
  }
}
