package dev.wengert.nn.layer.convolution;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Lazy;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Convolutions;
import dev.wengert.ops.Shapes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The layer of a convolution over one, two or three spatial axes, or of a transposed one: x [N,
 * inputs, spatial...], y [N, outputs, places...].
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="convolution"}
 *
 * <p>{@code y[n, o, p] = sum over c, k of x[n, c, p stride + k dilation - padding] w[o, c, k] +
 * b[o]}; {@link Conv} says how the window moves. The transposed layer is the transpose of that map,
 * plus b.
 *
 * <p>Parameters: {@code weight} [outputs, inputs / groups, kernel...], of a transposed layer
 * [inputs, outputs / groups, kernel...], whose {@linkplain Parameter#unitAxis units} are along axis
 * 1 (with groups, the outputs at one place in each group are one unit); {@code bias} [outputs],
 * unless left out. PyTorch: {@code Conv1d}, {@code Conv2d}, {@code Conv3d}, {@code ConvTranspose1d}
 * and so on, whose names and layout are the same.
 */
public final class Convolution implements Layer {

  private static final ImmutableList<String> SPATIAL = ImmutableList.of("L", "H, W", "D, H, W");

  private final int axes;
  private final boolean transposed;
  private final String name;
  private final Conv how;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  private Convolution(
      int axes, boolean transposed, Conv how, Parameter weight, @Nullable Parameter bias) {
    this.axes = axes;
    this.transposed = transposed;
    this.name = (transposed ? "convTranspose" : "conv") + axes + "d";
    this.how = how;
    this.weight = weight;
    this.bias = bias;
  }

  /** Returns a layer over [N, inputs, L] with stride 1 and no padding. */
  public static Convolution of1d(int inputs, int outputs, int kernel) {
    return of1d(inputs, outputs, Conv.DEFAULT, kernel);
  }

  /** Returns a layer over [N, inputs, L]. */
  public static Convolution of1d(int inputs, int outputs, Conv how, int kernel) {
    return of(1, false, inputs, outputs, how, kernel);
  }

  /**
   * Returns a layer over [N, inputs, H, W] with stride 1 and no padding.
   *
   * @param kernel one side, or one an axis
   */
  public static Convolution of2d(int inputs, int outputs, int... kernel) {
    return of2d(inputs, outputs, Conv.DEFAULT, kernel);
  }

  /**
   * Returns a layer over [N, inputs, H, W].
   *
   * @param kernel one side, or one an axis
   */
  public static Convolution of2d(int inputs, int outputs, Conv how, int... kernel) {
    return of(2, false, inputs, outputs, how, kernel);
  }

  /**
   * Returns a layer over [N, inputs, D, H, W] with stride 1 and no padding.
   *
   * @param kernel one side, or one an axis
   */
  public static Convolution of3d(int inputs, int outputs, int... kernel) {
    return of3d(inputs, outputs, Conv.DEFAULT, kernel);
  }

  /**
   * Returns a layer over [N, inputs, D, H, W].
   *
   * @param kernel one side, or one an axis
   */
  public static Convolution of3d(int inputs, int outputs, Conv how, int... kernel) {
    return of(3, false, inputs, outputs, how, kernel);
  }

  /** Returns the transposed layer over [N, inputs, L]. */
  public static Convolution transposed1d(int inputs, int outputs, Conv how, int kernel) {
    return of(1, true, inputs, outputs, how, kernel);
  }

  /**
   * Returns the transposed layer over [N, inputs, H, W].
   *
   * @param kernel one side, or one an axis
   */
  public static Convolution transposed2d(int inputs, int outputs, Conv how, int... kernel) {
    return of(2, true, inputs, outputs, how, kernel);
  }

  /**
   * Returns the transposed layer over [N, inputs, D, H, W].
   *
   * @param kernel one side, or one an axis
   */
  public static Convolution transposed3d(int inputs, int outputs, Conv how, int... kernel) {
    return of(3, true, inputs, outputs, how, kernel);
  }

  /**
   * Returns a layer over [N, inputs, L] that learns its number of input channels from the first.
   * PyTorch: {@code LazyConv1d}.
   */
  public static Lazy to1d(int outputs, Conv how, int kernel) {
    return Lazy.of(x -> of1d(x.side(1), outputs, how, kernel));
  }

  /**
   * Returns a layer over [N, inputs, H, W] that learns its number of input channels from the first.
   * PyTorch: {@code LazyConv2d}.
   */
  public static Lazy to2d(int outputs, Conv how, int... kernel) {
    return Lazy.of(x -> of2d(x.side(1), outputs, how, kernel));
  }

  /**
   * Returns a layer over [N, inputs, D, H, W] that learns its number of input channels from the
   * first. PyTorch: {@code LazyConv3d}.
   */
  public static Lazy to3d(int outputs, Conv how, int... kernel) {
    return Lazy.of(x -> of3d(x.side(1), outputs, how, kernel));
  }

  private static Convolution of(
      int axes, boolean transposed, int inputs, int outputs, Conv how, int... kernel) {
    Preconditions.checkArgument(
        kernel.length == 1 || kernel.length == axes,
        "convolution: the kernel has not one side for each of %s spatial axes: %s; give one number,"
            + " or one an axis",
        axes,
        Arrays.toString(kernel));
    Preconditions.checkArgument(
        inputs % how.groups() == 0 && outputs % how.groups() == 0,
        "convolution: %s groups do not divide %s input and %s output channels; give a divisor of"
            + " both",
        how.groups(),
        inputs,
        outputs);
    int[] sides = new int[axes + 2];
    sides[0] = transposed ? inputs : outputs;
    sides[1] = (transposed ? outputs : inputs) / how.groups();
    for (int axis = 0; axis < axes; axis++) {
      sides[axis + 2] = kernel[kernel.length == 1 ? 0 : axis];
    }
    return new Convolution(
        axes,
        transposed,
        how,
        Parameter.of(Parameter.Role.WEIGHT, Initializer.he(), sides)
            .withUnitsAlong(transposed ? 1 : 0),
        Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), outputs));
  }

  /**
   * Returns this layer with weights that begin as an initializer draws them: {@link Initializer#he}
   * unless said otherwise. Biases begin with 0.
   */
  public Convolution withWeights(Initializer weights) {
    Parameter drawn =
        Parameter.of(weight.role(), weights, weight.shape().sides())
            .withUnitsAlong(weight.unitAxis());
    return new Convolution(axes, transposed, how, drawn, bias);
  }

  /** Returns the layer with this one's weights that adds nothing. */
  public Convolution withoutBias() {
    return new Convolution(axes, transposed, how, weight, null);
  }

  /** Returns the layer with this one's weights and with biases, which begin with 0. */
  public Convolution withBias() {
    return bias != null
        ? this
        : new Convolution(
            axes,
            transposed,
            how,
            weight,
            Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), outputs()));
  }

  /** Returns how many output channels there are. */
  public int outputs() {
    return transposed ? weight.shape().side(1) * how.groups() : weight.shape().side(0);
  }

  /**
   * Returns whether each output channel has weights of its own, along the axis of the units: not in
   * a transposed layer of several groups.
   */
  public boolean hasUnitAChannel() {
    return outputs() == weight.shape().side(weight.unitAxis());
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
    if (bias != null) {
      declarations.parameter("bias", bias);
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Shape shape = weight.shape();
    int inputs = transposed ? shape.side(0) : shape.side(1) * how.groups();
    pass.check(
        this,
        name,
        x.rank() == axes + 2 && x.shape().side(1) == inputs,
        "the input does not fit the weights: x is %s; give [N, %s, %s]",
        x.shape(),
        inputs,
        SPATIAL.get(axes - 1));
    pass.checkType(this, name, x);
    Tensor w = pass.value(weight);
    Tensor y = pass.named(this, () -> transposed ? transposed(x, w) : convolved(x, w));
    return bias == null ? y : y.plus(Shapes.channels(pass.value(bias), y));
  }

  private Tensor convolved(Tensor x, Tensor w) {
    return switch (axes) {
      case 1 -> Convolutions.conv1d(x, w, how);
      case 2 -> Convolutions.conv2d(x, w, how);
      default -> Convolutions.conv3d(x, w, how);
    };
  }

  private Tensor transposed(Tensor x, Tensor w) {
    return switch (axes) {
      case 1 -> Convolutions.convTranspose1d(x, w, how);
      case 2 -> Convolutions.convTranspose2d(x, w, how);
      default -> Convolutions.convTranspose3d(x, w, how);
    };
  }
}
