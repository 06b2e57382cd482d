package dev.wengert.ops;

import static dev.wengert.ops.GradientTable.fitting;
import static dev.wengert.ops.GradientTable.flag;
import static dev.wengert.ops.GradientTable.moderate;
import static dev.wengert.ops.GradientTable.mostly;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import dev.wengert.ops.Pooling.Pool;
import java.util.List;
import net.jqwik.api.Arbitrary;

/** The functions over matrices, images and sequences. */
final class ArrayGradients {

  private ArrayGradients() {}

  static GradientTable table() {
    GradientTable table = new GradientTable();
    products(table);
    triangles(table);
    systems(table);
    convolutions(table);
    pooling(table);
    sequences(table);
    return table;
  }

  private static void products(GradientTable table) {
    table.add(
        "LinearAlgebra.matmul(Tensor, Tensor)",
        fitting(4, d -> new int[][] {{d[3], d[0], d[1]}, {d[1], d[2]}}),
        in -> LinearAlgebra.matmul(in.get(0), in.get(1)));
    table.add(
        "LinearAlgebra.matmul(Tensor, Tensor, boolean, boolean)",
        fitting(3, d -> new int[][] {{d[0], d[1]}, {d[1], d[2]}}),
        (in, v) ->
            LinearAlgebra.matmul(
                flag(v, 0) ? in.get(0).transpose() : in.get(0),
                flag(v, 1) ? in.get(1).transpose() : in.get(1),
                flag(v, 0),
                flag(v, 1)));
    table.add(
        "LinearAlgebra.dot(Tensor, Tensor)",
        fitting(1, d -> new int[][] {{d[0]}, {d[0]}}),
        in -> LinearAlgebra.dot(in.get(0), in.get(1)));
    table.add(
        "LinearAlgebra.outer(Tensor, Tensor)",
        fitting(2, d -> new int[][] {{d[0]}, {d[1]}}),
        in -> LinearAlgebra.outer(in.get(0), in.get(1)));
    table.add(
        "LinearAlgebra.kron(Tensor, Tensor)",
        fitting(4, d -> new int[][] {{d[0], d[1]}, {d[2], d[3]}}),
        in -> LinearAlgebra.kron(in.get(0), in.get(1)));
    String[] equations = {"ij,jk->ik", "ij,jk->ki", "ij,jk->", "ij,jk->j", "ij,jk"};
    table.add(
        "LinearAlgebra.einsum(String, Tensor...)",
        fitting(3, d -> new int[][] {{d[0], d[1]}, {d[1], d[2]}}),
        (in, v) -> LinearAlgebra.einsum(equations[v % 5], in.get(0), in.get(1)));
  }

  private static void triangles(GradientTable table) {
    TensorArbitrary x = moderate().rank(2, 3);
    table.add("LinearAlgebra.tril(Tensor)", x, (e, v) -> LinearAlgebra.tril(e));
    table.add("LinearAlgebra.tril(Tensor, int)", x, (e, v) -> LinearAlgebra.tril(e, v % 4));
    table.add("LinearAlgebra.triu(Tensor)", x, (e, v) -> LinearAlgebra.triu(e));
    table.add("LinearAlgebra.triu(Tensor, int)", x, (e, v) -> LinearAlgebra.triu(e, -(v % 4)));
    table.add("LinearAlgebra.diagonal(Tensor)", x, (e, v) -> LinearAlgebra.diagonal(e));
    table.add(
        "LinearAlgebra.diagonal(Tensor, int)",
        rows2(),
        (e, v) -> LinearAlgebra.diagonal(e, v % 3 - 1));
    table.add("LinearAlgebra.diag(Tensor)", moderate().rank(1, 2), (e, v) -> LinearAlgebra.diag(e));
    table.add("LinearAlgebra.trace(Tensor)", x, (e, v) -> LinearAlgebra.trace(e));
  }

  private static TensorArbitrary rows2() {
    return moderate().rank(2, 3).sides(2, 3, 5);
  }

  /** Square matrices, some of them stacked. */
  private static Arbitrary<List<Tensor>> squares() {
    return fitting(2, d -> new int[][] {{d[1], d[0], d[0]}});
  }

