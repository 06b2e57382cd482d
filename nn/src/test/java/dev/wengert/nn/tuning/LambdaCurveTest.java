package dev.wengert.nn.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

class LambdaCurveTest {

  private static final LambdaCurve CURVE =
      new LambdaCurve(
          ImmutableList.of(
              new LambdaCurve.Point(0, 0.01, 0.3),
              new LambdaCurve.Point(0.1, 0.02, 0.25),
              new LambdaCurve.Point(1, 0.1, 0.25),
              new LambdaCurve.Point(10, 0.5, Double.NaN)));

  @Test
  void theStrongestOfTheBestIsBest() {
    assertThat(CURVE.best()).isEqualTo(new LambdaCurve.Point(1, 0.1, 0.25));
  }

  @Test
  void dataComeAsCsvAndJson() {
    assertThat(CURVE.toCsv())
        .isEqualTo(
            """
            lambda,trainingError,devError
            0.0,0.01,0.3
            0.1,0.02,0.25
            1.0,0.1,0.25
            10.0,0.5,NaN
            """);
    assertThat(CURVE.toJson())
        .isEqualTo(
            "[{\"lambda\":0.0,\"trainingError\":0.01,\"devError\":0.3},"
                + "{\"lambda\":0.1,\"trainingError\":0.02,\"devError\":0.25},"
                + "{\"lambda\":1.0,\"trainingError\":0.1,\"devError\":0.25},"
                + "{\"lambda\":10.0,\"trainingError\":0.5,\"devError\":null}]");
  }

  /** Higher errors stand higher, larger strengths farther right. */
  @Test
  void theDrawingShowsBothErrors() {
    String svg = CURVE.toSvg();
    double[] training = points(svg, "training");
    double[] dev = points(svg, "dev");
    assertThat(training).hasSize(8);
    assertThat(dev).hasSize(6);
    assertThat(new double[] {training[0], training[2], training[4], training[6]}).isSorted();
    assertThat(training[7]).isLessThan(training[5]).isLessThan(dev[1]);
    // 0.5 is the top of the drawing, 0.25 halfway to the axis at 276.
    assertThat(training[7]).isEqualTo(32.0);
    assertThat(dev[3]).isEqualTo(154.0);
    assertThat(dev[3]).isEqualTo(dev[5]);
    assertThat(svg)
        .contains("cx='%s'".formatted(dev[4]))
        .contains("best: lambda 1.0, dev error 0.25")
        .contains(">1e-1<")
        .contains(">1e0<")
        .contains(">1e1<")
        .doesNotContain("NaN");
  }

  private static double[] points(String svg, String line) {
    int from = svg.indexOf("points='", svg.indexOf("class='" + line + "'")) + 8;
    return com.google.common.base.Splitter.onPattern("[ ,]")
        .splitToStream(svg.substring(from, svg.indexOf('\'', from)))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void oneStrengthCanBeDrawn() {
    LambdaCurve one = new LambdaCurve(ImmutableList.of(new LambdaCurve.Point(0, 0, 0)));
    assertThat(one.toSvg()).startsWith("<svg").endsWith("</svg>\n").doesNotContain("NaN");
  }

  @Test
  void strengthsAscend() {
    LambdaCurve.Point one = new LambdaCurve.Point(1, 0, 0);
    assertThatThrownBy(() -> new LambdaCurve(ImmutableList.of(one, one)))
        .hasMessage(
            "lambdaCurve: the strengths do not ascend: 1.0 after 1.0; give each once, from 0 up");
    assertThatThrownBy(() -> new LambdaCurve(ImmutableList.of(new LambdaCurve.Point(-0.5, 0, 0))))
        .hasMessage(
            "lambdaCurve: the strengths do not ascend: -0.5 after -1.0; give each once, from 0 up");
  }
}
