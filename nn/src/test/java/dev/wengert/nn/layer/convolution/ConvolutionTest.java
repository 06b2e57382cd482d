package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Padding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConvolutionTest {

  private static final List<String> PLACES = List.of("", "weight", "bias");

  @Test
  void agreesWithPyTorch() {
    int ran = 0;
    for (TorchCase c : TorchCase.of("conv1d")) {
      Shape w = c.inputs().get(1).shape();
      int inputs = w.side(1) * c.integer("groups");
      check(c, Convolution.of1d(inputs, w.side(0), how(c), w.side(2)));
      ran++;
    }
    for (TorchCase c : TorchCase.of("conv2d")) {
      Shape w = c.inputs().get(1).shape();
      int inputs = w.side(1) * c.integer("groups");
      check(c, Convolution.of2d(inputs, w.side(0), how(c), w.side(2), w.side(3)));
      ran++;
    }
    for (TorchCase c : TorchCase.of("conv_transpose2d")) {
      Shape w = c.inputs().get(1).shape();
      Conv how = Conv.stride(c.integer("stride")).padding(c.integer("padding"));
      check(c, Convolution.transposed2d(w.side(0), w.side(1), how, w.side(2), w.side(3)));
      ran++;
    }
    assertThat(ran).isEqualTo(5);
  }

  private static Conv how(TorchCase c) {
    return Conv.stride(c.integer("stride"))
        .padding(c.integer("padding"))
        .dilation(c.integer("dilation"))
        .groups(c.integer("groups"));
  }

  private static void check(TorchCase c, Layer layer) {
    c.check(layer, PLACES, (l, in, pass) -> l.forward(in.getFirst(), pass));
  }

  @Test
  void everyKindAgreesWithPlainLoops() {
    Conv wide = Conv.stride(2).padding(1).dilation(2);
    compare(Convolution.of1d(4, 6, wide.groups(2), 3), false, wide.groups(2), 2, 4, 9);
    compare(Convolution.of2d(2, 3, wide, 2, 3), false, wide, 2, 2, 6, 7);
    Conv uneven = Conv.stride(1, 2, 3).padding(0, 1, 2);
    compare(Convolution.of3d(2, 4, uneven, 2, 1, 3), false, uneven, 1, 2, 4, 3, 5);
    compare(Convolution.of3d(2, 3, 2), false, Conv.DEFAULT, 2, 2, 3, 3, 3);
    Conv spread = Conv.stride(3).padding(1).groups(2).outputPadding(1);
    compare(Convolution.transposed1d(4, 6, spread, 3), true, spread, 2, 4, 5);
    compare(Convolution.transposed2d(2, 3, wide, 2, 3), true, wide, 2, 2, 3, 4);
    Conv uneven3 = Conv.stride(1, 2, 3).padding(0, 1, 0);
    compare(Convolution.transposed3d(2, 4, uneven3, 2, 3, 3), true, uneven3, 1, 2, 3, 2, 2);
  }

  /** Compares with the definition, every sum written out. */
  private static void compare(Layer layer, boolean transposed, Conv how, int... sides) {
    Model<Layer> model = Draws.model(layer);
    Values values = Draws.values(model, 5);
    Tensor x = Draws.normal(6, sides);
    Tensor y = Draws.run(model, values, x);
    int axes = sides.length - 2;
    double[] expected =
        byLoops(
            transposed,
            how,
            in3d(x),
            in3d(values.get("weight")),
            values.get("bias").toDoubleArray(),
            in3d(y).shape(),
            axes);
    double[] actual = y.toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("element %s of %s", i, y.shape())
          .isCloseTo(expected[i], within(1e-12));
    }
    assertThat(Arrays.stream(expected).map(Math::abs).sum()).isGreaterThan(1);
  }

  /** [a, b, spatial...] with three spatial axes, the first ones of side 1 if there are fewer. */
  private static Tensor in3d(Tensor t) {
    int[] sides = {t.shape().side(0), t.shape().side(1), 1, 1, 1};
    for (int axis = 2; axis < t.rank(); axis++) {
      sides[5 - t.rank() + axis] = t.shape().side(axis);
    }
    return t.reshape(sides);
  }

  private static double[] byLoops(
      boolean transposed, Conv how, Tensor x, Tensor w, double[] bias, Shape out, int axes) {
    int[] xs = x.shape().sides();
    int[] ws = w.shape().sides();
    int[] ys = out.sides();
    int groups = how.groups();
    int perX = xs[1] / groups;
    int perY = ys[1] / groups;
    double[] xv = x.toDoubleArray();
    double[] wv = w.toDoubleArray();
    double[] y = new double[out.size()];
    // A convolution takes from x what its transpose gives to y: small is at places, large is
    // padded.
    int[] small = transposed ? xs : ys;
    int[] large = transposed ? ys : xs;
    int[] large0 = new int[3];
    for (int n = 0; n < xs[0]; n++) {
      for (int o = 0; o < ys[1]; o++) {
        for (int c = 0; c < perX; c++) {
          int channel = o / perY * perX + c;
          for (int p = 0; p < small[2] * small[3] * small[4]; p++) {
            int[] place = {p / small[4] / small[3], p / small[4] % small[3], p % small[4]};
            for (int k = 0; k < ws[2] * ws[3] * ws[4]; k++) {
              int[] in = {k / ws[4] / ws[3], k / ws[4] % ws[3], k % ws[4]};
              boolean inside = true;
              for (int a = 0; a < 3; a++) {
                large0[a] =
                    place[a] * of(how.stride().toArray(), a, axes, 1)
                        + in[a] * of(how.dilation().toArray(), a, axes, 1)
                        - of(padding(how), a, axes, 0);
                inside &= large0[a] >= 0 && large0[a] < large[a + 2];
              }
              if (!inside) {
                continue;
              }
              int l = (large0[0] * large[3] + large0[1]) * large[4] + large0[2];
              int xAt = transposed ? p : l;
              int yAt = transposed ? l : p;
              int wAt = transposed ? channel * ws[1] + o % perY : o * ws[1] + c;
              y[(n * ys[1] + o) * ys[2] * ys[3] * ys[4] + yAt] +=
                  xv[(n * xs[1] + channel) * xs[2] * xs[3] * xs[4] + xAt]
                      * wv[wAt * ws[2] * ws[3] * ws[4] + k];
            }
          }
        }
        for (int p = 0; p < ys[2] * ys[3] * ys[4]; p++) {
          y[(n * ys[1] + o) * ys[2] * ys[3] * ys[4] + p] += bias[o];
        }
      }
    }
    return y;
  }

  private static int[] padding(Conv how) {
    return ((Padding.Fixed) how.padding()).widths().toArray();
  }

  /** The number for one of three axes, of which only the last ones may be there. */
  private static int of(int[] numbers, int axis, int axes, int otherwise) {
    int at = axis - (3 - axes);
    return at < 0 ? otherwise : numbers[numbers.length == 1 ? 0 : at];
  }

  @Test
  void samePaddingKeepsTheSides() {
    Values values = Draws.values(Draws.model(Convolution.of2d(2, 3, 3)), 3);
    Tensor x = Draws.normal(4, 2, 2, 5, 7);
    Tensor same = Draws.run(Draws.model(Convolution.of2d(2, 3, Conv.same(), 3)), values, x);
    Tensor one =
        Draws.run(Draws.model(Convolution.of2d(2, 3, Conv.stride(1).padding(1), 3)), values, x);
    assertThat(same.shape()).isEqualTo(Shape.of(2, 3, 5, 7));
    assertThat(same.toDoubleArray()).isEqualTo(one.toDoubleArray());
    Conv half = Conv.stride(2).padding(Padding.same());
    assertThat(Draws.run(Draws.model(Convolution.of2d(2, 3, half, 3)), values, x).shape())
        .isEqualTo(Shape.of(2, 3, 3, 4));
  }

  @Test
  void parametersHaveTheirPathsAndShapes() {
    assertThat(Draws.parameters(Convolution.of2d(4, 6, Conv.DEFAULT.groups(2), 3, 5)))
        .containsExactly(Map.entry("weight", "[6, 2, 3, 5]"), Map.entry("bias", "[6]"));
    assertThat(Draws.parameters(Convolution.transposed2d(4, 6, Conv.DEFAULT.groups(2), 3)))
        .containsExactly(Map.entry("weight", "[4, 3, 3, 3]"), Map.entry("bias", "[6]"));
    assertThat(Draws.parameters(Convolution.of1d(4, 6, 3).withoutBias()))
        .containsExactly(Map.entry("weight", "[6, 4, 3]"));
    assertThat(Draws.parameters(Convolution.of3d(1, 2, 3)))
        .containsExactly(Map.entry("weight", "[2, 1, 3, 3, 3]"), Map.entry("bias", "[2]"));
  }

  @Test
  void weightsBeginAsTold() {
    Values values =
        Draws.model(Convolution.of1d(1, 2, 3).withWeights(Initializer.constant(7)))
            .initialize(Key.of(1));
    assertThat(values.get("weight").toDoubleArray()).containsOnly(7).hasSize(6);
    assertThat(values.get("bias").toDoubleArray()).containsExactly(0, 0);
    double[] drawn =
        Draws.model(Convolution.of2d(50, 60, 5))
            .initialize(Key.of(1))
            .get("weight")
            .toDoubleArray();
    double squares = 0;
    for (double value : drawn) {
      squares += value * value;
    }
    // He: 2 / inputs of one place, 50 channels of 25 elements; 75,000 draws.
    assertThat(squares / drawn.length).isCloseTo(2 / 1250.0, within(0.03 * 2 / 1250.0));
  }

  @Test
  void gradients() {
    Conv how = Conv.stride(2).padding(1);
    LayerCheck.check(Convolution.of1d(4, 2, how.groups(2), 3), Draws.normal(1, 2, 4, 5));
    LayerCheck.check(Convolution.of2d(2, 2, how.dilation(2), 2), Draws.normal(2, 1, 2, 4, 3));
    LayerCheck.check(Convolution.of3d(1, 2, Conv.same(), 2), Draws.normal(3, 1, 1, 2, 3, 2));
    LayerCheck.check(Convolution.transposed1d(2, 2, how, 3), Draws.normal(4, 2, 2, 3));
    LayerCheck.check(
        Convolution.transposed2d(2, 2, how.groups(2), 3).withoutBias(),
        Draws.normal(5, 1, 2, 2, 2));
    LayerCheck.check(Convolution.transposed3d(1, 1, how, 2), Draws.normal(6, 1, 1, 2, 2, 2));
  }

  @Test
  void whatDoesNotFitIsRefusedByPath() {
    refused(
        Convolution.of2d(3, 2, 3),
        Draws.normal(1, 2, 2, 4, 4),
        "conv2d (layer): the input does not fit the weights: x is [2, 2, 4, 4]; give [N, 3, H, W]");
    refused(
        Convolution.of1d(3, 2, 3),
        Draws.normal(1, 3, 4),
        "conv1d (layer): the input does not fit the weights: x is [3, 4]; give [N, 3, L]");
    refused(
        Convolution.transposed3d(3, 2, Conv.DEFAULT, 3),
        Draws.normal(1, 3, 4),
        "convTranspose3d (layer): the input does not fit the weights: x is [3, 4]; give [N, 3, D,"
            + " H, W]");
    refused(
        Convolution.of2d(3, 2, 5),
        Draws.normal(1, 2, 3, 4, 6),
        "conv2d (layer): the window does not fit: its extent along spatial axis 0 is 5, the padded"
            + " side 4 of [4, 6]; use a smaller window or more padding");
    refused(
        Convolution.of2d(3, 2, 3),
        Draws.normal(1, 2, 3, 4, 6).to(DType.FLOAT32),
        "conv2d (layer): the input has not the parameters' dtype: x is FLOAT32[2, 3, 4, 6], they"
            + " are FLOAT64; convert it with to(FLOAT64)");
    assertThatThrownBy(() -> Convolution.of2d(3, 2, 1, 2, 3))
        .hasMessage(
            "convolution: the kernel has not one side for each of 2 spatial axes: [1, 2, 3]; give"
                + " one number, or one an axis");
    assertThatThrownBy(() -> Convolution.of2d(3, 2, Conv.DEFAULT.groups(2), 3))
        .hasMessage(
            "convolution: 2 groups do not divide 3 input and 2 output channels; give a divisor of"
                + " both");
  }

  private static void refused(Layer layer, Tensor x, String message) {
    Model<Sequential> model = Draws.model(Sequential.of(ImmutableMap.of("layer", layer)));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(model, values, x)).hasMessage(message);
  }
}