  /** Returns matrices near a multiple of the unit matrix, which are well conditioned. */
  private static Tensor tame(Tensor x) {
    return x.times(0.25)
        .plus(Creation.eye(DType.FLOAT64, x.shape().side(-1)).to(x.dtype()).times(2));
  }

  private static void systems(GradientTable table) {
    // The second derivative of one number's determinant is zero, its computed value is not.
    Arbitrary<List<Tensor>> larger = fitting(2, d -> new int[][] {{d[1], d[0], d[0]}}, 2, 3);
    table.add(
        "LinearAlgebra.inverse(Tensor)", squares(), in -> LinearAlgebra.inverse(tame(in.get(0))));
    table.add(
        "LinearAlgebra.solve(Tensor, Tensor)",
        fitting(3, d -> new int[][] {{d[0], d[0]}, {d[1], d[0], d[2]}}),
        in -> LinearAlgebra.solve(tame(in.get(0)), in.get(1)));
    table.add(
        "LinearAlgebra.cholesky(Tensor)",
        squares(),
        in -> LinearAlgebra.cholesky(tame(in.get(0).plus(in.get(0).transpose()).times(0.5))));
    table.add("LinearAlgebra.det(Tensor)", larger, in -> LinearAlgebra.det(tame(in.get(0))));
    table.add(
        "LinearAlgebra.logdet(Tensor)", squares(), in -> LinearAlgebra.logdet(tame(in.get(0))));
    table.add(
        "LinearAlgebra.slogdet(Tensor)",
        squares(),
        in -> LinearAlgebra.slogdet(tame(in.get(0))).logarithm());
  }

  private static Conv how(int variant) {
    return Conv.stride(1 + variant % 2).padding(variant / 2 % 2).dilation(1 + variant / 4 % 2);
  }

  private static void convolutions(GradientTable table) {
    var line = fitting(3, d -> new int[][] {{d[0], d[1], 5}, {d[2], d[1], 2}, {d[2]}});
    var plane = fitting(3, d -> new int[][] {{d[0], d[1], 3, 4}, {d[2], d[1], 2, 2}, {d[2]}});
    var space =
        fitting(2, d -> new int[][] {{1, d[0], 3, 3, 2}, {d[1], d[0], 2, 1, 2}, {d[1]}}, 1, 2);
    table.add(
        "Convolutions.conv1d(Tensor, Tensor)",
        two(line),
        in -> Convolutions.conv1d(in.get(0), in.get(1)));
    table.add(
        "Convolutions.conv1d(Tensor, Tensor, Conv)",
        two(line),
        (in, v) -> Convolutions.conv1d(in.get(0), in.get(1), how(v)));
    table.add(
        "Convolutions.conv1d(Tensor, Tensor, Tensor, Conv)",
        line,
        (in, v) -> Convolutions.conv1d(in.get(0), in.get(1), in.get(2), how(v)));
    table.add(
        "Convolutions.conv2d(Tensor, Tensor)",
        two(plane),
        in -> Convolutions.conv2d(in.get(0), in.get(1)));
    table.add(
        "Convolutions.conv2d(Tensor, Tensor, Conv)",
        two(plane),
        (in, v) -> Convolutions.conv2d(in.get(0), in.get(1), how(v)));
    table.add(
        "Convolutions.conv2d(Tensor, Tensor, Tensor, Conv)",
        plane,
        (in, v) -> Convolutions.conv2d(in.get(0), in.get(1), in.get(2), how(v)));
    table.add(
        "Convolutions.conv3d(Tensor, Tensor)",
        two(space),
        in -> Convolutions.conv3d(in.get(0), in.get(1)));
    table.add(
        "Convolutions.conv3d(Tensor, Tensor, Conv)",
        two(space),
        (in, v) -> Convolutions.conv3d(in.get(0), in.get(1), Conv.stride(1 + v % 2)));
    table.add(
        "Convolutions.conv3d(Tensor, Tensor, Tensor, Conv)",
        space,
        in -> Convolutions.conv3d(in.get(0), in.get(1), in.get(2), Conv.same()));
    transposed(table);
  }

