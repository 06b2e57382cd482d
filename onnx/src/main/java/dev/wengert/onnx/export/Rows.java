package dev.wengert.onnx.export;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.onnx.format.OnnxAttribute;
import java.util.Arrays;
import java.util.Map;

/** Rows by index. */
final class Rows {

  private final GraphBuilder graph;

  Rows(GraphBuilder graph) {
    this.graph = graph;
  }

  private static Side product(Side[] sides, int from, int to, Side one) {
    Side product = one;
    for (int i = from; i < to; i++) {
      product = product.times(sides[i]);
    }
    return product;
  }

  private static Side one(Side like) {
    return new Side(
        1,
        ImmutableIntArray.copyOf(Arrays.stream(like.others().toArray()).map(side -> 1).toArray()));
  }

  /** Returns rows of x [b, i, n, k] at an index [b, j]. */
  String gathered(
      GatherRows gather, String x, Side[] xSides, String index, Side[] indexSides, Side[] result) {
    int axis = gather.axis();
    if (gather.batch() == 0) {
      return graph.node("Gather", Map.of("axis", OnnxAttribute.of((long) axis)), x, index);
    }
    Side one = one(xSides[0]);
    Side b = product(xSides, 0, gather.batch(), one);
    Side i = product(xSides, gather.batch(), axis, one);
    Side k = product(xSides, axis + 1, xSides.length, one);
    Side j = product(indexSides, gather.batch(), indexSides.length, one);
    Side[] four = {b, i, xSides[axis], k};
    String rows = Lowering.reshaped(graph, x, xSides, four);
    String at = spread(index, indexSides, new Side[] {b, i, j, k}, one);
    String taken = graph.node("GatherElements", Map.of("axis", OnnxAttribute.of(2L)), rows, at);
    return Lowering.reshaped(graph, taken, new Side[] {b, i, j, k}, result);
  }

  /** Returns an index [b, j] for each element of [b, i, j, k]. */
  private String spread(String index, Side[] indexSides, Side[] all, Side one) {
    Side[] thin = {all[0], one, all[2], one};
    String reshaped = Lowering.reshaped(graph, index, indexSides, thin);
    return Arrays.equals(thin, all) ? reshaped : graph.node("Expand", reshaped, graph.shape(all));
  }

  /** Returns rows x [b, i, j, k] added into zeros at an index [b, j]. */
  String scattered(
      ScatterAddRows scatter,
      DType dtype,
      String x,
      Side[] xSides,
      String index,
      Side[] indexSides,
      Side[] result) {
    int axis = scatter.axis();
    int batch = scatter.batch();
    Side one = one(result[0]);
    Side b = product(result, 0, batch, one);
    Side i = product(result, batch, axis, one);
    Side k = product(result, axis + 1, result.length, one);
    Side j = product(indexSides, batch, indexSides.length, one);
    Side[] four = {b, i, j, k};
    String rows = Lowering.reshaped(graph, x, xSides, four);
    String at = spread(index, indexSides, four, one);
    Side[] whole = {b, i, result[axis], k};
    String zeros = graph.node("Expand", graph.scalar(dtype, 0), graph.shape(whole));
    String sums =
        graph.node(
            "ScatterElements",
            Map.of("axis", OnnxAttribute.of(2L), "reduction", OnnxAttribute.of("add")),
            zeros,
            at,
            rows);
    return Lowering.reshaped(graph, sums, whole, result);
  }
}
