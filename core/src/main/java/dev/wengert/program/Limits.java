package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What this machine can do at most, as measured by what uses it best: a product of matrices, and a
 * loop over more than the caches hold.
 *
 * @param flopsInFloat32 floating-point operations of FLOAT32 a nanosecond
 * @param flopsInFloat64 of FLOAT64
 * @param bytes bytes that are read and written in a nanosecond
 */
public record Limits(double flopsInFloat32, double flopsInFloat64, double bytes) {

  private static final int SIDE = 512;
  private static final int LARGE = 1 << 23;
  private static final int ROUNDS = 12;

  /** Measures them with the threads that the caller may use; this takes about a second. */
  public static Limits measure() {
    return new Limits(product(DType.FLOAT32), product(DType.FLOAT64), bandwidth());
  }

  /** Returns the nanoseconds that so much takes at least: by its operations or by its bytes. */
  double nanos(DType dtype, long flops, long moved) {
    double most = dtype == DType.FLOAT64 ? flopsInFloat64 : flopsInFloat32;
    return Math.max(flops / most, moved / bytes);
  }

  private static double product(DType dtype) {
    Tensor a = Tensor.wrap(new double[SIDE * SIDE], SIDE, SIDE).to(dtype).plus(0.5);
    return 2.0 * SIDE * SIDE * SIDE / fastest(x -> MatMul.of(x, x, false, false), a);
  }

  private static double bandwidth() {
    Tensor x = Tensor.wrap(new float[LARGE], LARGE);
    return 2.0 * Float.BYTES * LARGE / fastest(y -> y.plus(1), x);
  }

  /** Returns the nanoseconds that the fastest of some runs took. */
  private static double fastest(UnaryOperator<Tensor> f, Tensor x) {
    Body body =
        Recorder.record(in -> List.of(f.apply(in.get(0))), ImmutableList.of(x.spec()), false);
    Arena arena = new Arena(Schedule.of(Plan.of(body), Wengert.device()));
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      best = Math.min(best, arena.time(List.of(x)).total());
    }
    return best;
  }
}
