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
      assertThat(call).as("%s", panels).isLessThanOrEqualTo(1.1 * limit);
      assertCovers(panels);
      for (int wanted = 2; wanted <= 16; wanted *= 2) {
        Panels finer = panels.finer(wanted, limit);
        assertThat(finer.depth()).isEqualTo(panels.depth());
        assertThat((double) finer.rows() * finer.columns())
            .isLessThanOrEqualTo((double) panels.rows() * panels.columns());
        assertCovers(finer);
        assertThat(finer.equals(panels) || finer.tiles() > panels.tiles()).isTrue();
        if (!panels.hasFiner(limit)) {
          assertThat(finer).isEqualTo(panels);
        }
        if (!finer.equals(panels)) {
          int last = finer.tiles() - 1;
          assertThat(n - finer.column(last)).isGreaterThanOrEqualTo(finer.columns() / 2);
        }
      }
    }
  }

  private static void assertCovers(Panels panels) {
    long area = 0;
    for (int tile = 0; tile < panels.tiles(); tile++) {
      int rows = Math.min(panels.rows(), panels.m() - panels.row(tile));
      int columns = Math.min(panels.columns(), panels.n() - panels.column(tile));
      assertThat(rows).as("%s", panels).isPositive();
      assertThat(columns).as("%s", panels).isPositive();
      area += (long) rows * columns;
    }
    assertThat(area).isEqualTo((long) panels.m() * panels.n());
  }

  @Test
  void whatIsShortIsNotCut() {
    assertThat(Panels.of(160, 160, 160, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(1);
    assertThat(Panels.of(160, 160, 160, 1, Panels.FLOAT_LIMIT).depth()).isEqualTo(160);
  }

  @Test
  void whatIsLongerIsCutInTwoUnlessThereAreMany() {
    Panels panels = Panels.of(100, 384, 384, 1, Panels.FLOAT_LIMIT);
    assertThat(panels.tiles()).isEqualTo(2);
    assertThat(panels.rows()).isEqualTo(100);
    assertThat(Panels.of(100, 384, 384, 3, Panels.FLOAT_LIMIT)).isEqualTo(panels);
    assertThat(Panels.of(100, 384, 384, 4, Panels.FLOAT_LIMIT).tiles()).isEqualTo(1);
    assertThat(Panels.of(1024, 256, 1024, 1, Panels.FLOAT_LIMIT).rows()).isEqualTo(528);
    assertThat(Panels.of(1024, 1024, 1024, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(2);
    assertThat(Panels.of(512, 512, 512, 1, Panels.DOUBLE_LIMIT).tiles()).isEqualTo(2);
  }

  @Test
  void tilesAreNotNarrow() {
    assertThat(Panels.of(16, 9, 50_176, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(1);
    assertThat(Panels.of(100, 120, 10_000, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(1);
  }

  @Test
  void callsOfALargeProductAreShort() {
    assertThat(Panels.of(4096, 4096, 4096, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(36);
  }

  @Test
  void fewRowsByLargeWeightsHaveTilesForManyThreads() {
    assertThat(Panels.of(16, 4096, 4096, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(8);
    assertThat(Panels.of(100, 4096, 4096, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(8);
    assertThat(Panels.of(100_000, 64, 64, 1, Panels.FLOAT_LIMIT).tiles()).isEqualTo(8);
  }

  @Test
  void aFinerCutHasTilesForAllThreadsIfTheyAreWorthIt() {
    Panels large = Panels.of(1024, 1024, 1024, 1, Panels.FLOAT_LIMIT);
    assertThat(large.finer(8, Panels.FLOAT_LIMIT).tiles()).isBetween(8, 12);
    Panels small = Panels.of(256, 256, 256, 1, Panels.FLOAT_LIMIT);
    assertThat(small.finer(8, Panels.FLOAT_LIMIT).tiles()).isBetween(4, 6);
    Panels low = Panels.of(100, 384, 384, 1, Panels.FLOAT_LIMIT);
    assertThat(low.finer(3, Panels.FLOAT_LIMIT).rows()).isEqualTo(100);
    assertThat(low.finer(3, Panels.FLOAT_LIMIT).tiles()).isEqualTo(3);
    assertThat(low.finer(2, Panels.FLOAT_LIMIT)).isEqualTo(low);
  }

  @Test
  void aLongSumOfFewElementsIsCutInDepthAlone() {
    Panels panels = Panels.of(64, 64, 1_000_000, 1, Panels.FLOAT_LIMIT);
    assertThat(panels.tiles()).isEqualTo(1);
    assertThat(64.0 * 64 * panels.depth()).isLessThan(1.1 * Panels.FLOAT_LIMIT);
  }
}