  private static Arbitrary<List<Tensor>> two(Arbitrary<List<Tensor>> operands) {
    return operands.map(all -> all.subList(0, 2));
  }

  private static void transposed(GradientTable table) {
    var line = fitting(3, d -> new int[][] {{d[0], d[1], 4}, {d[1], d[2], 2}, {d[2]}});
    var plane = fitting(3, d -> new int[][] {{d[0], d[1], 3, 2}, {d[1], d[2], 2, 2}, {d[2]}});
    var space =
        fitting(2, d -> new int[][] {{1, d[0], 2, 2, 2}, {d[0], d[1], 2, 1, 2}, {d[1]}}, 1, 2);
    table.add(
        "Convolutions.convTranspose1d(Tensor, Tensor, Conv)",
        two(line),
        (in, v) -> Convolutions.convTranspose1d(in.get(0), in.get(1), how(v)));
    table.add(
        "Convolutions.convTranspose1d(Tensor, Tensor, Tensor, Conv)",
        line,
        (in, v) -> Convolutions.convTranspose1d(in.get(0), in.get(1), in.get(2), how(v)));
    table.add(
        "Convolutions.convTranspose2d(Tensor, Tensor, Conv)",
        two(plane),
        (in, v) -> Convolutions.convTranspose2d(in.get(0), in.get(1), Conv.stride(1 + v % 2)));
    table.add(
        "Convolutions.convTranspose2d(Tensor, Tensor, Tensor, Conv)",
        plane,
        (in, v) ->
            Convolutions.convTranspose2d(in.get(0), in.get(1), in.get(2), Conv.stride(1 + v % 2)));
    table.add(
        "Convolutions.convTranspose3d(Tensor, Tensor, Conv)",
        two(space),
        (in, v) -> Convolutions.convTranspose3d(in.get(0), in.get(1), Conv.stride(1 + v % 2)));
    table.add(
        "Convolutions.convTranspose3d(Tensor, Tensor, Tensor, Conv)",
        space,
        (in, v) ->
            Convolutions.convTranspose3d(in.get(0), in.get(1), in.get(2), Conv.stride(1 + v % 2)));
  }

  private static void pooling(GradientTable table) {
    TensorArbitrary x = moderate().rank(3, 4).sides(2, 3, 5).distinct(0.125);
    table.add(
        "Pooling.maxPool(Tensor, Pool)",
        x,
        (e, v) ->
            Pooling.maxPool(
                e, Pool.of(2).stride(1 + v % 2).padding(v / 2 % 2).ceilMode(flag(v, 2))));
    table.add(
        "Pooling.avgPool(Tensor, Pool)",
        x,
        (e, v) -> Pooling.avgPool(e, Pool.of(2).ceilMode(flag(v, 0))));
    table.add(
        "Pooling.avgPool(Tensor, Pool, boolean)",
        x,
        (e, v) -> Pooling.avgPool(e, Pool.of(2).stride(1 + v % 2).padding(1), flag(v, 0)));
    table.add(
        "Pooling.adaptiveAvgPool(Tensor, int...)",
        x,
        (e, v) -> Pooling.adaptiveAvgPool(e, 1 + v % 3));
    table.add(
        "Pooling.upsampleNearest(Tensor, int...)",
        x.rank(3, 3),
        (e, v) -> Pooling.upsampleNearest(e, 1 + v % 3));
    table.add(
        "Pooling.upsampleLinear(Tensor, int...)",
        x.rank(3, 3),
        (e, v) -> Pooling.upsampleLinear(e, 1 + v % 5));
  }

