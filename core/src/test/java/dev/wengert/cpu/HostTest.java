package dev.wengert.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernels;
import org.junit.jupiter.api.Test;

class HostTest {

  @Test
  void handsContiguousOperandsToTheFunction() {
    Buffer x = Buffers.of(DType.FLOAT64, Shape.of(2, 1), 1, 2).broadcastTo(Shape.of(2, 3));
    Host host =
        new Host(
            (inputs, results) -> {
              double total = 0;
              for (double value : inputs[0].doubles()) {
                total += value;
              }
              results[0].doubles()[0] = total;
              results[1].ints()[0] = inputs.length;
            });
    Spec scalar = new Spec(DType.FLOAT64, Shape.SCALAR);
    Buffer[] results =
        Kernels.runAll(host, new Spec[] {scalar, scalar.withDType(DType.INT32)}, x, x);
    assertThat(Buffers.read(results[0])).containsExactly(9);
    assertThat(Buffers.read(results[1])).containsExactly(2);
  }
}
