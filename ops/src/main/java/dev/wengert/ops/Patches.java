package dev.wengert.ops;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Window;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.primitive.Col2Im;
import dev.wengert.ops.primitive.Im2Col;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * What a sliding window sees, laid out; its transpose; and any reduction of it.
 *
 * <p>x is [N, C, spatial...] of a floating dtype; a {@link Pool} says how the window slides. A
 * window that does not fit is an {@link IllegalArgumentException}.
 */
public final class Patches {

  private Patches() {}

  /**
   * Returns what a window sees at each of its places: [N, C, spatial...] to [N, C window, places],
   * the window's elements in row-major order behind the channel, zeros where it sees padding.
   * Pullback: {@link #fold} of d. PyTorch: {@code nn.functional.unfold}; JAX: {@code
   * lax.conv_general_dilated_patches}.
   */
  public static Tensor unfold(Tensor x, Pool pool) {
    Window window = Pooling.window("unfold", x, pool);
    Tensor seen = new Im2Col(window).apply(planes(x));
    int channels = x.shape().side(1) * window.size();
    return seen.reshape(x.shape().side(0), channels, seen.shape().side(2));
  }

  /** All images and channels one axis. */
  private static Tensor planes(Tensor x) {
    int[] spatial = Arrays.copyOfRange(x.shape().sides(), 2, x.rank());
    return x.reshape(Shape.of(spatial).prepend(x.shape().side(0) * x.shape().side(1)));
  }

  /**
   * Returns patches added up where a window saw them: [N, C window, places] to [N, C, spatial...],
   * the transpose of {@link #unfold}. Pullback: {@link #unfold} of d. PyTorch: {@code
   * nn.functional.fold}.
   *
   * @param spatial the sides of the spatial axes
   * @throws IllegalArgumentException if the patches are not those of such a window over such sides
   */
  public static Tensor fold(Tensor patches, int[] spatial, Pool pool) {
    Preconditions.checkArgument(
        patches.rank() == 3 && patches.dtype().isFloating(),
        "fold: no patches: they are %s; give a floating tensor [N, C window, places]",
        patches.spec());
    Preconditions.checkArgument(
        spatial.length > 0 && Arrays.stream(spatial).allMatch(side -> side > 0),
        "fold: the sides must be positive: %s; give one for each spatial axis",
        Arrays.toString(spatial));
    int n = patches.shape().side(0);
    Shape plane = Shape.of(spatial);
    Tensor like = Tensor.zeros(patches.dtype()).broadcastTo(plane.prepend(1, 1));
    Window window = Pooling.window("fold", like, pool);
    int places = Shape.of(window.places("fold", spatial)).size();
    Preconditions.checkArgument(
        patches.shape().side(1) % window.size() == 0 && patches.shape().side(2) == places,
        "fold: the patches do not fit: they are %s; a window of %s elements has %s places over %s,"
            + " give [N, C %s, %s]",
        patches.shape(),
        window.size(),
        places,
        plane,
        window.size(),
        places);
    int channels = patches.shape().side(1) / window.size();
    return new Col2Im(window, plane.prepend(n * channels))
        .apply(patches.reshape(n * channels, window.size(), places))
        .reshape(plane.prepend(n, channels));
  }

  /**
   * Returns what a reduction makes of each window: [N, C, spatial...] to [N, C, places...]. {@code
   * reduceWindow(x, Pool.of(2), 0, seen -> sum(seen, -1))} adds up. The pullback is that of the
   * reduction. JAX: {@code lax.reduce_window}; with a norm PyTorch's {@code lp_pool2d}.
   *
   * @param outside what a window sees beyond x
   * @param reduce takes [n, places, window] to [n, places]
   * @throws IllegalArgumentException if it makes another shape
   */
  public static Tensor reduceWindow(
      Tensor x, Pool pool, double outside, UnaryOperator<Tensor> reduce) {
    Window window = Pooling.window("reduceWindow", x, pool);
    int[] spatial = Arrays.copyOfRange(x.shape().sides(), 2, x.rank());
    int[] places = window.places("reduceWindow", spatial);
    Tensor planes = planes(x);
    int[] before = new int[planes.rank()];
    int[] after = new int[planes.rank()];
    int[] none = new int[spatial.length];
    for (int axis = 0; axis < spatial.length; axis++) {
      before[axis + 1] = window.before().get(axis);
      after[axis + 1] = window.after().get(axis);
    }
    Window inside =
        new Window(
            window.kernel(),
            window.stride(),
            window.dilation(),
            ImmutableIntArray.copyOf(none),
            ImmutableIntArray.copyOf(none));
    Tensor padded = Shapes.pad(planes, before, after, outside);
    Tensor seen = Shapes.swapAxes(new Im2Col(inside).apply(padded), 1, 2);
    Tensor reduced = reduce.apply(seen);
    Preconditions.checkArgument(
        reduced.shape().equals(seen.shape().reduced(new int[] {2}, false)),
        "reduceWindow: the reduction made %s of %s; reduce the last axis, and no other",
        reduced.shape(),
        seen.shape());
    return reduced.reshape(Shape.of(places).prepend(x.shape().side(0), x.shape().side(1)));
  }
}
