package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;

/**
 * The primitive of matrix products within a derivative: a 0 in a cotangent makes its term 0,
 * whatever it is multiplied with, as in the derivative of an {@link Elementwise} operation.
 *
 * <p>An element of a product that was not selected has cotangent 0. So nothing infinite or NaN that
 * the product took reaches the gradient by way of that element.
 *
 * @param product the product
 * @param byA whether a 0 in A makes its terms 0: A is a cotangent, or a factor of one
 * @param byB whether a 0 in B does
 */
record CotangentProduct(MatMul product, boolean byA, boolean byB) implements Bilinear {

  /**
   * Returns the cotangent of the first operand of a product.
   *
   * @param bySecond whether a 0 in the second operand makes its terms 0 in the product
   */
  static Tensor toFirst(MatMul product, Tensor cotangent, Tensor second, boolean bySecond) {
    return product.transposeA()
        ? of(second, cotangent, product.transposeB(), true, bySecond, true)
        : of(cotangent, second, false, !product.transposeB(), true, bySecond);
  }

  /**
   * Returns the cotangent of the second operand of a product.
   *
   * @param byFirst whether a 0 in the first operand makes its terms 0 in the product
   */
  static Tensor toSecond(MatMul product, Tensor cotangent, Tensor first, boolean byFirst) {
    return product.transposeB()
        ? of(cotangent, first, true, product.transposeA(), true, byFirst)
        : of(first, cotangent, !product.transposeA(), false, byFirst, true);
  }

  private static Tensor of(
      Tensor a, Tensor b, boolean transposeA, boolean transposeB, boolean byA, boolean byB) {
    return new CotangentProduct(MatMul.by(transposeA, transposeB), byA, byB).apply(a, b);
  }

  @Override
  public String name() {
    return product.name();
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return product.infer(inputs);
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new AnnihilatingGemm(new Gemm(product.transposeA(), product.transposeB()), byA, byB);
  }

  @Override
  public Tensor transposeFirst(Tensor cotangent, Tensor second, Spec first) {
    return toFirst(product, cotangent, second, byB);
  }

  @Override
  public Tensor transposeSecond(Tensor cotangent, Tensor first, Spec second) {
    return toSecond(product, cotangent, first, byA);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return product.batch(this, inputs, mapped, size);
  }
}
