package dev.wengert.ops;

import static dev.wengert.ops.GradientTable.axis;
import static dev.wengert.ops.GradientTable.fitting;
import static dev.wengert.ops.GradientTable.flag;
import static dev.wengert.ops.GradientTable.moderate;
import static dev.wengert.ops.GradientTable.positions;
import static dev.wengert.ops.GradientTable.rows;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import dev.wengert.ops.Pooling.Found;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Sampling.Between;
import dev.wengert.ops.Sampling.Outside;
import dev.wengert.ops.Sampling.Reading;
import java.util.Arrays;
import java.util.List;

/** Windows and images, scattering and segments, and products. */
final class WindowGradients {

  private static final ImmutableList<Outside> OUTSIDE = ImmutableList.copyOf(Outside.values());
  private static final ImmutableList<Border> BORDERS = ImmutableList.copyOf(Border.values());

  private WindowGradients() {}

  static GradientTable table() {
    GradientTable table = new GradientTable();
    windows(table);
    resizing(table);
    arrangements(table);
    scattering(table);
    segments(table);
    runs(table);
    products(table);
    polynomials(table);
    return table;
  }

  private static TensorArbitrary images() {
    return moderate().rank(3, 4).sides(2, 3, 5).distinct(0.125);
  }

  private static void windows(GradientTable table) {
    TensorArbitrary x = images();
    table.add(
        "Pooling.maxPoolWithIndices(Tensor, Pool)",
        x,
        (e, v) -> Pooling.maxPoolWithIndices(e, Pool.of(2).stride(1 + v % 2)).values());
    table.add(
        "MaxPooling.maxUnpool(Tensor, Tensor, int...)",
        x,
        (e, v) -> {
          Found found = Pooling.maxPoolWithIndices(e, Pool.of(2));
          int[] sides = Arrays.copyOfRange(e.shape().sides(), 2, e.rank());
          return MaxPooling.maxUnpool(found.values(), found.indices(), sides).plus(e);
        });
    table.add(
        "MaxPooling.adaptiveMaxPool(Tensor, int...)",
        x,
        (e, v) -> MaxPooling.adaptiveMaxPool(e, 1 + v % 3));
    table.add(
        "MaxPooling.adaptiveMaxPoolWithIndices(Tensor, int...)",
        x,
        (e, v) -> MaxPooling.adaptiveMaxPoolWithIndices(e, 1 + v % 3).values());
    table.add(
        "MaxPooling.fractionalMaxPool(Tensor, Key, int[], int...)",
        x.sides(3, 5),
        (e, v) -> MaxPooling.fractionalMaxPool(e, Key.of(v), new int[] {2}, 2));
    table.add(
        "MaxPooling.fractionalMaxPoolWithIndices(Tensor, Key, int[], int...)",
        x.sides(3, 5),
        (e, v) -> MaxPooling.fractionalMaxPoolWithIndices(e, Key.of(v), new int[] {2}, 2).values());
    table.add(
        "Patches.unfold(Tensor, Pool)",
        x,
        (e, v) -> Patches.unfold(e, Pool.of(2).stride(1 + v % 2).padding(v / 2 % 2)));
    table.add(
        "Patches.fold(Tensor, int[], Pool)",
        fitting(2, d -> new int[][] {{d[0], 4 * d[1], 6}}),
        in -> Patches.fold(in.get(0), new int[] {3, 4}, Pool.of(2).stride(1)));
    table.add(
        "Patches.reduceWindow(Tensor, Pool, double, UnaryOperator)",
        x,
        (e, v) ->
            Patches.reduceWindow(
                e,
                Pool.of(2).stride(1 + v % 2).padding(v / 2 % 2),
                0.5,
                seen -> Reductions.logSumExp(seen, -1)));
    table.add(
        "Rearrangement.windows(Tensor, int, int, int)",
        rows(),
        (e, v) -> Rearrangement.windows(e, axis(e, v), 1 + v % 2, 1 + v / 2 % 2));
  }

  private static void resizing(GradientTable table) {
    Resize[] ways = {
      Resize.nearest(),
      Resize.nearestExact(),
      Resize.linear(),
      Resize.linear().aligned(),
      Resize.linear().antialiased(),
      Resize.cubic(),
      Resize.cubic().aligned(),
      Resize.cubic().antialiased()
    };
    table.add(
        "Resizing.resize(Tensor, Resize, int...)",
        images(),
        (e, v) -> Resizing.resize(e, ways[v % 8], 1 + v / 8 % 6));
    table.add(
        "Sampling.gridSample(Tensor, Tensor, Reading)",
        fitting(2, d -> new int[][] {{d[0], d[1], 2, 3}, {d[0], 2, 1, 2}}),
        (in, v) -> {
          Between between = v % 2 == 0 ? Between.LINEAR : Between.CUBIC;
          Reading how = new Reading(between, OUTSIDE.get(v / 2 % 3), v / 6 % 2 == 0);
          // Off the middles of the elements, where there are kinks.
          Tensor grid = in.get(1).times(0.61).plus(0.0371);
          return Sampling.gridSample(in.get(0), grid, how).plus(Reductions.sum(grid).times(0.25));
        });
    table.add(
        "Sampling.affineGrid(Tensor, boolean, int...)",
        fitting(1, d -> new int[][] {{d[0], 2, 3}}),
        (in, v) -> Sampling.affineGrid(in.get(0), flag(v, 0), 2, 3));
  }

