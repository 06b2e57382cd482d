package dev.wengert.onnx.export;

import dev.wengert.array.DType;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.onnx.format.OnnxAttribute;
import java.util.Arrays;
import java.util.Map;

/** Rows by index. */
final class Rows {

  private final Recording recording;
  private final GraphBuilder graph;

  Rows(Recording recording, GraphBuilder graph) {
    this.recording = recording;
    this.graph = graph;
  }

  /** Returns rows of x [b, i, n, k] at an index [b, j]. */
  String gathered(
      GatherRows gather, String x, Side[] xSides, String index, Side[] indexSides, Side[] result) {
    int axis = gather.axis();
    if (gather.batch() == 0) {
      return graph.node("Gather", Map.of("axis", OnnxAttribute.of((long) axis)), x, index);
    }
    Side b = product(xSides, 0, gather.batch());
    Side i = product(xSides, gather.batch(), axis);
    Side k = product(xSides, axis + 1, xSides.length);
    Side j = product(indexSides, gather.batch(), indexSides.length);
    Side[] four = {b, i, xSides[axis], k};
    String rows = Views.reshaped(graph, x, xSides, four);
    String at = spread(index, indexSides, new Side[] {b, i, j, k});
    String taken = graph.node("GatherElements", Map.of("axis", OnnxAttribute.of(2L)), rows, at);
    return Views.reshaped(graph, taken, new Side[] {b, i, j, k}, result);
  }

  /** Returns an index [b, j] for each element of [b, i, j, k]. */
  private String spread(String index, Side[] indexSides, Side[] all) {
    Side[] thin = {all[0], recording.fixed(1), all[2], recording.fixed(1)};
    String reshaped = Views.reshaped(graph, index, indexSides, thin);
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
    Side b = product(result, 0, batch);
    Side i = product(result, batch, axis);
    Side k = product(result, axis + 1, result.length);
    Side j = product(indexSides, batch, indexSides.length);
    Side[] four = {b, i, j, k};
    String rows = Views.reshaped(graph, x, xSides, four);
    String at = spread(index, indexSides, four);
    Side[] whole = {b, i, result[axis], k};
    String zeros = graph.node("Expand", graph.scalar(dtype, 0), graph.shape(whole));
    String sums =
        graph.node(
            "ScatterElements",
            Map.of("axis", OnnxAttribute.of(2L), "reduction", OnnxAttribute.of("add")),
            zeros,
            at,
            rows);
    return Views.reshaped(graph, sums, whole, result);
  }

  private Side product(Side[] sides, int from, int to) {
    return recording.product(Arrays.copyOfRange(sides, from, to));
  }
}
