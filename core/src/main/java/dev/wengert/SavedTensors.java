package dev.wengert;

import com.google.common.collect.MapMaker;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import java.util.Map;

/**
 * What a {@linkplain Tape#Tape(SavedTensors) tape} does with a tensor that its walk will need:
 * keeps it smaller, or elsewhere.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="savedTensors"}
 *
 * <p>It is asked once for each tensor that a pullback holds and nothing traces. A pullback that
 * reads numbers, by {@code item()}, say, cannot be asked what it holds, and is refused.
 */
@FunctionalInterface
public interface SavedTensors {

  /** How a tensor comes back. */
  @FunctionalInterface
  interface Handle {
    /** Returns it, of the dtype and shape it had; each time it is asked. */
    Tensor restore();
  }

  /** Puts a tensor aside: who holds what is returned need not hold the tensor. */
  Handle save(Tensor x);

  /**
   * Returns the way that keeps floating numbers in 16 bits, IEEE 754's binary16: half of FLOAT32's
   * memory, for a relative error of up to 2^-11 in what gradients are computed from. Numbers beyond
   * 65504 become infinite, those below 6e-8 become 0; whole numbers and truth values stay as they
   * are.
   */
  static SavedTensors inFloat16() {
    return once(
        x -> {
          if (!x.dtype().isFloating()) {
            return () -> x;
          }
          Spec spec = x.spec();
          float[] numbers = x.to(DType.FLOAT32).toFloatArray();
          short[] halves = new short[numbers.length];
          for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16(numbers[i]);
          }
          return () -> {
            float[] again = new float[halves.length];
            for (int i = 0; i < again.length; i++) {
              again[i] = Float.float16ToFloat(halves[i]);
            }
            return Tensor.wrap(again, spec.shape().sides()).to(spec.dtype());
          };
        });
  }

  /**
   * Returns the same way, asked once for a tensor that several pullbacks hold. Not for use by
   * several threads.
   */
  static SavedTensors once(SavedTensors way) {
    Map<Tensor, Handle> known = new MapMaker().weakKeys().makeMap();
    return x -> known.computeIfAbsent(x, way::save);
  }
}
