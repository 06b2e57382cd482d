package dev.wengert.cpu.gemm;

import static java.math.RoundingMode.CEILING;

import com.google.common.math.IntMath;
import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Gemm;
import java.util.function.Function;

/**
 * Products cut for the threads that share them: as {@link Panels} follow from their sizes, or finer
 * where threads are more and that does not change a bit.
 *
 * <p>Java's own products add in the same order however they are cut. With another provider a trial
 * decides.
 */
final class SharedProducts implements Task {

  /**
   * What runs for a number of threads.
   *
   * @param threads how many, or fewer where it is the coarsest
   */
  private record Choice(int threads, Task task) {}

  private final BlasProvider blas;
  private final DType dtype;
  private final Gemm gemm;
  private final Panels few;
  private final int products;
  private final Function<Panels, Task> runs;

  private final Choice coarse;

  /** The last finer one: numbers of threads hardly change. */
  private volatile Choice fine;

  /**
   * Makes what runs products of one size.
   *
   * @param size how many elements all results have
   * @param runs what runs them as they are cut
   */
  SharedProducts(
      BlasProvider blas,
      DType dtype,
      Gemm gemm,
      Panels few,
      int size,
      Function<Panels, Task> runs) {
    this.blas = blas;
    this.dtype = dtype;
    this.gemm = gemm;
    this.few = few;
    this.products = size / (few.m() * few.n());
    this.runs = runs;
    this.coarse = new Choice(products * few.tiles(), runs.apply(few));
    this.fine = coarse;
  }

  @Override
  public void run(Frame frame) {
    int threads = Threads.count();
    Choice choice = coarse;
    if (threads > coarse.threads) {
      choice = fine;
      if (choice.threads != threads) {
        choice = new Choice(threads, finer(threads));
        fine = choice;
      }
    }
    choice.task.run(frame);
  }

  private Task finer(int threads) {
    Panels many = few.finer(IntMath.divide(threads, products, CEILING), Panels.limit(dtype));
    boolean isAlike =
        !many.equals(few)
            && (blas instanceof JavaBlas || Trials.areAlike(blas, dtype, gemm, few, many));
    return isAlike ? runs.apply(many) : coarse.task;
  }
}
