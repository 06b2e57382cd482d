package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Convolutions over one to three axes and their transposes with random stride, padding (SAME too),
 * dilation, groups and output padding: the value against plain loops over every product, the
 * gradient against differences.
 */
class ConvolutionPropertiesTest {

  private static final String SEED = "20261120";

  /** A convolution and its operands; one number an axis each, as the loops need them. */
  static final class Case {
    private final boolean transposed;
    private final Tensor x;
    private final Tensor w;
    private final int groups;
    private final int[] stride;
    private final int[] dilation;
    private final boolean same;
    private final int[] padding;
    private final int[] extra;

    Case(
        boolean transposed,
        Tensor x,
        Tensor w,
        int groups,
        int[] stride,
        int[] dilation,
        boolean same,
        int[] padding,
        int[] extra) {
      this.transposed = transposed;
      this.x = x;
      this.w = w;
      this.groups = groups;
      this.stride = stride;
      this.dilation = dilation;
      this.same = same;
      this.padding = padding;
      this.extra = extra;
    }

    int axes() {
      return stride.length;
    }

    Conv how() {
      Conv how = Conv.stride(stride).dilation(dilation).groups(groups);
      how = same ? how.padding(Padding.same()) : how.padding(padding);
      return transposed ? how.outputPadding(extra) : how;
    }

    Tensor of(Tensor input, Tensor weight) {
      return switch (axes() + (transposed ? 3 : 0)) {
        case 1 -> Convolutions.conv1d(input, weight, how());
        case 2 -> Convolutions.conv2d(input, weight, how());
        case 3 -> Convolutions.conv3d(input, weight, how());
        case 4 -> Convolutions.convTranspose1d(input, weight, how());
        case 5 -> Convolutions.convTranspose2d(input, weight, how());
        default -> Convolutions.convTranspose3d(input, weight, how());
      };
    }

    int extent(int axis) {
      return (w.shape().side(axis + 2) - 1) * dilation[axis] + 1;
    }

    /** The sides of the result, as PyTorch's documentation gives them; TensorFlow's for SAME. */
    int[] result() {
      int[] sides = new int[axes()];
      for (int i = 0; i < sides.length; i++) {
        int side = x.shape().side(i + 2);
        if (transposed) {
          sides[i] =
              same
                  ? side * stride[i]
                  : (side - 1) * stride[i] - 2 * padding[i] + extent(i) + extra[i];
        } else {
          sides[i] =
              same
                  ? (side + stride[i] - 1) / stride[i]
                  : Math.floorDiv(side + 2 * padding[i] - extent(i), stride[i]) + 1;
        }
      }
      return sides;
    }

    /** The padding before the first element of what the window slides over. */
    int before(int axis, int longer, int shorter) {
      int total = Math.max(0, (shorter - 1) * stride[axis] + extent(axis) - longer);
      return same ? total / 2 : padding[axis];
    }

    @Override
    public String toString() {
      return "axes %d transposed %s x %s w %s groups %d stride %s dilation %s same %s padding %s extra %s"
          .formatted(
              axes(),
              transposed,
              x.shape(),
              w.shape(),
              groups,
              Arrays.toString(stride),
              Arrays.toString(dilation),
              same,
              Arrays.toString(padding),
              Arrays.toString(extra));
    }
  }

  /** Adds every product of an element and a weight to the place that it counts for. */
  private static Tensor naive(Case c) {
    int n = c.x.shape().side(0);
    int channels = c.x.shape().side(1);
    int outputs = c.transposed ? c.w.shape().side(1) * c.groups : c.w.shape().side(0);
    int[] from = Arrays.copyOfRange(c.x.shape().sides(), 2, c.axes() + 2);
    int[] into = c.result();
    int[] kernel = Arrays.copyOfRange(c.w.shape().sides(), 2, c.axes() + 2);
    int[] places = c.transposed ? from : into;
    int[] spatial = c.transposed ? into : from;
    double[] x = c.x.toDoubleArray();
    double[] w = c.w.toDoubleArray();
    double[] y = new double[n * outputs * size(into)];
    for (int image = 0; image < n; image++) {
      for (int o = 0; o < outputs; o++) {
        for (int channel = 0; channel < channels; channel++) {
          if (channel / (channels / c.groups) != o / (outputs / c.groups)) {
            continue;
          }
          for (int place = 0; place < size(places); place++) {
            for (int k = 0; k < size(kernel); k++) {
              int at = seen(c, decoded(place, places), decoded(k, kernel), spatial, places);
              if (at >= 0) {
                int source = c.transposed ? place : at;
                int target = c.transposed ? at : place;
                int row = c.transposed ? channel : o;
                int column =
                    c.transposed ? o % (outputs / c.groups) : channel % (channels / c.groups);
                y[(image * outputs + o) * size(into) + target] +=
                    x[(image * channels + channel) * size(from) + source]
                        * w[(row * c.w.shape().side(1) + column) * size(kernel) + k];
              }
            }
          }
        }
      }
    }
    int[] sides = new int[c.axes() + 2];
    sides[0] = n;
    sides[1] = outputs;
    System.arraycopy(into, 0, sides, 2, into.length);
    return Tensor.wrap(y, sides);
  }