  private static void arrangements(GradientTable table) {
    table.add(
        "Rearrangement.pixelShuffle(Tensor, int)",
        fitting(3, d -> new int[][] {{d[0], 4, d[1], d[2]}}),
        in -> Rearrangement.pixelShuffle(in.get(0), 2));
    table.add(
        "Rearrangement.pixelUnshuffle(Tensor, int)",
        fitting(3, d -> new int[][] {{d[0], 2 * d[1], 2 * d[2]}}),
        in -> Rearrangement.pixelUnshuffle(in.get(0), 2));
    table.add(
        "Rearrangement.channelShuffle(Tensor, int)",
        fitting(2, d -> new int[][] {{d[0], 6, d[1]}}),
        (in, v) -> Rearrangement.channelShuffle(in.get(0), 1 + v % 3));
    table.add(
        "Rearrangement.rot90(Tensor, int, int, int)",
        rows().rank(2, 3),
        (e, v) -> Rearrangement.rot90(e, v % 7 - 3, 0, flag(v, 0) ? 1 : -1));
    table.add(
        "Borders.pad(Tensor, int[], int[], Border)",
        rows(),
        (e, v) -> {
          int[] before = new int[e.rank()];
          int[] after = new int[e.rank()];
          Arrays.setAll(before, axis -> v >> axis & 1);
          Arrays.setAll(after, axis -> v >> (axis + 1) & 1);
          return Borders.pad(e, before, after, BORDERS.get(v % 4));
        });
  }

  private static void scattering(GradientTable table) {
    Scatter[] ways = {
      Scattering::scatter,
      Scattering::scatterMax,
      Scattering::scatterMin,
      Scattering::scatterMul,
      Scattering::scatterMean
    };
    String[] names = {"scatter", "scatterMax", "scatterMin", "scatterMul", "scatterMean"};
    for (int i = 0; i < ways.length; i++) {
      Scatter way = ways[i];
      table.add(
          "Scattering." + names[i] + "(Tensor, Tensor, Tensor, int)",
          fitting(2, d -> new int[][] {{d[0], 2 + d[1]}, {d[0], 4}}),
          (in, v) -> {
            Tensor x = in.get(0);
            Tensor index = positions(v, x.shape().side(1), in.get(1).shape().sides());
            // No two of them are equal.
            Tensor put = in.get(1).plus(Tensor.of(0.01, 0.02, 0.03, 0.04).to(x.dtype()));
            return way.of(x, index, put, v % 2 == 0 ? 1 : -1).plus(Reductions.sum(put));
          });
    }
    table.add(
        "Scattering.indexSet(Tensor, Tensor, Index...)",
        fitting(2, d -> new int[][] {{3, d[0]}, {d[0]}}),
        (in, v) ->
            Scattering.indexSet(in.get(0), in.get(1), Index.positions(v % 3, 2)).plus(in.get(0)));
    table.add(
        "Scattering.indexAdd(Tensor, Tensor, Index...)",
        fitting(2, d -> new int[][] {{3, d[0]}, {d[0]}}),
        (in, v) -> Scattering.indexAdd(in.get(0), in.get(1), Index.positions(v % 3, 2)));
  }

  private interface Scatter {
    Tensor of(Tensor x, Tensor index, Tensor values, int axis);
  }

  private interface Segment {
    Tensor of(Tensor x, Tensor segments, int count);
  }

  private static void segments(GradientTable table) {
    Segment[] ways = {
      Segments::segmentSum,
      Segments::segmentMean,
      Segments::segmentProd,
      Segments::segmentMax,
      Segments::segmentMin
    };
    String[] names = {"segmentSum", "segmentMean", "segmentProd", "segmentMax", "segmentMin"};
    for (int i = 0; i < ways.length; i++) {
      Segment way = ways[i];
      table.add(
          "Segments." + names[i] + "(Tensor, Tensor, int)",
          rows(),
          (e, v) -> {
            Tensor segments = positions(v, 2, e.shape().side(0));
            Tensor found = way.of(e, segments, 3);
            return Selection.where(Comparisons.isFinite(found), found, 0);
          });
    }
  }

