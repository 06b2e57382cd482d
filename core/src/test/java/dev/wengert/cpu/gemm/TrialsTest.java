package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.kernel.Gemm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrialsTest {

  private static final Gemm PLAIN = new Gemm(false, false);
  private static final Gemm TURNED = new Gemm(false, true);

  /** Adds from the last term on where B is transposed, or from the first one, as the other does. */
  private record Plain(boolean turnsRound, boolean whereItAdds) implements BlasProvider {

    @Override
    public String name() {
      return "plain";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
      boolean isReversed = turnsRound && b.transposed() && (accumulate || !whereItAdds);
      for (int i = 0; i < c.rows(); i++) {
        for (int j = 0; j < c.columns(); j++) {
          int at = c.offset() + i * c.stride() + j;
          double sum = accumulate ? read(c.array(), at) : 0;
          for (int step = 0; step < a.columns(); step++) {
            int p = isReversed ? a.columns() - 1 - step : step;
            sum += at(a, i, p) * at(b, p, j);
          }
          if (c.array() instanceof float[] floats) {
            floats[at] = (float) sum;
          } else {
            ((double[]) c.array())[at] = sum;
          }
        }
      }
    }

    private static double at(Matrix matrix, int row, int column) {
      return read(
          matrix.array(),
          matrix.offset()
              + (matrix.transposed()
                  ? column * matrix.stride() + row
                  : row * matrix.stride() + column));
    }

    private static double read(Object array, int at) {
      return array instanceof float[] floats ? floats[at] : ((double[]) array)[at];
    }
  }

  private static boolean isAlike(BlasProvider blas, int m, int n, int k, boolean adds) {
    return Trials.isAlike(blas, new Trials.Call(DType.FLOAT64, m, n, k, adds, PLAIN, TURNED));
  }

  @Test
  void findsThatTermsAreAddedInAnotherOrder() {
    BlasProvider other = new Plain(true, false);
    assertThat(isAlike(other, 20, 30, 40, false)).isFalse();
    assertThat(isAlike(other, 1, 1, 3, false)).isFalse();
    assertThat(isAlike(other, 1, 1, 1, false)).isTrue();
  }

  @Test
  void findsThatTheyAreWhereSumsGoOn() {
    BlasProvider other = new Plain(true, true);
    assertThat(isAlike(other, 5, 6, 7, false)).isTrue();
    assertThat(isAlike(other, 5, 6, 7, true)).isFalse();
  }

  @Test
  void findsThatOneOrderServesBoth() {
    assertThat(isAlike(new Plain(false, false), 20, 30, 40, true)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void knowsTheCallsThatALargeProductIsCutInto(DType dtype) {
    assertThat(Trials.areAlike(dtype, 700, 530, 800, PLAIN, TURNED)).isTrue();
    assertThat(Trials.areAlike(dtype, 3, 4, 0, PLAIN, TURNED)).isTrue();
    assertThat(Trials.areAlike(dtype, 3, 4, 5, TURNED, TURNED)).isTrue();
  }
}
