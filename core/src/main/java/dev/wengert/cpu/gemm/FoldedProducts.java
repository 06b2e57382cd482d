package dev.wengert.cpu.gemm;

import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FoldedProduct;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link FoldedProduct} runs: each product into working memory, from where somebody takes it
 * at once. Where a factor of 0 turns out to matter, there are fewer products than threads, or
 * factors lie in no stack, all products are made first.
 */
public final class FoldedProducts implements Task {

  /** Elements to add up that are too few to wake another thread for. */
  private static final int GRAIN = 1 << 16;

  private final Spec between;
  private final int each;
  private final ProductTaker folder;

  /** What multiplies and folds each; null where one runs behind the other. */
  private final @Nullable ProductStack together;

  private final Task whole;

  private final Watch watch;

  private FoldedProducts(FoldedProduct kernel, Layout[] inputs, ProductTaker folder) {
    this.between = kernel.between();
    this.each = between.shape().side(-2) * between.shape().side(-1);
    this.folder = folder;
    Layout c = Layout.contiguous(between);
    Kernel product = kernel.product();
    Gemm gemm = product instanceof AnnihilatingGemm careful ? careful.product() : (Gemm) product;
    this.whole =
        product instanceof AnnihilatingGemm careful
            ? AnnihilatingProducts.bind(careful, inputs, c)
            : Products.bind(gemm, inputs, c);
    this.watch = Watch.of(product, inputs, c, null);
    this.together = Products.bindStack(gemm, inputs, c, ProductStack.NOWHERE, null, this::take);
  }

  /**
   * Binds a product.
   *
   * @param folder what adds up a product, into the third place of the frame
   */
  public static Task bind(FoldedProduct kernel, Layout[] inputs, ProductTaker folder) {
    return new FoldedProducts(kernel, inputs, folder);
  }

  @Override
  public void run(Frame frame) {
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    Frame all = lane.frame(4);
    try {
      for (int i = 0; i < 3; i++) {
        all.setAs(i, frame, i);
      }
      if (!isDoneTogether(all, lane)) {
        Object products = lane.numbers(between.dtype(), between.shape().size());
        all.set(2, products, 0);
        whole.run(all);
        all.setAs(2, frame, 2);
        Threads.forEachRange(
            Gemm.count(between.shape()),
            Math.max(1, GRAIN / Math.max(1, each)),
            all,
            (operands, worker, from, to) -> {
              for (int i = from; i < to; i++) {
                folder.take(operands, worker, i, products, i * each);
              }
            });
      }
    } finally {
      all.clear();
      lane.release(mark);
    }
  }

  private boolean isDoneTogether(Frame all, Lane lane) {
    if (together == null || !together.suffices() || !watch.isOperandFinite(all)) {
      return false;
    }
    // Whichever matrix has an infinity says so; all write the same.
    int[] found = lane.ints(1);
    found[0] = 0;
    all.set(3, found, 0);
    together.run(all);
    return found[0] == 0;
  }

  private void take(Frame frame, Lane lane, int product, Object c, int at) {
    if (!watch.areFinite(c, at, each)) {
      ((int[]) frame.array(3))[0] = 1;
      return;
    }
    folder.take(frame, lane, product, c, at);
  }
}
