package dev.wengert.ops;

import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of determinants: of det(A) itself, or of its sign and the logarithm of its absolute
 * value. With {@code Y = A^-1}: {@code d det = det tr(Y dA)} and {@code d log|det| = tr(Y dA)}.
 *
 * @param logarithm whether the results are sign and logarithm
 */
record Determinant(boolean logarithm) implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return logarithm ? "slogdet" : "det";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Matrices.checkSquare(name(), inputs[0]);
    int[] sides = inputs[0].shape().sides();
    Spec scalars = inputs[0].withShape(Shape.of(Arrays.copyOf(sides, sides.length - 2)));
    return logarithm ? new Spec[] {scalars, scalars} : new Spec[] {scalars};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int n = inputs[0].shape().side(-1);
    return Matrices.map(
        new int[] {2},
        (a, index) -> {
          Lu lu = Lu.of(n, a[0]);
          return logarithm
              ? new double[][] {{lu.sign()}, {lu.logAbsDeterminant()}}
              : new double[][] {{lu.determinant()}};
        });
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor a = inputs[0];
    Tensor factor = logarithm ? null : outputs[0];
    return cotangents -> {
      Tensor weight = factor == null ? cotangents[1] : cotangents[0].times(factor);
      Tensor inverse = new Inverse().apply(a);
      return new Tensor[] {columns(weight).times(inverse.transpose())};
    };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[outputs.length];
    }
    Tensor inverse = new Inverse().apply(inputs[0]);
    Tensor relative = Reductions.sum(inverse.transpose().times(tangent), -2, -1);
    return logarithm
        ? new @Nullable Tensor[] {null, relative}
        : new @Nullable Tensor[] {relative.times(outputs[0])};
  }

  private static Tensor columns(Tensor scalars) {
    return Shapes.unsqueeze(Shapes.unsqueeze(scalars, -1), -1);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
