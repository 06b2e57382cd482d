package dev.wengert.cpu.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FoldedProduct;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Tailed;
import dev.wengert.kernel.UnfoldedProduct;
import dev.wengert.kernel.View;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import dev.wengert.testing.Seeds;
import java.lang.reflect.Array;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products joined with windows have the bits of both one after the other. */
class WindowProductsTest {

  private static final Loop TAIL =
      new Loop(
          LoopBody.of(Expression.tanh(Expression.input(1)).minus(Expression.input(0)).times(2), 2));

  private static final int COUNT = 300;

  /**
   * A convolution of some size: products of {@code rows} rows, each with what a window sees of as
   * many channels.
   */
  private static final class Drawn {
    final Random random;
    final DType dtype;
    final Window window;
    final int products;
    final int channels;
    final int rows;
    final int places;
    final Spec images;
    final Spec patches;

    Drawn(int seed) {
      random = Seeds.random(seed);
      dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
      int[] sides = {6 + random.nextInt(9), 5 + random.nextInt(9)};
      window =
          new Window(
              two(1 + random.nextInt(3), 1 + random.nextInt(3)),
              two(1 + random.nextInt(2), 1 + random.nextInt(2)),
              two(1 + random.nextInt(2), 1 + random.nextInt(2)),
              two(random.nextInt(3), random.nextInt(3)),
              two(random.nextInt(3), random.nextInt(3)));
      products = 1 + random.nextInt(6);
      channels = 1 + random.nextInt(4);
      rows = 1 + random.nextInt(9);
      int[] counts = window.places("test", sides);
      places = counts[0] * counts[1];
      images = new Spec(dtype, Shape.of(products * channels, sides[0], sides[1]));
      patches = new Spec(dtype, Shape.of(products, channels * window.size(), places));
    }

    Buffer numbers(Spec spec, boolean special) {
      Buffer buffer = Buffers.random(random, spec.dtype(), spec.shape());
      int size = spec.shape().size();
      for (int i = 0; i < 12 && special; i++) {
        double value = i % 3 > 0 ? 0 : i % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        set(buffer, random.nextInt(size), value);
      }
      return buffer;
    }

    Spec unfolded() {
      return new Spec(images.dtype(), Shape.of(images.shape().side(0), window.size(), places));
    }

    /** One that may be the same for all products. */
    Buffer factor(int height, int width, boolean special) {
      boolean isShared = random.nextBoolean();
      Shape shape = Shape.of(isShared ? 1 : products, height, width);
      Buffer factor = numbers(new Spec(dtype, shape), special);
      return isShared ? factor.broadcastTo(Shape.of(products, height, width)) : factor;
    }

    Kernel product(Gemm gemm) {
      int rule = random.nextInt(4);
      return rule == 0 ? gemm : new AnnihilatingGemm(gemm, (rule & 1) != 0, (rule & 2) != 0);
    }
  }

  private static ImmutableIntArray two(int one, int other) {
    return ImmutableIntArray.of(one, other);
  }

  private static void set(Buffer buffer, int at, double value) {
    Array.set(buffer.array(), at, buffer.dtype() == DType.FLOAT32 ? (Object) (float) value : value);
  }

  private static void hasBits(Buffer expected, Kernel kernel, Buffer... inputs) {
    for (int threads = 1; threads <= 3; threads++) {
      Buffer[] got = new Buffer[1];
      Threads.with(threads, () -> got[0] = Kernels.run(kernel, expected.spec(), inputs));
      assertThat(got[0].array())
          .as("%s, %s threads", kernel, threads)
          .isEqualTo(expected.copy().array());
    }
  }

  @Test
  void whatAWindowSeesIsLaidOutForEachProduct() {
    for (int seed = 0; seed < COUNT; seed++) {
      Drawn d = new Drawn(2600 + seed);
      boolean special = seed % 2 == 1;
      boolean transposed = d.random.nextBoolean();
      Kernel product = d.product(new Gemm(false, transposed));
      Buffer x = d.numbers(d.images, special);
      int depth = transposed ? d.places : d.channels * d.window.size();
      int width = transposed ? d.channels * d.window.size() : d.places;
      Buffer a = d.factor(d.rows, depth, special);
      Spec c = new Spec(d.dtype, Shape.of(d.products, d.rows, width));
      Buffer patches =
          Kernels.run(
              new View(), d.patches, Kernels.run(new WindowPatches(d.window), d.unfolded(), x));
      Buffer expected = Kernels.run(product, c, a, patches);
      hasBits(expected, new UnfoldedProduct(product, d.window, d.patches), a, x);
      Buffer other = d.numbers(new Spec(d.dtype, Shape.of(width)), false);
      Tailed tailed = new Tailed(product, c, TAIL, two(1, 0));
      hasBits(
          Kernels.run(TAIL, c, other, expected),
          new UnfoldedProduct(tailed, d.window, d.patches),
          a,
          x,
          other);
    }
  }

  @Test
  void eachProductIsAddedUpWhereAWindowSaw() {
    for (int seed = 0; seed < COUNT; seed++) {
      Drawn d = new Drawn(2900 + seed);
      boolean special = seed % 2 == 1;
      Kernel product = d.product(new Gemm(true, false));
      Buffer a = d.factor(d.rows, d.channels * d.window.size(), special);
      Buffer b = d.numbers(new Spec(d.dtype, Shape.of(d.products, d.rows, d.places)), special);
      Buffer products = Kernels.run(product, d.patches, a, b);
      Buffer unfolded = Kernels.run(new View(), d.unfolded(), products);
      Buffer expected = Kernels.run(new WindowSums(d.window), d.images, unfolded);
      hasBits(expected, new FoldedProduct(product, d.patches, d.window), a, b);
    }
  }
}
