package dev.wengert.nn.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LineChartTest {

  private static LineChart.Line line(String name, double... xy) {
    ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
    for (int i = 0; i < xy.length; i += 2) {
      x.add(xy[i]);
      y.add(xy[i + 1]);
    }
    return new LineChart.Line(name, x.build(), y.build());
  }

  @Test
  void ticksAreRoundNumbers() {
    assertThat(LineChart.ticks(0, 10, 5)).containsExactly(0, 2, 4, 6, 8, 10);
    assertThat(LineChart.ticks(0.13, 0.47, 5)).containsExactly(0.2, 0.3, 0.4);
    assertThat(LineChart.ticks(-1.2, 1, 5)).containsExactly(-1, -0.5, 0, 0.5, 1);
    assertThat(LineChart.ticks(1, 2000, 4)).containsExactly(500, 1000, 1500, 2000);
  }

  /** The plane of the chart is from 64 to 466 and, downwards, from 28 to 256. */
  @Test
  void pointsAreAtTheirPlaces() {
    String svg = new LineChart("cost", "epoch").add(line("dev", 1, 10, 2, 20, 3, 15)).draw();
    assertThat(svg)
        .contains(
            "d=\"M64.0 256.0L265.0 28.0L466.0 142.0\"",
            ">cost</text>",
            ">epoch</text>",
            "</i>dev</span>");
  }

  @Test
  void aLogarithmicAxisHasPowersOfTen() {
    String svg = new LineChart("cost", "epoch").add(line("a", 0, 1000, 1, 1, 2, 31.6227766)).draw();
    assertThat(svg)
        .contains("d=\"M64.0 28.0L265.0 256.0L466.0 142.0\"", ">10</text>", ">100</text>");
  }

  @Test
  void whatIsNoNumberBreaksTheLine() {
    String svg =
        new LineChart("cost", "epoch")
            .add(line("a", 0, 0, 1, Double.NaN, 2, 1, 3, 2, 4, Double.POSITIVE_INFINITY))
            .draw();
    assertThat(svg).contains("d=\"M64.0 256.0M265.0 142.0L365.5 28.0\"").doesNotContain("NaN");
    assertThat(new LineChart("none", "x").add(line("a", 0, Double.NaN)).draw())
        .doesNotContain("class=\"line\"", "NaN", "<circle");
    assertThat(new LineChart("one", "x").add(line("a", 5, 5)).draw())
        .contains("<circle cx=\"64.0\"");
  }

  /** The last point of many is drawn, and no more than a screen shows. */
  @Test
  void manyPointsAreThinnedOut() {
    double[] xy = new double[20_002];
    for (int i = 0; i <= 10_000; i++) {
      xy[2 * i] = i;
      xy[2 * i + 1] = i;
    }
    String svg = new LineChart("many", "x").add(line("a", xy)).draw();
    assertThat(svg).contains("L466.0 28.0\"");
    assertThat(svg.length()).isLessThan(12_000);
  }

  /** SVG knows no digits but those of ASCII. */
  @Test
  void digitsAreThoseOfSvgWhateverTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new LineChart("cost", "epoch").add(line("a", 0, 1000, 1, 1)).draw())
          .contains("viewBox=\"0 0 480 300\"", "<text x=\"64\"")
          .matches(svg -> svg.chars().allMatch(c -> c < 128));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textIsText() {
    assertThat(new LineChart("<b>", "x & y").add(line("a<b", 0, 1)).draw())
        .contains("&lt;b&gt;", "x &amp; y", "a&lt;b")
        .doesNotContain("<b>");
  }
}
