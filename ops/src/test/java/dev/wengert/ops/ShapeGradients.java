package dev.wengert.ops;

import static dev.wengert.ops.GradientTable.axes;
import static dev.wengert.ops.GradientTable.axis;
import static dev.wengert.ops.GradientTable.fitting;
import static dev.wengert.ops.GradientTable.flag;
import static dev.wengert.ops.GradientTable.moderate;
import static dev.wengert.ops.GradientTable.mostly;
import static dev.wengert.ops.GradientTable.positions;
import static dev.wengert.ops.GradientTable.rows;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import java.util.Arrays;
import java.util.List;

/** The functions that move elements about: changes of shape, indexing, sorting. */
final class ShapeGradients {

  private ShapeGradients() {}

  static GradientTable table() {
    GradientTable table = new GradientTable();
    views(table);
    parts(table);
    copies(table);
    indexing(table);
    return table;
  }

  private static void views(GradientTable table) {
    TensorArbitrary any = moderate();
    TensorArbitrary x = moderate().rank(1, 4);
    table.add("Shapes.squeeze(Tensor)", x, (e, v) -> Shapes.squeeze(e));
    table.add(
        "Shapes.squeeze(Tensor, int...)", x, (e, v) -> Shapes.squeeze(Shapes.unsqueeze(e, 0), 0));
    table.add(
        "Shapes.unsqueeze(Tensor, int)",
        any,
        (e, v) -> Shapes.unsqueeze(e, v % (e.rank() + 1) - (flag(v, 0) ? e.rank() + 1 : 0)));
    table.add(
        "Hooks.onCotangent(Tensor, UnaryOperator)", any, (e, v) -> Hooks.onCotangent(e, d -> d));
    table.add("Shapes.flatten(Tensor)", any, (e, v) -> Shapes.flatten(e));
    table.add(
        "Shapes.flatten(Tensor, int, int)",
        x,
        (e, v) -> Shapes.flatten(e, Math.floorMod(axis(e, v), e.rank()), -1));
    table.add(
        "Shapes.moveAxis(Tensor, int, int)",
        x,
        (e, v) -> Shapes.moveAxis(e, axis(e, v), axis(e, v / 8)));
    table.add(
        "Shapes.swapAxes(Tensor, int, int)",
        x,
        (e, v) -> Shapes.swapAxes(e, axis(e, v), axis(e, v / 8)));
  }

  private static void parts(GradientTable table) {
    var ends = fitting(3, d -> new int[][] {{d[0], d[1]}, {d[0], d[2]}, {d[0], 2}});
    var alike = fitting(2, d -> new int[][] {{d[0], d[1]}, {d[0], d[1]}});
    TensorArbitrary x = rows();
    table.add(
        "Shapes.concat(int, Tensor...)",
        ends,
        in -> Shapes.concat(1, in.get(0), in.get(1), in.get(2)));
    table.add("Shapes.concat(int, List)", ends, in -> Shapes.concat(-1, in));
    table.add(
        "Shapes.stack(int, Tensor...)",
        alike,
        (in, v) -> Shapes.stack(v % 6 - 3, in.get(0), in.get(1)));
    table.add("Shapes.stack(int, List)", alike, (in, v) -> Shapes.stack(v % 6 - 3, in));
    table.add(
        "Shapes.meshgrid(Tensor...)",
        fitting(2, d -> new int[][] {{d[0]}, {d[1]}}),
        (in, v) -> {
          List<Tensor> grid = Shapes.meshgrid(in.get(0), in.get(1));
          return grid.get(0).plus(grid.get(1).times(3));
        });
    table.add(
        "Shapes.split(Tensor, int, int...)",
        x,
        (e, v) -> {
          int axis = axis(e, v);
          return reversed(Shapes.split(e, axis, 1, e.shape().side(axis) - 1), axis);
        });
    table.add(
        "Shapes.chunk(Tensor, int, int)",
        x,
        (e, v) -> reversed(Shapes.chunk(e, axis(e, v), 2), axis(e, v)));
  }

  private static Tensor reversed(List<Tensor> parts, int axis) {
    return Shapes.concat(axis, parts.reversed());
  }

  private static void copies(GradientTable table) {
    TensorArbitrary x = moderate().rank(1, 3);
    table.add("Shapes.tile(Tensor, int...)", x, (e, v) -> Shapes.tile(e, 1 + v % 2, 2));
    table.add(
        "Shapes.repeat(Tensor, int, int)", x, (e, v) -> Shapes.repeat(e, 1 + v % 3, axis(e, v)));
    table.add("Shapes.roll(Tensor, int, int)", x, (e, v) -> Shapes.roll(e, v - 3, axis(e, v)));
    table.add("Shapes.flip(Tensor)", x, (e, v) -> Shapes.flip(e));
    table.add("Shapes.flip(Tensor, int...)", x, (e, v) -> Shapes.flip(e, axes(e, v)));
    table.add(
        "Shapes.pad(Tensor, int[], int[])",
        x,
        (e, v) -> Shapes.pad(e, widths(e, v), widths(e, v / 4)));
    table.add(
        "Shapes.pad(Tensor, int[], int[], double)",
        x,
        (e, v) -> Shapes.pad(e, widths(e, v), widths(e, v / 4), 0.5));
  }

  private static int[] widths(Tensor x, int variant) {
    int[] widths = new int[x.rank()];
    Arrays.setAll(widths, axis -> variant >> axis & 1);
    return widths;
  }

  private static void indexing(GradientTable table) {
    TensorArbitrary x = rows();
    table.add(
        "Indexing.take(Tensor, Tensor, int)",
        x,
        (e, v) -> Indexing.take(e, positions(v, side(e, v), 2, 3), axis(e, v)));
    table.add(
        "Indexing.indexSelect(Tensor, Tensor, int)",
        x,
        (e, v) -> Indexing.indexSelect(e, positions(v, side(e, v), 4), axis(e, v)));
    table.add(
        "Indexing.embedding(Tensor, Tensor)",
        x.rank(2, 2),
        (e, v) -> Indexing.embedding(e, positions(v, e.shape().side(0), 2, 3)));
    table.add(
        "Indexing.gather(Tensor, Tensor, int)",
        x,
        (e, v) -> {
          int[] sides = e.shape().withSide(axis(e, v), 4).sides();
          return Indexing.gather(e, positions(v, side(e, v), sides), axis(e, v));
        });
    table.add(
        "Indexing.scatterAdd(Tensor, Tensor, Tensor, int)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {3, d[1]}}),
        (in, v) -> {
          Tensor index = positions(v, in.get(0).shape().side(0), in.get(1).shape().sides());
          return Indexing.scatterAdd(in.get(0), index, in.get(1), v % 2 == 0 ? 0 : -2);
        });
    table.add(
        "Indexing.sort(Tensor, int, boolean)",
        x,
        (e, v) -> Indexing.sort(e, axis(e, v), flag(v, 0)));
    table.add("Indexing.sort(Tensor, int)", x, (e, v) -> Indexing.sort(e, axis(e, v)));
    table.add(
        "Indexing.topk(Tensor, int, int)",
        x,
        (e, v) -> Indexing.topk(e, 1 + v % 2, axis(e, v)).values());
    table.add(
        "Indexing.maskedSelect(Tensor, Tensor)",
        x,
        (e, v) -> Indexing.maskedSelect(e, mostly(v, e.shape().sides())));
  }

  private static int side(Tensor x, int variant) {
    return x.shape().side(axis(x, variant));
  }
}
