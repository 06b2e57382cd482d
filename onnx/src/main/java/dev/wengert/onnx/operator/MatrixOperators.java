package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
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
    if (!c.has(2)) {
      return scaled;
    }
    Tensor sum = scaled.plus(scaled(c.in(2), c.number("beta", 1)));
    Preconditions.checkArgument(
        sum.shape().equals(product.shape()),
        "gemm: %s is added to a product %s and does not fit; the file does not fit the input",
        c.in(2).spec(),
        product.spec());
    return sum;
  }

  private static Tensor scaled(Tensor x, double by) {
    return by == 1 ? x : x.times(by);
  }
}
