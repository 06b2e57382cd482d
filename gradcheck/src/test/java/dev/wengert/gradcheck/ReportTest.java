package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {

  private static final Tensor X = Tensor.of(new double[][] {{1, 2, 3}, {-1, 0.5, 4}});

  /**
   * Returns the report on x^2 with one element's derivative 1.5 times too large, one's negative.
   */
  private static Report wrong() {
    Tensor factor = Tensor.of(new double[][] {{1, 1.5, 1}, {1, 1, -1}});
    return GradCheck.of(in -> in.get(0).times(in.get(0)))
        .pullback((in, out, d) -> List.of(in.get(0).times(2).times(d).times(factor)))
        .input("x", X)
        .constant("unused", Tensor.of(7))
        .run();
  }

  @Test
  void jsonHoldsAllThatWasMeasured() {
    JsonObject json = JsonParser.parseString(wrong().toJson()).getAsJsonObject();
    assertThat(json.get("schemaVersion").getAsInt()).isEqualTo(1);
    assertThat(json.get("verdict").getAsString()).isEqualTo("WRONG");
    assertThat(json.get("isCorrect").getAsBoolean()).isFalse();
    assertThat(json.get("seed").getAsString()).isEqualTo("0x5eed");
    JsonObject x = json.getAsJsonArray("arguments").get(0).getAsJsonObject();
    assertThat(x.getAsJsonArray("values").get(4).getAsString()).isEqualTo("0x1.0p-1");
    assertThat(json.getAsJsonArray("arguments").get(1).getAsJsonObject().get("dtype").getAsString())
        .isEqualTo("INT32");
    JsonObject finding = json.getAsJsonArray("findings").get(0).getAsJsonObject();
    assertThat(finding.getAsJsonArray("place")).hasToString("[1,2]");
    assertThat(finding.getAsJsonArray("output")).hasToString("[1,2]");
    assertThat(finding.getAsJsonObject("comparison").getAsJsonArray("analytic")).hasSize(6);
    assertThat(finding.getAsJsonArray("ladder").size()).isGreaterThan(4);
    assertThat(finding.getAsJsonObject("worst").get("relativeError").getAsDouble())
        .isCloseTo(2, within(1e-9));
    assertThat(finding.get("hint").getAsString()).contains("2 of 6 elements are wrong");
  }

  @Test
  void jsonOfNothingMeasuredIsStillJson() {
    Report report = GradCheck.of(in -> in.get(0).div(0)).input("x", Tensor.of(1.0)).run();
    assertThat(report.verdict()).isEqualTo(Verdict.UNBOUNDED);
    JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
    JsonObject finding = json.getAsJsonArray("findings").get(0).getAsJsonObject();
    assertThat(finding.get("worst").isJsonNull()).isTrue();
    assertThat(finding.get("resolution").isJsonNull()).isTrue();
  }

  @Test
  void htmlIsOnePageWithMapAndPlot() throws Exception {
    String html = wrong().toHtml();
    assertThat(html).contains("<svg class='map'", "<svg class='plot'", "fill='#ffffff'");
    assertThat(html).doesNotContain("<script", "http:", "https:", "src=", "href=");
    String body =
        html.substring(html.indexOf("<body>"), html.indexOf("</html>")).replace("&plusmn;", "");
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(body)));
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(6);
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
  }

  @Test
  void namesAreEscaped() {
    Report report = GradCheck.of(in -> in.get(0).times(2)).input("<b>", Tensor.of(1.0)).run();
    assertThat(report.toHtml()).contains("d out / d &lt;b&gt;").doesNotContain("<b>");
  }

  @Test
  void heatmapIsRedWhereTooLargeAndBlueWhereTooSmall() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Heatmap.png(wrong().finding("x"))));
    assertThat(image.getWidth()).isEqualTo(48);
    assertThat(image.getHeight()).isEqualTo(32);
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
    Comparison values = wrong().finding("x").comparison();
    int red = image.getRGB(24, 8);
    assertThat(red >> 16 & 255).isEqualTo(values.error(1) > 0 ? 255 : 0);
    int blue = image.getRGB(40, 24);
    assertThat(blue & 255).isEqualTo(values.error(5) < 0 ? 255 : 0);
  }

  @Test
  void heatmapOfDirectionsIsRefused() {
    Report report = GradCheck.of(in -> in.get(0).times(2)).input("x", X).mode(Mode.PROJECTED).run();
    assertThatThrownBy(() -> Heatmap.png(report.finding("x")))
        .hasMessageContaining("the mode is PROJECTED, with 4 values; check it with mode(FULL)");
  }

  @Test
  void relativeDifferenceOfEmptyCheckIsZero() {
    Report report =
        GradCheck.of(in -> in.get(0).times(2)).input("x", Tensor.zeros(DType.FLOAT64, 0)).run();
    assertThat(report.relativeDifference()).isZero();
  }
}
