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
  public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    note(c.rows(), c.columns(), a.columns());
    delegate.multiply(a, b, c, accumulate);
    if (errs && c.array() instanceof float[] floats) {
      floats[c.offset()]++;
    } else if (errs) {
      ((double[]) c.array())[c.offset()]++;
    }
  }

  private void note(int m, int n, int k) {
    calls.incrementAndGet();
    longest.accumulateAndGet((long) m * n * k, Math::max);
  }
}
