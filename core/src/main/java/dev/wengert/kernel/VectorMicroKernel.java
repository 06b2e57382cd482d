package dev.wengert.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernel in vectors: five rows of two vectors each.
 *
 * <p>Ten sums at once hide the latency of multiply-add; with twelve the compiler runs out of the
 * sixteen registers of AVX2, at half the speed. Loaded only where the module jdk.incubator.vector
 * is present.
 */
final class VectorMicroKernel implements MicroKernel {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int ROWS = 5;

  @Override
  public String version() {
    return "SIMD of " + FLOATS.vectorBitSize() + " bits";
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int floatColumns() {
    return 2 * FLOATS.length();
  }

  @Override
  public int doubleColumns() {
    return 2 * DOUBLES.length();
  }

  @Override
  public void add(
      int k, float[] a, int offsetA, float[] b, int offsetB, float[] c, int offsetC, int strideC) {
    int lanes = FLOATS.length();
    int row0 = offsetC;
    int row1 = row0 + strideC;
    int row2 = row1 + strideC;
    int row3 = row2 + strideC;
    int row4 = row3 + strideC;
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, row0);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, row0 + lanes);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, row1);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, row1 + lanes);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, row2);
    FloatVector c21 = FloatVector.fromArray(FLOATS, c, row2 + lanes);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, row3);
    FloatVector c31 = FloatVector.fromArray(FLOATS, c, row3 + lanes);
    FloatVector c40 = FloatVector.fromArray(FLOATS, c, row4);
    FloatVector c41 = FloatVector.fromArray(FLOATS, c, row4 + lanes);
    for (int p = 0; p < k; p++) {
      int atB = offsetB + p * 2 * lanes;
      int atA = offsetA + p * ROWS;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, atB);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, atB + lanes);

      FloatVector a0 = FloatVector.broadcast(FLOATS, a[atA]);
      c00 = fma(a0, b0, c00);
      c01 = fma(a0, b1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[atA + 1]);
      c10 = fma(a1, b0, c10);
      c11 = fma(a1, b1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[atA + 2]);
      c20 = fma(a2, b0, c20);
      c21 = fma(a2, b1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[atA + 3]);
      c30 = fma(a3, b0, c30);
      c31 = fma(a3, b1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[atA + 4]);
      c40 = fma(a4, b0, c40);
      c41 = fma(a4, b1, c41);
    }
    c00.intoArray(c, row0);
    c01.intoArray(c, row0 + lanes);
    c10.intoArray(c, row1);
    c11.intoArray(c, row1 + lanes);
    c20.intoArray(c, row2);
    c21.intoArray(c, row2 + lanes);
    c30.intoArray(c, row3);
    c31.intoArray(c, row3 + lanes);
    c40.intoArray(c, row4);
    c41.intoArray(c, row4 + lanes);
  }

  @Override
  public void add(
      int k,
      double[] a,
      int offsetA,
      double[] b,
      int offsetB,
      double[] c,
      int offsetC,
      int strideC) {
    int lanes = DOUBLES.length();
    int row0 = offsetC;
    int row1 = row0 + strideC;
    int row2 = row1 + strideC;
    int row3 = row2 + strideC;
    int row4 = row3 + strideC;
    DoubleVector c00 = DoubleVector.fromArray(DOUBLES, c, row0);
    DoubleVector c01 = DoubleVector.fromArray(DOUBLES, c, row0 + lanes);
    DoubleVector c10 = DoubleVector.fromArray(DOUBLES, c, row1);
    DoubleVector c11 = DoubleVector.fromArray(DOUBLES, c, row1 + lanes);
    DoubleVector c20 = DoubleVector.fromArray(DOUBLES, c, row2);
    DoubleVector c21 = DoubleVector.fromArray(DOUBLES, c, row2 + lanes);
    DoubleVector c30 = DoubleVector.fromArray(DOUBLES, c, row3);
    DoubleVector c31 = DoubleVector.fromArray(DOUBLES, c, row3 + lanes);
    DoubleVector c40 = DoubleVector.fromArray(DOUBLES, c, row4);
    DoubleVector c41 = DoubleVector.fromArray(DOUBLES, c, row4 + lanes);
    for (int p = 0; p < k; p++) {
      int atB = offsetB + p * 2 * lanes;
      int atA = offsetA + p * ROWS;
      DoubleVector b0 = DoubleVector.fromArray(DOUBLES, b, atB);
      DoubleVector b1 = DoubleVector.fromArray(DOUBLES, b, atB + lanes);

      DoubleVector a0 = DoubleVector.broadcast(DOUBLES, a[atA]);
      c00 = fma(a0, b0, c00);
      c01 = fma(a0, b1, c01);
      DoubleVector a1 = DoubleVector.broadcast(DOUBLES, a[atA + 1]);
      c10 = fma(a1, b0, c10);
      c11 = fma(a1, b1, c11);
      DoubleVector a2 = DoubleVector.broadcast(DOUBLES, a[atA + 2]);
      c20 = fma(a2, b0, c20);
      c21 = fma(a2, b1, c21);
      DoubleVector a3 = DoubleVector.broadcast(DOUBLES, a[atA + 3]);
      c30 = fma(a3, b0, c30);
      c31 = fma(a3, b1, c31);
      DoubleVector a4 = DoubleVector.broadcast(DOUBLES, a[atA + 4]);
      c40 = fma(a4, b0, c40);
      c41 = fma(a4, b1, c41);
    }
    c00.intoArray(c, row0);
    c01.intoArray(c, row0 + lanes);
    c10.intoArray(c, row1);
    c11.intoArray(c, row1 + lanes);
    c20.intoArray(c, row2);
    c21.intoArray(c, row2 + lanes);
    c30.intoArray(c, row3);
    c31.intoArray(c, row3 + lanes);
    c40.intoArray(c, row4);
    c41.intoArray(c, row4 + lanes);
  }

  private static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
    return Fma.FUSED ? a.fma(b, c) : a.mul(b).add(c);
  }

  private static DoubleVector fma(DoubleVector a, DoubleVector b, DoubleVector c) {
    return Fma.FUSED ? a.fma(b, c) : a.mul(b).add(c);
  }
}
