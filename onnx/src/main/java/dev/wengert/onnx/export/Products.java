package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.SparseProduct;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.program.Instruction;
import java.util.Arrays;
import java.util.Map;

/** Products of matrices. */
final class Products {

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  Products(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  void gemm(Instruction instruction, Gemm gemm) {
    int a = instruction.operands().get(0);
    int b = instruction.operands().get(1);
    String left = lowering.value(a).name();
    String right = lowering.value(b).name();
    int rank = recording.spec(a).shape().rank();
    boolean isPlain =
        lowering.value(a).there().length == 2 && lowering.value(b).there().length == 2 && rank == 2;
    if (isPlain && (gemm.transposeA() || gemm.transposeB())) {
      lowering.set(instruction, graph.node("Gemm", transposed(gemm), left, right));
      return;
    }
    String first = gemm.transposeA() ? matrices(a) : inner(a);
    String second = gemm.transposeB() ? matrices(b) : inner(b);
    lowering.set(instruction, graph.node("MatMul", first, second));
  }

  /** As a product with a dense matrix. */
  void sparse(Instruction instruction, SparseProduct product, int source) {
    if (!lowering.isSame(instruction)) {
      return;
    }
    int rank = recording.spec(source).shape().rank();
    int side = recording.spec(source).shape().side(product.axis());
    double[][] matrix = new double[side][product.places()];
    for (int place = 0; place < product.places(); place++) {
      for (int k = product.starts().get(place); k < product.starts().get(place + 1); k++) {
        matrix[product.positions().get(k)][place] += product.weights().get(k);
      }
    }
    DType dtype = recording.spec(source).dtype();
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> i);
    axes[product.axis()] = rank - 1;
    axes[rank - 1] = product.axis();
    Map<String, OnnxAttribute> swap = Map.of("perm", OnnxAttribute.list(axes));
    boolean isLast = product.axis() == rank - 1;
    String x =
        isLast ? lowering.whole(source) : graph.node("Transpose", swap, lowering.whole(source));
    String y = graph.node("MatMul", x, graph.constant(Tensor.of(matrix).to(dtype)));
    lowering.set(instruction, isLast ? y : graph.node("Transpose", swap, y));
  }

  /** Returns what a product of matrices is told. */
  static ImmutableMap<String, OnnxAttribute> transposed(Gemm gemm) {
    return ImmutableMap.of(
        "transA", OnnxAttribute.of(gemm.transposeA() ? 1L : 0L),
        "transB", OnnxAttribute.of(gemm.transposeB() ? 1L : 0L));
  }

  /** The last two axes must be there; leading ones are stretched by the product. */
  private String inner(int number) {
    Lowered value = lowering.value(number);
    int there = value.there().length;
    int here = value.here().length;
    boolean fits =
        there >= 2
            && value.there()[there - 1].equals(value.here()[here - 1])
            && value.there()[there - 2].equals(value.here()[here - 2]);
    return fits && there == here ? value.name() : lowering.whole(number);
  }

  private String matrices(int number) {
    String name = inner(number);
    int rank = recording.spec(number).shape().rank();
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> i);
    axes[rank - 1] = rank - 2;
    axes[rank - 2] = rank - 1;
    return graph.node("Transpose", Map.of("perm", OnnxAttribute.list(axes)), name);
  }
}
