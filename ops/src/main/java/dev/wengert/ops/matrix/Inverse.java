package dev.wengert.ops.matrix;

import dev.wengert.MatMul;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of matrix inverses: with {@code Y = A^-1}, {@code dY = -Y dA Y}.
 *
 * @param operation the operation an error names
 * @param lenient whether a singular matrix gives infinities and NaN and not an error
 */
public record Inverse(String operation, boolean lenient) implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "inverse";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Matrices.checkSquare(operation, inputs[0]);
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int n = inputs[0].shape().side(-1);
    return new MatrixFunction(
        2,
        (a, index) -> {
          Lu lu = Lu.of(n, a[0]);
          if (!lenient && lu.zeroPivot() >= 0) {
            throw Matrices.singular(operation, index, lu.zeroPivot());
          }
          double[] unit = new double[n * n];
          for (int i = 0; i < n; i++) {
            unit[i * n + i] = 1;
          }
          return new double[][] {lu.solve(unit, n)};
        });
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor y = outputs[0];
    return cotangents -> {
      Tensor left = MatMul.linearIn(1, y, cotangents[0], true, false);
      return new Tensor[] {MatMul.linearIn(0, left, y, false, true).unaryMinus()};
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {
      tangent == null ? null : outputs[0].matmul(tangent).matmul(outputs[0]).unaryMinus()
    };
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
