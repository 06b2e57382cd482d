package dev.wengert.cpu.gemm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A provider that hands its calls on, notes how many and how long they are, and may err. */
final class Recorder implements BlasProvider {

  final AtomicInteger calls = new AtomicInteger();
  final AtomicLong longest = new AtomicLong();

  private final BlasProvider delegate;
  private final boolean errs;

  Recorder(BlasProvider delegate, boolean errs) {
    this.delegate = delegate;
    this.errs = errs;
  }

  @Override
  public String name() {
    return "Recorder";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      int offsetA,
      int strideA,
      float[] b,
      int offsetB,
      int strideB,
      boolean accumulate,
      float[] c,
      int offsetC,
      int strideC) {
    note(m, n, k);
    delegate.multiply(
        transposeA,
        transposeB,
        m,
        n,
        k,
        a,
        offsetA,
        strideA,
        b,
        offsetB,
        strideB,
        accumulate,
        c,
        offsetC,
        strideC);
    c[offsetC] += errs ? 1 : 0;
  }

  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double[] a,
      int offsetA,
      int strideA,
      double[] b,
      int offsetB,
      int strideB,
      boolean accumulate,
      double[] c,
      int offsetC,
      int strideC) {
    note(m, n, k);
    delegate.multiply(
        transposeA,
        transposeB,
        m,
        n,
        k,
        a,
        offsetA,
        strideA,
        b,
        offsetB,
        strideB,
        accumulate,
        c,
        offsetC,
        strideC);
    c[offsetC] += errs ? 1 : 0;
  }

  private void note(int m, int n, int k) {
    calls.incrementAndGet();
    longest.accumulateAndGet((long) m * n * k, Math::max);
  }
}
