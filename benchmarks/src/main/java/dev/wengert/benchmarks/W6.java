package dev.wengert.benchmarks;

import dev.wengert.Gradients;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Workload W6: C = A B, sum(C * R), the gradients of A and B, square matrices. */
public final class W6 implements Workload {

  /** Dtype and side. */
  public enum Variant {
    /** FLOAT32, side 64. */
    F32_64(DType.FLOAT32, 64),
    /** FLOAT32, side 256. */
    F32_256(DType.FLOAT32, 256),
    /** FLOAT32, side 1024. */
    F32_1024(DType.FLOAT32, 1024),
    /** FLOAT64, side 512. */
    F64_512(DType.FLOAT64, 512);

    private final DType dtype;
    private final int side;

    Variant(DType dtype, int side) {
      this.dtype = dtype;
      this.side = side;
    }

    private Tensor draw(long seed) {
      return dtype == DType.FLOAT64
          ? Draw.doubles(seed, 1, side, side)
          : Draw.floats(seed, side, side);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Tensor a;
  private final Tensor b;
  private final Tensor r;

  /** Draws the matrices. */
  public W6(Variant variant) {
    a = variant.draw(61);
    b = variant.draw(62);
    r = variant.draw(63);
  }

  private List<Tensor> step(List<Tensor> in) {
    Tape tape = new Tape();
    Tensor left = tape.watch(in.get(0));
    Tensor right = tape.watch(in.get(1));
    Tensor loss = Reductions.sum(left.matmul(right).times(r));
    Gradients gradients = tape.gradients(loss);
    return List.of(tape.primal(loss), gradients.of(left), gradients.of(right));
  }

  @Override
  public Optional<Work> work() {
    return Work.of(this::step, List.of(a, b));
  }

  @Override
  public void run() {
    step(List.of(a, b));
  }

  @Override
  public Numbers numbers() {
    return new Numbers(List.of("a", "b"), this::step, List.of(a, b));
  }
}
