package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PanelsTest {

  @Property(tries = 20_000, seed = "1")
  void callsAreShortAndTilesCoverTheProduct(
      @ForAll @IntRange(min = 1, max = 20_000) int m,
      @ForAll @IntRange(min = 1, max = 20_000) int n,
      @ForAll @IntRange(min = 1, max = 20_000) int k,
      @ForAll @IntRange(min = 1, max = 8) int products) {
    for (int limit : new int[] {Panels.FLOAT_LIMIT, Panels.DOUBLE_LIMIT}) {
      Panels panels = Panels.of(m, n, k, products, limit);
      double call = (double) panels.rows() * panels.columns() * panels.depth();
      assertThat(call).as("%s", panels).isLessThanOrEqualTo(1.25 * limit);
      long area = 0;
      for (int tile = 0; tile < panels.tiles(); tile++) {
        int rows = Math.min(panels.rows(), m - panels.row(tile));
        int columns = Math.min(panels.columns(), n - panels.column(tile));
        assertThat(rows).as("%s", panels).isPositive();
        assertThat(columns).as("%s", panels).isPositive();
        area += (long) rows * columns;
      }
      assertThat(area).isEqualTo((long) m * n);
    }
  }

  @Test
  void whatIsShortIsNotCut() {
    assertThat(Panels.of(160, 160, 160, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(1);
    assertThat(Panels.of(160, 160, 160, 1, Panels.FLOAT_LIMIT).depth()).isEqualTo(160);
  }

  @Test
  void whatIsShortIsCutAcrossUnlessThereAreMany() {
    Panels panels = Panels.of(100, 384, 384, 1, Panels.FLOAT_LIMIT);
    assertThat(panels.tiles()).isEqualTo(4);
    assertThat(panels.rows()).isEqualTo(100);
    assertThat(Panels.of(100, 384, 384, 3, Panels.FLOAT_LIMIT)).isEqualTo(panels);
    assertThat(Panels.of(100, 384, 384, 4, Panels.FLOAT_LIMIT).tiles()).isEqualTo(1);
    assertThat(Panels.of(4096, 64, 64, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(4);
  }

  @Test
  void whatIsLargeHasTilesToShare() {
    assertThat(Panels.of(512, 512, 512, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(2);
    assertThat(Panels.of(512, 512, 512, 1, Panels.DOUBLE_LIMIT).tiles()).isEqualTo(2);
    assertThat(Panels.of(128, 512, 784, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(2);
    assertThat(Panels.of(1024, 1024, 1024, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(4);
    assertThat(Panels.of(4096, 4096, 4096, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(32);
  }

  @Test
  void aLongSumOfFewElementsIsCutInDepthAlone() {
    Panels panels = Panels.of(64, 64, 1_000_000, 1, Panels.FLOAT_LIMIT);
    assertThat(panels.tiles()).isEqualTo(1);
    assertThat(64.0 * 64 * panels.depth()).isLessThan(1.1 * Panels.FLOAT_LIMIT);
  }
}
