package dev.wengert.ops.matrix;

import dev.wengert.Elementwise;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of determinants: of det(A) itself, or of its sign and the logarithm of its absolute
 * value. With C the cofactors, {@code d det = <C, dA>}, also where there is no inverse; {@code d
 * log|det| = <A^-T, dA>}, infinite or NaN where det(A) is 0.
 *
 * @param logarithm whether the results are sign and logarithm
 */
public record Determinant(boolean logarithm) implements Primitive {

  private static final Inverse INVERSE = new Inverse("slogdet", true);

  private static final Elementwise SCALED =
      Elementwise.linearIn("scaled", 2, Expression.input(0).times(Expression.input(1)), 0);

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
    return new MatrixFunction(
        2,
        (a, index) -> {
          Lu lu = Lu.of(n, a[0]);
          return logarithm
              ? new double[][] {{lu.sign()}, {lu.logAbsDeterminant()}}
              : new double[][] {{lu.determinant()}};
        });
  }

  /** The cotangent of a matrix whose determinant was not selected is 0, whatever the slope is. */
  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor a = inputs[0];
    int result = logarithm ? 1 : 0;
    return cotangents -> new Tensor[] {SCALED.apply(Matrices.ones(cotangents[result]), slope(a))};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    if (tangent == null) {
      return new @Nullable Tensor[outputs.length];
    }
    Tensor change = Sum.of(slope(inputs[0]).times(tangent), false, -2, -1);
    return logarithm ? new @Nullable Tensor[] {null, change} : new @Nullable Tensor[] {change};
  }

  private Tensor slope(Tensor a) {
    return logarithm ? INVERSE.apply(a).transpose() : new Cofactors().apply(a);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(inputs);
  }
}
