package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Fma;
import dev.wengert.cpu.machine.Retyped;

/**
 * The micro-kernel in plain Java: four rows of four elements. It is written for float; the form of
 * double is this class {@link Retyped}.
 */
final class ScalarMicroKernel implements MicroKernel {

  private static final int ROWS = 4;
  private static final int COLUMNS = 4;

  @Override
  public String version() {
    return "scalar";
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return COLUMNS;
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
    int row0 = offsetC;
    int row1 = row0 + strideC;
    int row2 = row1 + strideC;
    int row3 = row2 + strideC;
    float c00 = 0;
    float c01 = 0;
    float c02 = 0;
    float c03 = 0;
    float c10 = 0;
    float c11 = 0;
    float c12 = 0;
    float c13 = 0;
    float c20 = 0;
    float c21 = 0;
    float c22 = 0;
    float c23 = 0;
    float c30 = 0;
    float c31 = 0;
    float c32 = 0;
    float c33 = 0;
    for (int p = 0; p < k; p++) {
      int atA = offsetA + p * ROWS;
      int atB = offsetB + p * COLUMNS;
      float b0 = b[atB];
      float b1 = b[atB + 1];
      float b2 = b[atB + 2];
      float b3 = b[atB + 3];
      float a0 = a[atA];
      c00 = Fma.of(a0, b0, c00);
      c01 = Fma.of(a0, b1, c01);
      c02 = Fma.of(a0, b2, c02);
      c03 = Fma.of(a0, b3, c03);
      float a1 = a[atA + 1];
      c10 = Fma.of(a1, b0, c10);
      c11 = Fma.of(a1, b1, c11);
      c12 = Fma.of(a1, b2, c12);
      c13 = Fma.of(a1, b3, c13);
      float a2 = a[atA + 2];
      c20 = Fma.of(a2, b0, c20);
      c21 = Fma.of(a2, b1, c21);
      c22 = Fma.of(a2, b2, c22);
      c23 = Fma.of(a2, b3, c23);
      float a3 = a[atA + 3];
      c30 = Fma.of(a3, b0, c30);
      c31 = Fma.of(a3, b1, c31);
      c32 = Fma.of(a3, b2, c32);
      c33 = Fma.of(a3, b3, c33);
    }
    c[row0] += c00;
    c[row0 + 1] += c01;
    c[row0 + 2] += c02;
    c[row0 + 3] += c03;
    c[row1] += c10;
    c[row1 + 1] += c11;
    c[row1 + 2] += c12;
    c[row1 + 3] += c13;
    c[row2] += c20;
    c[row2 + 1] += c21;
    c[row2 + 2] += c22;
    c[row2 + 3] += c23;
    c[row3] += c30;
    c[row3 + 1] += c31;
    c[row3 + 2] += c32;
    c[row3 + 3] += c33;
  }
}
