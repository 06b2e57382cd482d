package dev.wengert.ops.matrix;

import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of the cofactors of matrices, {@code det(A) A^-T} where there is an inverse; it is
 * the derivative of the determinant, and takes no inverse.
 */
public record Cofactors() implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "cofactors";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Matrices.checkSquare("det", inputs[0]);
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int n = inputs[0].shape().side(-1);
    return new MatrixFunction(
        2, (a, index) -> new double[][] {DiagonalForm.of(n, a[0]).cofactors()});
  }

  /** The second derivative of the determinant is symmetric. */
  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor a = inputs[0];
    return cotangents -> new Tensor[] {new CofactorSlope().apply(a, cotangents[0])};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {
      tangent == null ? null : new CofactorSlope().apply(inputs[0], tangent)
    };
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