  private static void runs(GradientTable table) {
    table.add(
        "RunningExtremes.cummax(Tensor, int)",
        rows(),
        (e, v) -> RunningExtremes.cummax(e, axis(e, v)).values());
    table.add(
        "RunningExtremes.cummin(Tensor, int)",
        rows(),
        (e, v) -> RunningExtremes.cummin(e, axis(e, v)).values());
    table.add("Sets.unique(Tensor)", rows(), (e, v) -> Sets.unique(e).values());
    table.add(
        "Sets.uniqueConsecutive(Tensor)", rows(), (e, v) -> Sets.uniqueConsecutive(e).values());
    table.add("Statistics.mode(Tensor, int)", rows(), (e, v) -> Statistics.mode(e, axis(e, v)));
    table.add(
        "Statistics.correlation(Tensor)",
        rows().rank(2, 2).sides(3, 5).map(x -> List.of(apart(x))),
        in -> Statistics.correlation(in.getFirst()));
  }

  /**
   * Rows that climb alike have correlations of 1, which stay so: a step in each tells them apart.
   */
  private static Tensor apart(Tensor rows) {
    return rows.plus(LinearAlgebra.tril(Tensor.ones(rows.dtype(), rows.shape().sides())));
  }

  private static void products(GradientTable table) {
    table.add(
        "TensorProducts.tensordot(Tensor, Tensor, int)",
        fitting(4, d -> new int[][] {{d[0], d[1], d[2]}, {d[1], d[2], d[3]}}),
        in -> TensorProducts.tensordot(in.get(0), in.get(1), 2));
    table.add(
        "TensorProducts.tensordot(Tensor, Tensor, int[], int[])",
        fitting(4, d -> new int[][] {{d[0], d[1], d[2]}, {d[2], d[3], d[0]}}),
        in -> TensorProducts.tensordot(in.get(0), in.get(1), new int[] {2, 0}, new int[] {0, -1}));
    table.add(
        "TensorProducts.cross(Tensor, Tensor, int)",
        fitting(1, d -> new int[][] {{d[0], 3}, {3}}),
        in -> TensorProducts.cross(in.get(0), in.get(1), -1));
    Norm[] norms = {Norm.L1, Norm.L2, Norm.of(3)};
    table.add(
        "TensorProducts.cdist(Tensor, Tensor, Norm)",
        fitting(2, d -> new int[][] {{d[0], 2}, {d[1], 2}}),
        (in, v) -> TensorProducts.cdist(in.get(0).plus(9.03), in.get(1), norms[v % 3]));
    table.add(
        "TensorProducts.pdist(Tensor, Norm)",
        fitting(1, d -> new int[][] {{3, d[0]}}),
        (in, v) -> {
          Tensor far = Tensor.of(new double[][] {{0}, {9.03}, {20.07}}).to(in.get(0).dtype());
          Tensor apart = in.get(0).plus(far);
          return TensorProducts.pdist(apart, norms[v % 3]);
        });
    table.add(
        "TensorProducts.matrixPower(Tensor, int)",
        fitting(2, d -> new int[][] {{d[1], d[0], d[0]}}),
        (in, v) -> {
          Tensor unit = Creation.eye(in.get(0).dtype(), in.get(0).shape().side(-1));
          return TensorProducts.matrixPower(in.get(0).times(0.25).plus(unit.times(2)), v % 6 - 2)
              .plus(in.get(0));
        });
    table.add(
        "TensorProducts.matrixExp(Tensor)",
        fitting(2, d -> new int[][] {{d[1], d[0], d[0]}}),
        in -> TensorProducts.matrixExp(in.get(0).times(0.5)));
    table.add(
        "TensorProducts.blockDiag(Tensor...)",
        fitting(3, d -> new int[][] {{d[0], d[1]}, {d[1], d[2]}}),
        in -> TensorProducts.blockDiag(in.get(0), in.get(1)));
  }

  private static void polynomials(GradientTable table) {
    table.add(
        "Polynomials.polyval(Tensor, Tensor)",
        fitting(2, d -> new int[][] {{1 + d[0]}, {d[1]}}),
        in -> Polynomials.polyval(in.get(0), in.get(1)));
    table.add(
        "Polynomials.polymul(Tensor, Tensor)",
        fitting(2, d -> new int[][] {{d[0]}, {d[1]}}),
        in -> Polynomials.polymul(in.get(0), in.get(1)));
    table.add(
        "Polynomials.polydiv(Tensor, Tensor)",
        fitting(1, d -> new int[][] {{4}, {d[0]}}),
        in -> {
          Tensor divisor = in.get(1).times(0.25).plus(2);
          Polynomials.Division found = Polynomials.polydiv(in.get(0), divisor);
          return Shapes.concat(0, found.quotient(), found.remainder());
        });
    table.add(
        "Polynomials.polyder(Tensor)",
        fitting(1, d -> new int[][] {{2 + d[0]}}),
        in -> Polynomials.polyder(in.get(0)));
    table.add(
        "Polynomials.polyint(Tensor, double)",
        fitting(1, d -> new int[][] {{d[0]}}),
        in -> Polynomials.polyint(in.get(0), 0.5));
    table.add(
        "Polynomials.vander(Tensor, int)",
        fitting(1, d -> new int[][] {{d[0]}}),
        (in, v) -> Polynomials.vander(in.get(0), 2 + v % 3));
  }
}
