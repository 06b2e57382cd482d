package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.examples.Drawing;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.tuning.LambdaCurve;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final PlanarData BUILT_IN = SyntheticData.create();
  private static final PlanarData DATA =
      new PlanarData("<b>a&b</b>.csv", BUILT_IN.train(), BUILT_IN.test());
  private static final Pattern TAG = Pattern.compile("<(/?)([a-z][a-z0-9]*)([^>]*)>");
  private static final Pattern IMAGE = Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"");
  private static final Set<String> VOID = Set.of("meta", "img", "source");
  private static final LambdaCurve LAMBDAS =
      new LambdaCurve(
          ImmutableList.of(
              new LambdaCurve.Point(0, 0.1, 0.4),
              new LambdaCurve.Point(0.25, 0.2, 0.3),
              new LambdaCurve.Point(4, 0.5, 0.6)));

  private static Results results(Variant... variants) {
    FakeTrainer trainer = new FakeTrainer();
    ImmutableList<VariantResult> results =
        Arrays.stream(variants)
            .map(
                variant ->
                    VariantResult.of(
                        trainer.train(variant, Settings.DEFAULT, DATA.train(), step -> {}),
                        new GradientVerdict(true, "PASS of <" + variant + ">"),
                        DATA.test(),
                        new Development(0.9, 0.8, 400, 400),
                        0.02))
            .collect(ImmutableList.toImmutableList());
    boolean isTuned = Arrays.asList(variants).contains(Variant.TUNED);
    return new Results(Settings.DEFAULT, DATA, results, isTuned ? LAMBDAS : null);
  }

  private static String page(Variant... variants) throws IOException {
    return HtmlReport.of(results(variants), Pictures.none());
  }

  @Test
  void itsNumbersAreThoseOfItsLanguageInAllLocales() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      String expected = page(Variant.values());
      Locale.setDefault(Locale.GERMANY);
      assertThat(page(Variant.values())).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void itNeedsNoOtherFile() throws IOException {
    Drawing.assumePossible();
    Results results = results(Variant.values());
    String page = HtmlReport.of(results, Pictures.of(results));
    assertThat(page).doesNotContain("http:", "https:", "<script", "<link", "url(", "@import");
    assertThat(Pattern.compile("src(set)?=\"(?!data:)").matcher(page).find()).isFalse();
    Matcher images = IMAGE.matcher(page);
    int count = 0;
    while (images.find()) {
      byte[] png = Base64.getDecoder().decode(images.group(1));
      assertThat(ImageIO.read(new ByteArrayInputStream(png))).isNotNull();
      count++;
    }
    // A panel for each variant; cost, penalty, lambda and stopping.
    assertThat(count).isEqualTo(Variant.values().length + 4);
  }

  /** Each chart has an upright form, 420 units of two pixels wide, for screens below 30rem. */
  @Test
  void aNarrowScreenHasUprightCharts() throws IOException {
    Drawing.assumePossible();
    Results results = results(Variant.values());
    String page = HtmlReport.of(results, Pictures.of(results));
    Matcher charts =
        Pattern.compile(
                "<source media=\"\\(max-width: 30rem\\)\""
                    + " srcset=\"data:image/png;base64,([^\"]*)\"><img ")
            .matcher(page);
    int count = 0;
    while (charts.find()) {
      byte[] png = Base64.getDecoder().decode(charts.group(1));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getWidth()).isEqualTo(840);
      assertThat(image.getHeight()).isBetween(860, 1600);
      count++;
    }
    assertThat(count).isEqualTo(4);
    assertThat(page).doesNotContain("min-width: 40rem");
  }

  @Test
  void tagsAreClosedInTheirOrder() throws IOException {
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = TAG.matcher(page(Variant.values()));
    int seen = 0;
    while (tags.find()) {
      String name = tags.group(2);
      seen++;
      if (!tags.group(1).isEmpty()) {
        assertThat(name).isEqualTo(open.pop());
      } else if (!VOID.contains(name) && !tags.group(3).endsWith("/")) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
    assertThat(seen).isGreaterThan(200);
  }

  @Test
  void whatComesFromOutsideIsText() throws IOException {
    assertThat(page(Variant.NONE))
        .contains("&lt;b&gt;a&amp;b&lt;/b&gt;.csv", "PASS of &lt;none&gt;")
        .doesNotContain("<b>", "<none>");
  }

  @Test
  void everyVariantHasItsNumbers() throws IOException {
    String page = page(Variant.NONE, Variant.L2);
    // Right for 195 of 211 and 190 of 200; the cost by the trainer is 1 / (29999 + 4).
    assertThat(page)
        .contains(
            "<tr><th scope=\"row\">no regularization</th><td class=\"number\">92.42% +- 1.9</td>"
                + "<td class=\"number\">80.00% +- 2.0</td><td class=\"number\">95.00% +- 1.6</td>"
                + "<td class=\"number\">-2.58</td><td class=\"number\">0.0000</td>",
            "no regularization (bias +8.0, variance +10.0, of which 5.0 may be chance); L2 penalty",
            "<h3 class=\"bad\">high bias and variance</h3>",
            "<li>add training data, or augment what there is</li>",
            "<li>L2 penalty: test accuracy +0.0 +- 0.5 points, no more than chance; the gap stays");
  }

  @Test
  void choicesAreStatedByNumber() throws IOException {
    assertThat(page(Variant.EARLYSTOP, Variant.TUNED))
        .contains(
            "cost least, 0.2500, after 20 iterations, and 0.3000 after 30, where training ended",
            "with 3 values of lambda. The held-out examples cost least, 0.3000, at lambda 0.25",
            "<tr class=\"good\"><td class=\"number\">0.25</td><td class=\"number\">0.2000</td>"
                + "<td class=\"number\">0.3000</td></tr>");
  }

  /** Nothing is wider than a narrow screen: what could be either scrolls by itself or is a card. */
  @Test
  void noTableMakesThePageScrollSideways() throws IOException {
    String page = page(Variant.values());
    Matcher tables = Pattern.compile("(.{20})<table>", Pattern.DOTALL).matcher(page);
    int scrolling = 0;
    while (tables.find()) {
      assertThat(tables.group(1)).isEqualTo("<div class=\"scroll\">");
      scrolling++;
    }
    assertThat(scrolling).isEqualTo(2);
    assertThat(page).contains("<table class=\"results\">", ".scroll { overflow-x: auto; }");
    // On a narrow screen each number of a card says its column.
    String head = page.substring(page.indexOf("<thead>"), page.indexOf("</thead>"));
    List<String> columns =
        Pattern.compile("<th[^>]*>([^<]*)</th>")
            .matcher(head)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(columns).hasSize(9).startsWith("variant", "training").endsWith("diagnosis");
    for (int i = 2; i <= columns.size(); i++) {
      assertThat(page)
          .contains(
              ".results td:nth-child("
                  + i
                  + ")::before { content: \""
                  + columns.get(i - 1)
                  + "\"; }");
    }
  }

  @Test
  void whatWasNotDoneHasNoSection() throws IOException {
    assertThat(page(Variant.NONE))
        .doesNotContain("<h2>Early stopping", "<h2>The choice of lambda", "<h2>Penalty");
    assertThat(page(Variant.values()))
        .contains("<h2>Early stopping", "<h2>The choice of lambda", "<h2>Penalty");
  }

  @Test
  void withoutPicturesItSaysWhy() throws IOException {
    assertThat(page(Variant.NONE))
        .contains("No picture: Java cannot draw text on this machine.")
        .doesNotContain("<img");
  }
}
