package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.assertLawful;
import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

/** Against the sum that defines a convolution; transposes against the inner product they keep. */
class ConvolutionsTest {

  private static final int[] STRIDES = {1, 2, 3};

  /** Six nested loops over [N, C, H, W] and [O, C / groups, KH, KW]. */
  private static Tensor naive(
      Tensor x, Tensor w, int[] stride, int[] before, int[] dilation, int groups, int[] places) {
    int n = x.shape().side(0);
    int outputs = w.shape().side(0);
    int perGroup = w.shape().side(1);
    double[] y = new double[n * outputs * places[0] * places[1]];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < outputs; o++) {
        int firstChannel = o / (outputs / groups) * perGroup;
        for (int p = 0; p < places[0]; p++) {
          for (int q = 0; q < places[1]; q++, at++) {
            for (int c = 0; c < perGroup; c++) {
              for (int k = 0; k < w.shape().side(2); k++) {
                for (int l = 0; l < w.shape().side(3); l++) {
                  int row = p * stride[0] + k * dilation[0] - before[0];
                  int column = q * stride[1] + l * dilation[1] - before[1];
                  if (row >= 0
                      && row < x.shape().side(2)
                      && column >= 0
                      && column < x.shape().side(3)) {
                    y[at] +=
                        x.get(i, firstChannel + c, row, column).item() * w.get(o, c, k, l).item();
                  }
                }
              }
            }
          }
        }
      }
    }
    return Tensor.wrap(y, n, outputs, places[0], places[1]);
  }

  @Test
  void conv2dIsTheSum() {
    Tensor x = random(1, 2, 4, 6, 7);
    for (int stride : STRIDES) {
      for (int padding = 0; padding < 3; padding++) {
        for (int dilation = 1; dilation < 3; dilation++) {
          for (int groups : new int[] {1, 2, 4}) {
            Tensor w = random(2, 4, 4 / groups, 2, 3);
            Conv how = Conv.stride(stride, 1).padding(padding).dilation(1, dilation).groups(groups);
            int rows = (6 + 2 * padding - 2) / stride + 1;
            int columns = 7 + 2 * padding - 2 * dilation;
            assertClose(
                Convolutions.conv2d(x, w, how),
                1e-14,
                naive(
                    x,
                    w,
                    new int[] {stride, 1},
                    new int[] {padding, padding},
                    new int[] {1, dilation},
                    groups,
                    new int[] {rows, columns}));
          }
        }
      }
    }
  }

  /** As TensorFlow defines SAME: ceil(side / stride) places, the odd element of padding behind. */
  @Test
  void samePaddingKeepsTheSides() {
    Tensor x = random(1, 1, 2, 5, 6);
    Tensor w = random(2, 3, 2, 2, 3);
    assertClose(
        Convolutions.conv2d(x, w, Conv.same()),
        1e-14,
        naive(x, w, new int[] {1, 1}, new int[] {0, 1}, new int[] {1, 1}, 1, new int[] {5, 6}));
    assertClose(
        Convolutions.conv2d(x, w, Conv.stride(2).padding(Padding.same())),
        1e-14,
        naive(x, w, new int[] {2, 2}, new int[] {0, 0}, new int[] {1, 1}, 1, new int[] {3, 3}));
    assertLawful(
        in -> Convolutions.conv2d(in.get(0), in.get(1), Conv.stride(2).padding(Padding.same())),
        x,
        w);
  }

  @Test
  void conv1dAndConv3dAreConv2dAlongTheirAxes() {
    Tensor x = random(1, 2, 3, 8);
    Tensor w = random(2, 4, 3, 3);
    Conv how = Conv.stride(2).padding(1);
    Tensor flat =
        Convolutions.conv2d(
            Shapes.unsqueeze(x, 2), Shapes.unsqueeze(w, 2), Conv.stride(1, 2).padding(0, 1));
    assertClose(Convolutions.conv1d(x, w, how), 1e-15, Shapes.squeeze(flat, 2));
    Tensor volume = random(3, 1, 2, 3, 4, 5);
    Tensor kernel = random(4, 2, 2, 1, 2, 3);
    Tensor slices = // a kernel one deep sees each slice alone
        Convolutions.conv2d(
            Shapes.moveAxis(volume, 2, 1).reshape(3, 2, 4, 5), kernel.reshape(2, 2, 2, 3));
    assertClose(
        Convolutions.conv3d(volume, kernel),
        1e-15,
        Shapes.moveAxis(slices.reshape(1, 3, 2, 3, 3), 1, 2));
  }

  @Test
  void allDerivativesAreLawful() {
    Tensor bias = random(9, 4);
    assertLawful(
        in ->
            Convolutions.conv1d(
                in.get(0), in.get(1), in.get(2), Conv.stride(2).padding(2).dilation(2)),
        random(1, 2, 2, 6),
        random(2, 4, 2, 2),
        bias);
    assertLawful(
        in ->
            Convolutions.conv2d(
                in.get(0), in.get(1), in.get(2), Conv.stride(2, 1).padding(1).groups(2)),
        random(1, 2, 4, 4, 3),
        random(2, 4, 2, 2, 2),
        bias);
    assertLawful(
        in -> Convolutions.conv3d(in.get(0), in.get(1), in.get(2), Conv.stride(1, 2, 1).padding(1)),
        random(1, 1, 2, 2, 3, 3),
        random(2, 4, 2, 2, 2, 2),
        bias);
    assertLawful(
        in ->
            Convolutions.convTranspose1d(
                in.get(0), in.get(1), in.get(2), Conv.stride(3).padding(1).outputPadding(2)),
        random(1, 2, 2, 3),
        random(2, 2, 4, 3),
        bias);
    assertLawful(
        in ->
            Convolutions.convTranspose2d(
                in.get(0), in.get(1), in.get(2), Conv.stride(2).dilation(1, 2).groups(2)),
        random(1, 1, 2, 2, 3),
        random(2, 2, 2, 2, 2),
        bias);
    assertLawful(
        in -> Convolutions.convTranspose3d(in.get(0), in.get(1), in.get(2), Conv.stride(1, 2, 1)),
        random(1, 1, 2, 2, 2, 2),
        random(2, 2, 4, 1, 2, 2),
        bias);
  }

  /** {@code <conv(x), y> = <x, convTranspose(y)>}: the kernel is the same. */
  @Test
  void transposesKeepTheInnerProduct() {
    for (int stride : STRIDES) {
      for (int groups : new int[] {1, 2}) {
        for (Padding padding : new Padding[] {Padding.of(1), Padding.same()}) {
          Tensor x = random(1, 2, 4, 6, 9);
          Tensor w = random(2, 6, 4 / groups, 3, 3);
          Conv how = Conv.stride(stride).padding(padding).groups(groups);
          Tensor y = Convolutions.conv2d(x, w, how);
          Tensor v = random(3, y.shape().sides());
          int[] missing = new int[2];
          if (padding instanceof Padding.Fixed) {
            missing[0] = (6 - 1) % stride;
            missing[1] = (9 - 1) % stride;
          } else if (6 % stride != 0 || 9 % stride != 0) {
            continue; // a transpose to SAME sides that the stride does not divide is not defined
          }
          Tensor back = Convolutions.convTranspose2d(v, w, how.outputPadding(missing));
          assertThat(back.shape()).isEqualTo(x.shape());
          double forward = Reductions.sum(y.times(v)).item();
          assertThat(Reductions.sum(x.times(back)).item())
              .isCloseTo(forward, org.assertj.core.api.Assertions.within(1e-12));
        }
      }
    }
  }

  @Test
  void takesFloat32AndEmptyBatches() {
    Tensor x = random(1, 2, 3, 5, 5);
    Tensor w = random(2, 4, 3, 3, 3);
    Conv how = Conv.stride(2).padding(1);
    Tensor narrow = Convolutions.conv2d(x.to(DType.FLOAT32), w.to(DType.FLOAT32), how);
    assertThat(narrow.dtype()).isEqualTo(DType.FLOAT32);
    assertClose(narrow.to(DType.FLOAT64), 1e-5, Convolutions.conv2d(x, w, how));
    assertThat(Convolutions.conv2d(Tensor.zeros(DType.FLOAT64, 0, 3, 5, 5), w).shape())
        .isEqualTo(Shape.of(0, 4, 3, 3));
  }

  /** By hand: y[i] = x[i - 1] + 10 x[i] + 100 x[i + 1]. */
  @Test
  void elementsOfItsOwnMaySurroundIt() {
    Tensor x = Tensor.of(1.0, 2, 3, 4).reshape(1, 1, 4);
    Tensor w = Tensor.of(1.0, 10, 100).reshape(1, 1, 3);
    double[][] expected = {
      {212, 321, 432, 343}, {211, 321, 432, 443}, {211, 321, 432, 443}, {214, 321, 432, 143}
    };
    for (Border border : Border.values()) {
      Conv how = Conv.DEFAULT.padding(Padding.of(border, 1));
      assertThat(Convolutions.conv1d(x, w, how).toDoubleArray())
          .as("%s", border)
          .containsExactly(expected[border.ordinal()]);
    }
    assertThatThrownBy(
            () ->
                Convolutions.convTranspose1d(
                    x, w, Conv.DEFAULT.padding(Padding.of(Border.CIRCULAR, 1))))
        .hasMessage(
            "convTranspose1d: the padding is CIRCULAR by [1], which only a convolution that is not"
                + " transposed has; pad with Borders.pad(...) first");
  }
}