  /** Which element the window sees with one of its own at a place, -1 for padding. */
  private static int seen(Case c, int[] place, int[] k, int[] spatial, int[] places) {
    int at = 0;
    for (int axis = 0; axis < spatial.length; axis++) {
      int position =
          place[axis] * c.stride[axis]
              + k[axis] * c.dilation[axis]
              - c.before(axis, spatial[axis], places[axis]);
      if (position < 0 || position >= spatial[axis]) {
        return -1;
      }
      at = at * spatial[axis] + position;
    }
    return at;
  }

  private static int[] decoded(int at, int[] sides) {
    int[] result = new int[sides.length];
    int rest = at;
    for (int axis = sides.length - 1; axis >= 0; axis--) {
      result[axis] = rest % sides[axis];
      rest /= sides[axis];
    }
    return result;
  }

  private static int size(int[] sides) {
    return Shape.of(sides).size();
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.longs().withoutEdgeCases().map(seed -> drawn(new Random(seed)));
  }

  private static Case drawn(Random random) {
    int axes = 1 + random.nextInt(3);
    boolean transposed = random.nextBoolean();
    int most = axes == 1 ? 7 : axes == 2 ? 4 : 3;
    int groups = random.nextInt(3) == 0 ? 2 : 1;
    int[] sides = drawn(random, axes, 1, most);
    int[] kernel = drawn(random, axes, 1, 3);
    int[] stride = drawn(random, axes, 1, 3);
    int[] dilation = drawn(random, axes, 1, 3);
    int[] extra =
        IntStream.range(0, axes)
            .map(i -> random.nextInt(Math.max(stride[i], dilation[i])))
            .toArray();
    boolean same = random.nextInt(4) == 0;
    int[] x =
        Ints.concat(new int[] {1 + random.nextInt(2), groups * (1 + random.nextInt(2))}, sides);
    int outputs = 1 + random.nextInt(2);
    int[] w =
        transposed
            ? Ints.concat(new int[] {x[1], outputs}, kernel)
            : Ints.concat(new int[] {outputs * groups, x[1] / groups}, kernel);
    return new Case(
        transposed,
        random(random.nextInt(1000), x),
        random(random.nextInt(1000), w),
        groups,
        stride,
        dilation,
        same,
        drawn(random, axes, 0, 2),
        same ? new int[axes] : extra);
  }

  private static int[] drawn(Random random, int n, int least, int most) {
    return random.ints(n, least, most + 1).toArray();
  }

  @Property(tries = 600, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void theValueIsTheSumOfProducts(@ForAll("cases") Case c) {
    Assume.that(Arrays.stream(c.result()).allMatch(side -> side >= 1));
    assertClose(c.of(c.x, c.w), 1e-13, naive(c));
  }

  @Property(tries = 150, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void theGradientIsThatOfTheValue(@ForAll("cases") Case c) {
    Assume.that(Arrays.stream(c.result()).allMatch(side -> side >= 1));
    Report report =
        GradCheck.of((List<Tensor> in) -> c.of(in.get(0), in.get(1)).pow(2))
            .input("x", c.x)
            .input("w", c.w)
            .forwardMode()
            .run();
    // A window that sees padding alone has nothing to differentiate.
    if (report.verdict() == Verdict.VACUOUS) {
      assertThat(naive(c).toDoubleArray()).containsOnly(0);
    } else {
      report.assertCorrect();
    }
  }
}
