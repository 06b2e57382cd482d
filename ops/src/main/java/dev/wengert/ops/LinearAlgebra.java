package dev.wengert.ops;

import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.matrix.Cholesky;
import dev.wengert.ops.matrix.Determinant;
import dev.wengert.ops.matrix.Inverse;
import dev.wengert.ops.matrix.Matrices;
import dev.wengert.ops.matrix.Solve;
import dev.wengert.ops.primitive.Masking;
import java.util.Arrays;

/**
 * Products, systems and determinants of matrices [..., n, n], over any leading axes.
 *
 * <p>Operands are FLOAT32 or FLOAT64 of one dtype. Matrices that must be square and are not are an
 * {@link IllegalArgumentException}; one that cannot be inverted is an {@link ArithmeticException}
 * that names the matrix and the pivot.
 */
public final class LinearAlgebra {

  private static final Inverse INVERSE = new Inverse("inverse", false);
  private static final Determinant DET = new Determinant(false);
  private static final Determinant LOG_DET = new Determinant(true);

  private LinearAlgebra() {}

  // Products

  /**
   * Returns the matrix product, as {@link Tensor#matmul}. Pullback: {@code D B^T} and {@code A^T
   * D}.
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    return a.matmul(b);
  }

  /**
   * Returns the matrix product with operands read transposed where asked; nothing is copied for it,
   * nor for the pullback: {@code D B^T} and {@code A^T D} for operands that are not transposed.
   *
   * @param a [..., m, k], or [..., k, m] if transposed
   * @param b [..., k, n], or [..., n, k] if transposed
   * @throws IllegalArgumentException if ranks, leading axes or inner dimensions differ
   */
  public static Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return MatMul.of(a, b, transposeA, transposeB);
  }

  /**
   * Returns the sum of the products of two vectors. Pullback: {@code d b} and {@code d a}.
   *
   * @throws IllegalArgumentException if they are not vectors of one length
   */
  public static Tensor dot(Tensor a, Tensor b) {
    if (a.rank() != 1 || !a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(
          "dot: not two vectors of one length: a is "
              + a.shape()
              + ", b is "
              + b.shape()
              + "; use matmul(...) for matrices");
    }
    return a.matmul(b);
  }

  /**
   * Returns all products of the elements of two vectors: {@code y[i, j] = a[i] b[j]}. Pullback:
   * {@code D b} and {@code D^T a}.
   *
   * @throws IllegalArgumentException if they are not vectors
   */
  public static Tensor outer(Tensor a, Tensor b) {
    if (a.rank() != 1 || b.rank() != 1) {
      throw new IllegalArgumentException(
          "outer: not two vectors: a is "
              + a.shape()
              + ", b is "
              + b.shape()
              + "; flatten them first");
    }
    return a.reshape(a.size(), 1).times(b);
  }

  /**
   * Returns the Kronecker product: a with each element replaced by b times that element, {@code y[i
   * m + k, j n + l] = a[i, j] b[k, l]} for b [m, n]. Of different ranks, the lower one gets leading
   * axes of side 1. Pullback to a: at each element the sum of d times b over its block; to b: the
   * sum over all blocks of d times their element of a. NumPy and PyTorch: {@code kron}.
   *
   * @throws IllegalArgumentException if the dtypes differ
   */
  public static Tensor kron(Tensor a, Tensor b) {
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          "kron: dtypes differ: "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; convert one of them with to(...)");
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] left = new int[2 * rank];
    int[] right = new int[2 * rank];
    int[] result = new int[rank];
    Arrays.fill(left, 1);
    Arrays.fill(right, 1);
    for (int axis = 0; axis < rank; axis++) {
      int ofA = axis - (rank - a.rank());
      int ofB = axis - (rank - b.rank());
      left[2 * axis] = ofA < 0 ? 1 : a.shape().side(ofA);
      right[2 * axis + 1] = ofB < 0 ? 1 : b.shape().side(ofB);
      result[axis] = left[2 * axis] * right[2 * axis + 1];
    }
    return a.reshape(left).times(b.reshape(right)).reshape(result);
  }

  /**
   * Returns the sum of products that an equation in Einstein's notation says: {@code
   * "bij,bjk->bik"} is a matrix product for each b.
   *
   * <p>Each operand names its axes by letters. Equal letters run together; what the result does not
   * name is summed. A letter twice in one operand takes its diagonal; {@code ...} stands for axes
   * that broadcast. Without {@code ->} the result has the axes of the ellipsis and then the letters
   * that occur once, in alphabetical order. Three operands and more are contracted two at a time,
   * the pair with the smallest product first.
   *
   * <p>Pullback to an operand: the einsum of d and the other operands that leaves the operand's
   * letters.
   *
   * @throws IllegalArgumentException if the equation is malformed or does not fit the operands
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, operands);
  }

  // Parts of a matrix

  /** Returns each matrix with 0 above its main diagonal. */
  public static Tensor tril(Tensor x) {
    return tril(x, 0);
  }

  /**
   * Returns each matrix with 0 above a diagonal; 1 is the one above the main one. Pullback: d with
   * the same zeros.
   *
   * @throws IllegalArgumentException if the rank is below 2
   */
  public static Tensor tril(Tensor x, int diagonal) {
    checkMatrix("tril", x);
    return Matrices.lower(x, diagonal);
  }

  /** Returns each matrix with 0 below its main diagonal. */
  public static Tensor triu(Tensor x) {
    return triu(x, 0);
  }

  /**
   * Returns each matrix with 0 below a diagonal; 1 is the one above the main one. Pullback: d with
   * the same zeros.
   *
   * @throws IllegalArgumentException if the rank is below 2
   */
  public static Tensor triu(Tensor x, int diagonal) {
    checkMatrix("triu", x);
    Tensor below = Matrices.isLower(x.shape().side(-2), x.shape().side(-1), diagonal - 1L);
    return Masking.mask(x, Comparisons.not(below));
  }

  /**
   * Returns the main diagonal of each matrix: [..., m, n] to [..., min(m, n)].
   *
   * @throws IllegalArgumentException if the rank is below 2
   */
  public static Tensor diagonal(Tensor x) {
    return diagonal(x, 0);
  }

  /**
   * Returns a diagonal of each matrix; 1 is the one above the main one. Pullback: d on that
   * diagonal, 0 elsewhere.
   *
   * @throws IllegalArgumentException if the rank is below 2 or the matrices have no such diagonal
   */
  public static Tensor diagonal(Tensor x, int offset) {
    checkMatrix("diagonal", x);
    int rows = x.shape().side(-2);
    int columns = x.shape().side(-1);
    int length = Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0));
    if (length < 0) {
      throw new IllegalArgumentException(
          "diagonal: the matrices have no diagonal "
              + offset
              + ": the shape is "
              + x.shape()
              + "; offsets go from "
              + -rows
              + " to "
              + columns);
    }
    return Matrices.diagonal(x, offset, length);
  }

  /**
   * Returns matrices with a vector as the main diagonal and 0 elsewhere: [..., n] to [..., n, n].
   * Pullback: the diagonal of d. NumPy's {@code diag} of a matrix is {@link #diagonal(Tensor)}.
   *
   * @throws IllegalArgumentException if x is a scalar
   */
  public static Tensor diag(Tensor x) {
    if (x.rank() == 0) {
      throw new IllegalArgumentException(
          "diag: a scalar has no axis to lay out; reshape it to [1] first");
    }
    return Matrices.withDiagonal(x);
  }

  private static void checkMatrix(String operation, Tensor x) {
    if (x.rank() < 2) {
      throw new IllegalArgumentException(
          operation + ": not a matrix: the shape is " + x.shape() + "; give rank 2 or more");
    }
  }

  /**
   * Returns the sum of the main diagonal of each matrix. Pullback: d on the diagonal.
   *
   * @throws IllegalArgumentException if the rank is below 2
   */
  public static Tensor trace(Tensor x) {
    checkMatrix("trace", x);
    return Reductions.sum(diagonal(x), -1);
  }

  // Systems

  /**
   * Returns the inverse of each matrix. Pullback: {@code -Y^T D Y^T}. NumPy and PyTorch: {@code
   * linalg.inv}.
   *
   * @throws IllegalArgumentException if the matrices are not square
   * @throws ArithmeticException if one is singular
   */
  public static Tensor inverse(Tensor a) {
    return INVERSE.apply(a);
  }

  /**
   * Returns X with {@code A X = B}. Pullback: {@code G = A^-T D} to B and {@code -G X^T} to A.
   * NumPy and PyTorch: {@code linalg.solve}.
   *
   * @param a [..., n, n]
   * @param b [..., n, m], or a vector [n]; the leading axes broadcast
   * @throws IllegalArgumentException if the shapes do not fit
   * @throws ArithmeticException if a matrix is singular
   */
  public static Tensor solve(Tensor a, Tensor b) {
    int n = Matrices.checkSquare("solve", a.spec());
    boolean vector = b.rank() == 1;
    Tensor columns = vector ? b.reshape(b.size(), 1) : b;
    if (columns.rank() < 2 || columns.shape().side(-2) != n) {
      throw new IllegalArgumentException(
          "solve: the operands do not fit: a is "
              + a.shape()
              + ", b is "
              + b.shape()
              + "; give b "
              + n
              + " rows");
    }
    Shape stack = Shape.broadcast("solve", leading(a), leading(columns));
    Tensor x = new Solve(false).apply(spread(a, stack), spread(columns, stack));
    return vector ? Shapes.squeeze(x, -1) : x;
  }

  private static Shape leading(Tensor x) {
    return Shape.of(Arrays.copyOf(x.shape().sides(), x.rank() - 2));
  }

  private static Tensor spread(Tensor x, Shape stack) {
    int[] sides = Arrays.copyOf(stack.sides(), stack.rank() + 2);
    sides[stack.rank()] = x.shape().side(-2);
    sides[stack.rank() + 1] = x.shape().side(-1);
    return x.broadcastTo(sides);
  }

  /**
   * Returns the lower triangular L with {@code L L^T = A}; only the lower triangle of A is read.
   * The derivative is that along symmetric directions. NumPy and PyTorch: {@code linalg.cholesky}.
   *
   * @throws IllegalArgumentException if the matrices are not square
   * @throws ArithmeticException if one is not positive definite
   */
  public static Tensor cholesky(Tensor a) {
    return new Cholesky().apply(a);
  }

  // Determinants

  /**
   * Returns the determinant of each matrix. Pullback: d times the matrix of cofactors, which is
   * {@code y A^-T} where there is an inverse; of rank 1 where the rank is one short, and 0 where it
   * is less. Second derivatives need no inverse either; third ones do, and are an {@link
   * ArithmeticException} where A is singular. NumPy and PyTorch: {@code linalg.det}.
   *
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Tensor det(Tensor a) {
    return DET.apply(a);
  }

  /**
   * Returns the logarithm of the determinant of each matrix, NaN where it is negative and -infinity
   * where it is 0. Pullback: {@code d A^-T}, infinite or NaN where A is singular, 0 where d is.
   * NumPy: {@code linalg.slogdet}.
   *
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static Tensor logdet(Tensor a) {
    Matrices.checkSquare("logdet", a.spec());
    SignedLogDeterminant parts = slogdet(a);
    return Selection.where(parts.sign().lt(0), Double.NaN, parts.logarithm());
  }

  /**
   * A determinant as sign and logarithm, which neither overflow nor underflow.
   *
   * @param sign -1, 0 or 1; its derivative is 0
   * @param logarithm the logarithm of the absolute value
   */
  public record SignedLogDeterminant(Tensor sign, Tensor logarithm) {}

  /**
   * Returns sign and logarithm of the determinant of each matrix. Pullback: that of {@link
   * #logdet}, from the logarithm. NumPy and PyTorch: {@code linalg.slogdet}.
   *
   * @throws IllegalArgumentException if the matrices are not square
   */
  public static SignedLogDeterminant slogdet(Tensor a) {
    Tensor[] parts = LOG_DET.applyAll(a);
    return new SignedLogDeterminant(parts[0], parts[1]);
  }
}
