package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.loop.BoundLoop;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Tailed;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Tailed} product runs: it is multiplied where one of the results will lie, and the
 * loop writes over each matrix of a stack that is done. Where there is a single one, or operands
 * have to be copied, one runs behind the other.
 *
 * <p>Where a factor of 0 counts, a matrix is looked at before the loop takes it; if there is an
 * infinity in one, the whole is multiplied again with care, and the loop runs behind it.
 */
public final class TailedProducts implements Task {

  private final Tailed kernel;
  private final DType dtype;
  private final int inputs;
  private final int results;

  /** Where the frame has the result in whose place the product is made. */
  private final int place;

  private final Task whole;
  private final BoundLoop tail;

  /** What multiplies and runs the loop over each matrix; null where one runs behind the other. */
  private final @Nullable ProductStack together;

  private final @Nullable SecondFactors second;
  private final Layout factorsB;
  private final int each;

  private final Watch watch;

  private TailedProducts(Tailed kernel, Layout[] in, Layout[] out, @Nullable SecondFactors second) {
    this.kernel = kernel;
    this.inputs = in.length;
    this.results = out.length;
    this.dtype = kernel.between().dtype();
    this.second = second;
    this.factorsB = in[1];
    this.each = kernel.between().shape().side(-2) * kernel.between().shape().side(-1);
    int home = 0;
    while (out[home].dtype() != dtype) {
      home++;
    }
    this.place = inputs + home;
    Layout[] factors = {in[0], in[1]};
    Layout c = Layout.contiguous(kernel.between());
    Kernel product = kernel.product();
    Gemm gemm = product instanceof AnnihilatingGemm careful ? careful.product() : (Gemm) product;
    Layout[] taken = new Layout[kernel.taken().length()];
    for (int k = 0; k < taken.length; k++) {
      int which = kernel.taken().get(k);
      taken[k] = which == 0 ? Layout.contiguous(out[home].spec()) : in[1 + which];
    }
    this.tail = Loops.bind(kernel.tail(), taken, out);
    this.whole =
        product instanceof AnnihilatingGemm careful
            ? AnnihilatingProducts.bind(careful, factors, c)
            : Products.bind(gemm, factors, c);
    this.watch = Watch.of(product, factors, c, second);
    this.together = Products.bindStack(gemm, in, c, place, second, this::take);
  }

  /** Binds a product with a tail. */
  public static Task bind(Tailed kernel, Layout[] inputs, Layout[] outputs) {
    return new TailedProducts(kernel, inputs, outputs, null);
  }

  /** Binds one whose second factors are laid out when each is needed. */
  public static Task bind(Tailed kernel, Layout[] inputs, Layout[] outputs, SecondFactors second) {
    return new TailedProducts(kernel, inputs, outputs, second);
  }

  @Override
  public void run(Frame frame) {
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    int places = inputs + results;
    Frame all = lane.frame(Math.max(places + 1, kernel.taken().length() + results));
    boolean isDone = false;
    try {
      if (together != null
          && (second == null || together.suffices())
          && watch.isOperandFinite(frame)) {
        for (int i = 0; i < places; i++) {
          all.setAs(i, frame, i);
        }
        // Whichever matrix has an infinity says so; all write the same.
        int[] found = lane.ints(1);
        found[0] = 0;
        all.set(places, found, 0);
        together.run(all);
        isDone = found[0] == 0;
      }
      if (!isDone) {
        all.setAs(0, frame, 0);
        all.setAs(1, frame, 1);
        if (second != null) {
          all.set(1, Products.allOf(second, factorsB, frame, lane), 0);
        }
        all.setAs(2, frame, place);
        whole.run(all);
        locate(frame, all);
        tail.run(all);
      }
    } finally {
      all.clear();
      lane.release(mark);
    }
  }

  /** Sets what the loop takes and makes. */
  private void locate(Frame frame, Frame own) {
    int operands = kernel.taken().length();
    for (int k = 0; k < operands; k++) {
      int which = kernel.taken().get(k);
      own.setAs(k, frame, which == 0 ? place : 1 + which);
    }
    for (int i = 0; i < results; i++) {
      own.setAs(operands + i, frame, inputs + i);
    }
  }

  private void take(Frame frame, Lane lane, int product, Object c, int at) {
    if (!watch.areFinite(c, at, each)) {
      ((int[]) frame.array(inputs + results))[0] = 1;
      return;
    }
    int mark = lane.mark();
    Frame own = lane.frame(kernel.taken().length() + results);
    locate(frame, own);
    tail.run(own, lane, product * each, (product + 1) * each);
    own.clear();
    lane.release(mark);
  }
}
