package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Fma;
import dev.wengert.cpu.machine.Retyped;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernel in vectors: four rows of two vectors each.
 *
 * <p>Eight sums at once are what hides the latency of multiply-add; with ten the compiler may run
 * out of the sixteen registers of AVX2, at half the speed. Loaded only where the module
 * jdk.incubator.vector is present. It is written for float; the form of double is this class {@link
 * Retyped}.
 */
final class VectorMicroKernel implements MicroKernel {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int ROWS = 4;

  @Override
  public String version() {
    return "SIMD of " + FLOATS.vectorBitSize() + " bits";
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return 2 * FLOATS.length();
  }

  @Override
  public void add(
      int k,
      Object packedA,
      int offsetA,
      Object packedB,
      int offsetB,
      Object tile,
      int offsetC,
      int strideC) {
    float[] a = (float[]) packedA;
    float[] b = (float[]) packedB;
    float[] c = (float[]) tile;
    int lanes = FLOATS.length();
    int row0 = offsetC;
    int row1 = row0 + strideC;
    int row2 = row1 + strideC;
    int row3 = row2 + strideC;
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = FloatVector.zero(FLOATS);
    FloatVector c10 = FloatVector.zero(FLOATS);
    FloatVector c11 = FloatVector.zero(FLOATS);
    FloatVector c20 = FloatVector.zero(FLOATS);
    FloatVector c21 = FloatVector.zero(FLOATS);
    FloatVector c30 = FloatVector.zero(FLOATS);
    FloatVector c31 = FloatVector.zero(FLOATS);
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
    }
    FloatVector.fromArray(FLOATS, c, row0).add(c00).intoArray(c, row0);
    FloatVector.fromArray(FLOATS, c, row0 + lanes).add(c01).intoArray(c, row0 + lanes);
    FloatVector.fromArray(FLOATS, c, row1).add(c10).intoArray(c, row1);
    FloatVector.fromArray(FLOATS, c, row1 + lanes).add(c11).intoArray(c, row1 + lanes);
    FloatVector.fromArray(FLOATS, c, row2).add(c20).intoArray(c, row2);
    FloatVector.fromArray(FLOATS, c, row2 + lanes).add(c21).intoArray(c, row2 + lanes);
    FloatVector.fromArray(FLOATS, c, row3).add(c30).intoArray(c, row3);
    FloatVector.fromArray(FLOATS, c, row3 + lanes).add(c31).intoArray(c, row3 + lanes);
  }

  private static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
    return Fma.FUSED ? a.fma(b, c) : a.mul(b).add(c);
  }
}