  private static void sequences(GradientTable table) {
    var three =
        fitting(4, d -> new int[][] {{1, d[0], d[1]}, {1, d[2], d[1]}, {1, d[2], d[3]}}, 2, 3);
    table.add(
        "Attention.scaledDotProductAttention(Tensor, Tensor, Tensor)",
        three,
        in -> Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2)));
    table.add(
        "Attention.scaledDotProductAttention(Tensor, Tensor, Tensor, Tensor)",
        three,
        (in, v) ->
            Attention.scaledDotProductAttention(
                in.get(0), in.get(1), in.get(2), open(in.get(0), in.get(1), v)));
    table.add(
        "Attention.causalAttention(Tensor, Tensor, Tensor)",
        three,
        in -> Attention.causalAttention(in.get(0), in.get(1), in.get(2)));
    table.add(
        "Attention.attentionWeights(Tensor, Tensor, Tensor)",
        two(three),
        (in, v) -> Attention.attentionWeights(in.get(0), in.get(1), open(in.get(0), in.get(1), v)));
    table.add(
        "Attention.means(Tensor, Tensor)",
        three,
        in -> Attention.means(Attention.attentionWeights(in.get(0), in.get(1)), in.get(2)));
    table.add(
        "Attention.attentionWeights(Tensor, Tensor)",
        two(three),
        in -> Attention.attentionWeights(in.get(0), in.get(1)));
    cells(table);
  }

  /** A mask with an open key for each query but at most one. */
  private static Tensor open(Tensor query, Tensor key, int variant) {
    return mostly(variant, query.shape().side(1), key.shape().side(1));
  }

  /**
   * Small numbers: beyond, tanh has so little slope that FLOAT32 loses it in 1 - y^2. None is 0:
   * what a single weight of 0 multiplies has a gradient of 0, which tests nothing.
   */
  private static Arbitrary<List<Tensor>> states(int gates) {
    Arbitrary<List<Tensor>> operands =
        fitting(
            3,
            d -> {
              int rows = gates * d[2];
              return new int[][] {
                {d[0], d[1]}, {d[0], d[2]}, {rows, d[1]}, {rows, d[2]}, {rows}, {rows}, {d[0], d[2]}
              };
            },
            1,
            2);
    return operands.map(all -> all.stream().map(x -> x.times(0.25).plus(0.01)).toList());
  }

  private static void cells(GradientTable table) {
    table.add(
        "Cells.rnnCell(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)",
        states(1).map(all -> all.subList(0, 6)),
        in -> Cells.rnnCell(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5)));
    table.add(
        "Cells.rnnCell(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, UnaryOperator)",
        states(1).map(all -> all.subList(0, 6)),
        in ->
            Cells.rnnCell(
                in.get(0),
                in.get(1),
                in.get(2),
                in.get(3),
                in.get(4),
                in.get(5),
                Activations::softplus));
    table.add(
        "Cells.lstmCell(Tensor, LstmState, Tensor, Tensor, Tensor, Tensor)",
        states(4),
        in -> {
          var state = new Cells.LstmState(in.get(1), in.get(6));
          var next = Cells.lstmCell(in.get(0), state, in.get(2), in.get(3), in.get(4), in.get(5));
          return Shapes.concat(1, next.h(), next.c());
        });
    table.add(
        "Cells.lstmGates(Tensor, Tensor)",
        GradientTable.fitting(2, d -> new int[][] {{d[0], 4 * d[1]}, {d[0], d[1]}}),
        in -> {
          var next = Cells.lstmGates(in.get(0), in.get(1));
          return Shapes.concat(1, next.h(), next.c());
        });
    table.add(
        "Cells.lstmGates(Tensor, Tensor, UnaryOperator)",
        GradientTable.fitting(2, d -> new int[][] {{d[0], 4 * d[1]}, {d[0], d[1]}}),
        in -> {
          var next = Cells.lstmGates(in.get(0), in.get(1), Activations::softplus);
          return Shapes.concat(1, next.h(), next.c());
        });
    table.add(
        "Cells.gruGates(Tensor, Tensor, Tensor)",
        GradientTable.fitting(
            2, d -> new int[][] {{d[0], 3 * d[1]}, {d[0], 3 * d[1]}, {d[0], d[1]}}),
        in -> Cells.gruGates(in.get(0), in.get(1), in.get(2)));
    table.add(
        "Cells.gruCell(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)",
        states(3).map(all -> all.subList(0, 6)),
        in -> Cells.gruCell(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5)));
  }
}
