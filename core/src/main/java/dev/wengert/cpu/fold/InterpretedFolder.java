package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.cpu.loop.Blocks;
import dev.wengert.expression.Arithmetic;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Fold;
import java.util.Arrays;

/**
 * Folds numbers of any dtype where classes cannot be defined: on blocks of double, by the
 * language's own {@link Arithmetic}.
 */
final class InterpretedFolder implements Folder {

  private final Op op;
  private final double identity;
  private final Arithmetic arithmetic;

  InterpretedFolder(Fold fold, DType dtype) {
    this.op = fold.body().instructions().get(0).op();
    this.identity = fold.identity();
    this.arithmetic = new Arithmetic(dtype);
  }

  @Override
  public void clear(Object target, int at, int length) {
    double[] block = new double[length];
    Arrays.fill(block, arithmetic.constant(identity));
    Blocks.store(block, target, at, 1, length);
  }

  @Override
  public void foldBlock(Object source, int from, int length, Object target, int at) {
    if (length == 0) {
      clear(target, at, 1);
      return;
    }
    double[] sums = new double[LANES];
    double[] numbers = new double[LANES];
    int left = Math.min(length, LANES);
    Blocks.load(source, from, 1, sums, left);
    if (length >= LANES) {
      // As the other forms do: from the number that changes nothing, whatever zero's sign.
      Arrays.fill(numbers, arithmetic.constant(identity));
      apply(numbers, sums, sums, left);
    }
    for (int i = LANES; i < length; i += LANES) {
      int width = Math.min(LANES, length - i);
      Blocks.load(source, from + i, 1, numbers, width);
      apply(sums, numbers, sums, width);
    }
    while (left > 1) {
      int half = (left + 1) / 2;
      System.arraycopy(sums, half, numbers, 0, left - half);
      apply(sums, numbers, sums, left - half);
      left = half;
    }
    Blocks.store(sums, target, at, 1, 1);
  }

  @Override
  public void foldOnto(Object target, int at, Object source, int from, int length) {
    double[] into = new double[length];
    double[] numbers = new double[length];
    Blocks.load(target, at, 1, into, length);
    Blocks.load(source, from, 1, numbers, length);
    apply(into, numbers, into, length);
    Blocks.store(into, target, at, 1, length);
  }

  private void apply(double[] a, double[] b, double[] result, int n) {
    arithmetic.apply(op, a, b, b, result, n);
  }
}
