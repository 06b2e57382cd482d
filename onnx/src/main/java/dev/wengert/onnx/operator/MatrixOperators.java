package dev.wengert.onnx.operator;

import dev.wengert.Tensor;
import dev.wengert.ops.LinearAlgebra;
import java.util.Map;

/** Products of matrices. */
final class MatrixOperators {

  private MatrixOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("Det", Operator.one(c -> LinearAlgebra.det(c.in(0))));
    all.put("Einsum", Operator.one(MatrixOperators::einsum));
    all.put("Gemm", Operator.one(MatrixOperators::gemm));
    all.put("MatMul", Operator.one(c -> c.in(0).matmul(c.in(1))));
  }

  private static Tensor einsum(Call c) {
    Tensor[] operands = new Tensor[c.size()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = c.in(i);
    }
    return LinearAlgebra.einsum(c.text("equation", ""), operands);
  }

  private static Tensor gemm(Call c) {
    Tensor product =
        LinearAlgebra.matmul(c.in(0), c.in(1), c.flag("transA", false), c.flag("transB", false));
    Tensor scaled = scaled(product, c.number("alpha", 1));
    return c.has(2) ? scaled.plus(scaled(c.in(2), c.number("beta", 1))) : scaled;
  }

  private static Tensor scaled(Tensor x, double by) {
    return by == 1 ? x : x.times(by);
  }
}
