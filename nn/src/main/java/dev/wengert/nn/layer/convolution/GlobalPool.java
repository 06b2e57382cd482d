package dev.wengert.nn.layer.convolution;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Reductions;
import java.util.Arrays;

/**
 * The layer that makes one number of each channel: x [N, C, spatial...], y [N, C].
 *
 * <p>Source: Lin, Chen and Yan, "Network in network", 2014, section 3.2. PyTorch: {@code
 * AdaptiveAvgPool2d(1)} or {@code AdaptiveMaxPool2d(1)}, and {@code Flatten}.
 *
 * @param kind which number
 */
public record GlobalPool(Kind kind) implements Layer {

  /** What is made of a channel. */
  public enum Kind {
    /** The mean over all places. */
    AVERAGE,
    /** The largest element; equal ones share the cotangent. */
    MAX
  }

  /** Returns the layer of means. */
  public static GlobalPool average() {
    return new GlobalPool(Kind.AVERAGE);
  }

  /** Returns the layer of largest elements. */
  public static GlobalPool max() {
    return new GlobalPool(Kind.MAX);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        "globalPool",
        x.rank() >= 3 && x.dtype().isFloating() && hasPlaces(x),
        "the input has no places to pool: x is %s; give a floating tensor [N, C, spatial...]",
        x.spec());
    int[] axes = new int[x.rank() - 2];
    Arrays.setAll(axes, i -> i + 2);
    return switch (kind) {
      case AVERAGE -> Reductions.mean(x, axes);
      case MAX -> Reductions.max(x, axes);
    };
  }

  private static boolean hasPlaces(Tensor x) {
    return x.shape().reduced(new int[] {0, 1}, false).size() > 0;
  }
}
