package dev.wengert.ops.matrix;

import dev.wengert.Autodiff;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primitive of the derivative of the cofactors of A along F: {@code det(A) (tr(Y F) Y - Y F
 * Y)^T} with {@code Y = A^-1} where there is one. It is linear in F and its own transpose. Its
 * derivative in A, the third of the determinant, does take the inverse.
 */
public record CofactorSlope() implements Primitive {

  private static final Inverse INVERSE = new Inverse("det, third derivative", false);

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "cofactors.slope";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int n = inputs[0].shape().side(-1);
    return new MatrixFunction(
        2,
        (af, index) -> {
          // A determinant that was not selected has direction 0, whatever its matrix holds.
          boolean isZero = Arrays.stream(af[1]).allMatch(value -> value == 0);
          return new double[][] {isZero ? af[1] : DiagonalForm.of(n, af[0]).slope(af[1])};
        });
  }

  private static Tensor byInverse(Tensor a, Tensor f) {
    Tensor y = INVERSE.apply(a);
    Tensor relative = y.matmul(f);
    Tensor trace = Matrices.ones(Sum.of(Matrices.diagonal(relative), false, -1));
    Tensor slope = trace.times(y).minus(relative.matmul(y)).transpose();
    return Matrices.ones(new Determinant(false).apply(a)).times(slope);
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor a = inputs[0];
    Tensor f = needed[0] ? inputs[1] : null;
    return cotangents ->
        new @Nullable Tensor[] {
          f == null
              ? null
              : Autodiff.vjp(in -> byInverse(in.get(0), f), List.of(a))
                  .pullback()
                  .apply(cotangents[0])
                  .get(0),
          needed[1] ? apply(a, cotangents[0]) : null
        };
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor f = inputs[1];
    Tensor toA = tangents[0];
    Tensor toF = tangents[1];
    Tensor byA =
        toA == null
            ? null
            : Autodiff.jvp(in -> byInverse(in.get(0), f), List.of(inputs[0]), List.of(toA))
                .tangent();
    Tensor byF = toF == null ? null : apply(inputs[0], toF);
    return new @Nullable Tensor[] {byA == null ? byF : byF == null ? byA : byA.plus(byF)};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return applyAll(
        Matrices.spread(inputs[0], mapped[0], size), Matrices.spread(inputs[1], mapped[1], size));
  }
}
