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
import org.jspecify.annotations.Nullable;

/**
 * How a {@link FoldedProduct} runs: each product into working memory, from where somebody takes it
 * at once. Where a factor of 0 turns out to matter, or there are fewer products than threads, all
 * products are made first.
 */
public final class FoldedProducts implements Task {

  private final Spec between;
  private final int each;
  private final ProductTaker folder;

  /** What multiplies and folds each; null where one runs behind the other. */
  private final @Nullable ProductStack together;

  private final Task whole;

  /** Which operand tells whether a factor of 0 matters; 2 for the result; -1 if it never does. */
  private final int watched;

  private final int watchedSize;

  private FoldedProducts(FoldedProduct kernel, Layout[] inputs, ProductTaker folder) {
    this.between = kernel.between();
    this.each = between.shape().side(-2) * between.shape().side(-1);
    this.folder = folder;
    Layout c = Layout.contiguous(between);
    Gemm gemm;
    if (kernel.product() instanceof AnnihilatingGemm careful) {
      gemm = careful.product();
      whole = AnnihilatingProducts.bind(careful, inputs, c);
      watched = AnnihilatingProducts.watched(careful, inputs, c, null);
      watchedSize = watched < 2 ? inputs[watched].stored() : 0;
    } else {
      gemm = (Gemm) kernel.product();
      whole = Products.bind(gemm, inputs, c);
      watched = -1;
      watchedSize = 0;
    }
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
        for (int i = 0; i * each < between.shape().size(); i++) {
          folder.take(all, lane, i, products, i * each);
        }
      }
    } finally {
      all.clear();
      lane.release(mark);
    }
  }

  private boolean isDoneTogether(Frame all, Lane lane) {
    if (together == null
        || Threads.count() > together.products()
        || (watched >= 0 && watched < 2 && !isFinite(all.array(watched), all.offset(watched)))) {
      return false;
    }
    // Whichever matrix has an infinity says so; all write the same.
    int[] found = lane.ints(1);
    found[0] = 0;
    all.set(3, found, 0);
    together.run(all);
    return found[0] == 0;
  }

  private boolean isFinite(Object operand, int offset) {
    return JavaBlas.loops(between.dtype()).isFinite(operand, offset, watchedSize);
  }

  private void take(Frame frame, Lane lane, int product, Object c, int at) {
    if (watched == 2 && !JavaBlas.loops(between.dtype()).isFinite(c, at, each)) {
      ((int[]) frame.array(3))[0] = 1;
      return;
    }
    folder.take(frame, lane, product, c, at);
  }
}
