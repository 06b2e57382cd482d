package dev.wengert.cpu.gemm;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.copy.Contiguous;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Gemm;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Gemm} runs: cut into {@link Panels} by its sizes alone, each multiplied by the
 * {@link BlasProvider} that serves.
 */
public final class Products {

  /** Elements to lay out that are too few to wake another thread for. */
  private static final int LAID_OUT = 1 << 16;

  private Products() {}

  /** Binds a product. */
  public static Task bind(Gemm gemm, Layout[] inputs, Layout c) {
    return bind(Blas.provider(), gemm, inputs, c);
  }

  /** Binds a product to a provider. */
  public static Task bind(BlasProvider blas, Gemm gemm, Layout[] inputs, Layout c) {
    Shape shape = c.shape();
    int k = inputs[0].shape().side(gemm.transposeA() ? -2 : -1);
    int size = shape.size();
    if (size == 0 || k == 0) {
      return frame -> Elements.clear(frame.array(2), frame.offset(2), frame.offset(2) + size);
    }
    Panels panels = panels(c, k);
    return Contiguous.of(
        inputs,
        Gemm::isStack,
        1,
        layouts -> {
          Function<Panels, Task> cut =
              as -> new ProductStack(gemm, blas, as, layouts, size, 2, null, null);
          return panels.hasFiner(Panels.limit(c.dtype()))
              ? new SharedProducts(blas, c.dtype(), gemm, panels, size, cut)
              : cut.apply(panels);
        });
  }

  /** Binds a product whose second factors are laid out when each is needed. */
  public static Task bind(Gemm gemm, Layout[] inputs, Layout c, SecondFactors second) {
    Task whole = bind(gemm, inputs, c);
    ProductStack stack = bindStack(gemm, inputs, c, 2, second, null);
    return frame -> {
      if (stack != null && stack.suffices()) {
        stack.run(frame);
      } else {
        onAll(second, inputs[1], frame, whole);
      }
    };
  }

  /** Runs a product on the second factors, all laid out. */
  static void onAll(SecondFactors second, Layout factors, Frame frame, Task task) {
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    Frame laid = lane.frame(3);
    try {
      for (int i = 0; i < 3; i++) {
        laid.setAs(i, frame, i);
      }
      laid.set(1, allOf(second, factors, frame, lane), 0);
      task.run(laid);
    } finally {
      laid.clear();
      lane.release(mark);
    }
  }

  /** Returns all second factors, laid out in working memory. */
  static Object allOf(SecondFactors second, Layout factors, Frame frame, Lane lane) {
    int size = factors.shape().size();
    int each = factors.shape().side(-2) * factors.shape().side(-1);
    Object all = lane.numbers(factors.dtype(), size);
    int grain = Math.max(1, LAID_OUT / Math.max(1, each));
    Threads.forEachRange(
        Gemm.count(factors.shape()),
        grain,
        frame,
        (operands, worker, from, to) -> {
          for (int product = from; product < to; product++) {
            second.layOut(operands, product, all, product * each);
          }
        });
    return all;
  }

  /**
   * Binds a stack of products each of which somebody takes while it is in the cache, or for each of
   * which something is laid out; null where there is a single one, or operands have to be copied
   * first, or they are cut and nothing is laid out.
   *
   * @param inputs how the operands lie; the first two are multiplied
   * @param place where the frame has the result
   */
  static @Nullable ProductStack bindStack(
      Gemm gemm,
      Layout[] inputs,
      Layout c,
      int place,
      @Nullable SecondFactors second,
      @Nullable ProductTaker taker) {
    int size = c.shape().size();
    int k = inputs[0].shape().side(gemm.transposeA() ? -2 : -1);
    if (size == 0 || k == 0 || !Gemm.isStack(inputs[0]) || !Gemm.isStack(inputs[1])) {
      return null;
    }
    Panels panels = panels(c, k);
    boolean isStored = second == null && place != ProductStack.NOWHERE;
    return (panels.tiles() > 1 && isStored) || size == panels.m() * panels.n()
        ? null
        : new ProductStack(gemm, Blas.provider(), panels, inputs, size, place, second, taker);
  }

  private static Panels panels(Layout c, int k) {
    int m = c.shape().side(-2);
    int n = c.shape().side(-1);
    return Panels.of(m, n, k, c.shape().size() / (m * n), Panels.limit(c.dtype()));
  }
}
