package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Values;
import java.util.Arrays;

/** Compares what training is at, bit for bit. */
public final class States {

  private States() {}

  public static void assertSame(TrainingState actual, TrainingState expected) {
    assertSame(actual.values(), expected.values());
    assertSame(actual.optimizer().slots(), expected.optimizer().slots());
    assertThat(actual.optimizer().step()).isEqualTo(expected.optimizer().step());
    assertThat(actual.optimizer().scale()).isEqualTo(expected.optimizer().scale());
    assertThat(actual.key().bits().toIntArray()).isEqualTo(expected.key().bits().toIntArray());
    assertThat(actual.epoch()).isEqualTo(expected.epoch());
    assertThat(actual.batch()).isEqualTo(expected.batch());
    assertThat(actual.examples()).isEqualTo(expected.examples());
    assertThat(actual.counted()).isEqualTo(expected.counted());
    assertThat(actual.feed()).isEqualTo(expected.feed());
    assertThat(actual.sums()).isEqualTo(expected.sums());
    assertThat(actual.plateau()).isEqualTo(expected.plateau());
    assertThat(Double.doubleToLongBits(actual.stopping().best()))
        .isEqualTo(Double.doubleToLongBits(expected.stopping().best()));
    assertThat(actual.stopping().waited()).isEqualTo(expected.stopping().waited());
    Values best = expected.stopping().values();
    if (best == null) {
      assertThat(actual.stopping().values()).isNull();
    } else {
      assertSame(java.util.Objects.requireNonNull(actual.stopping().values()), best);
    }
  }

  public static void assertSame(Values actual, Values expected) {
    assertThat(actual.byPath().keySet()).containsExactlyElementsOf(expected.byPath().keySet());
    expected
        .byPath()
        .forEach(
            (path, value) -> {
              assertThat(actual.get(path).spec()).isEqualTo(value.spec());
              assertThat(bits(actual.get(path))).as(path).isEqualTo(bits(value));
            });
  }

  /** Widening to double keeps every bit of a FLOAT32. */
  private static long[] bits(Tensor tensor) {
    assertThat(tensor.dtype()).isNotEqualTo(DType.BOOL);
    return Arrays.stream(tensor.toDoubleArray()).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
