package dev.wengert.nn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.metric.Calibration;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Blobs;
import dev.wengert.nn.train.EpochReport;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.History;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.LossTerms;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Activations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingReportTest {

  private static final Pattern TAG = Pattern.compile("<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>");

  @TempDir Path folder;

  private final Model<Sequential> model = Blobs.model();
  private final Examples training = Blobs.data(Key.of(1), 60);
  private final Examples dev = Blobs.data(Key.of(2), 30);

  private Outcome train(TrainingReport<Sequential> report) {
    Trainer<Sequential> trainer =
        Trainer.of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.02)))
            .evaluation(Evaluation.loss("dev", dev, Batching.of(10), Blobs.LOSS))
            .evaluation(
                Evaluation.metrics(
                    "dev",
                    dev,
                    Batching.of(10),
                    (net, batch, pass) -> net.forward(batch.x(), pass),
                    ConfusionMatrix.of(3)))
            .listener(report)
            .build();
    return trainer.train(training, Batching.of(20), Limit.epochs(4), trainer.start(Key.of(3)));
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("report.html"));
  }

  private static void assertWhole(String page) {
    assertThat(page).doesNotContain("http:", "https:", "<script", "<link", "url(", "@import");
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = TAG.matcher(page);
    while (tags.find()) {
      if (!tags.group(1).isEmpty()) {
        assertThat(tags.group(2)).isEqualTo(open.pop());
      } else if (!tags.group(2).equals("meta") && tags.group(3).isEmpty()) {
        open.push(tags.group(2));
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void showsTheRunAndTheModelThatItGivesBack() throws IOException {
    Path file = folder.resolve("report.html");
    // @start region="report"
    TrainingReport<Sequential> report =
        TrainingReport.html(file, model)
            .confusionMatrix(
                "dev",
                dev,
                Batching.of(100),
                (net, batch, pass) -> net.forward(batch.x(), pass),
                ConfusionMatrix.of(3),
                "east",
                "north",
                "south")
            .decisionRegions("dev", dev, (net, batch, pass) -> net.forward(batch.x(), pass), 0);
    // Trainer.of(...).listener(report)
    // @end region="report"
    Outcome outcome = train(report);
    String page = page();
    assertWhole(page);
    ConfusionMatrix expected =
        Evaluation.measured(
            ConfusionMatrix.of(3),
            model,
            outcome.values(),
            dev,
            Batching.of(7),
            (net, batch, pass) -> net.forward(batch.x(), pass));
    assertThat(expected.total()).isEqualTo(30);
    StringBuilder counts = new StringBuilder();
    Matcher cells = Pattern.compile("<td class=\"count\"[^>]*>(\\d+)</td>").matcher(page);
    while (cells.find()) {
      counts.append(cells.group(1)).append(' ');
    }
    StringBuilder wanted = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      wanted.append(expected.count(i / 3, i % 3)).append(' ');
    }
    assertThat(counts).hasToString(wanted.toString());
    assertThat(page)
        .contains("<th scope=\"row\">north</th>")
        .contains(Html.escape(expected.report("east", "north", "south")))
        .contains("aria-label=\"loss\"", "aria-label=\"accuracy\"", "aria-label=\"learning rate\"")
        .contains("Decision regions, dev", "<dd>reached its limit</dd>", "4, 12 steps")
        .contains("BatchNorm");
    assertThat(page.split("<circle", -1)).hasSize(31);
  }

  /** Of two classes, by a score that is the first coordinate. */
  @Test
  void drawsCurvesOfTwoClasses() throws IOException {
    Examples two = DataSet.of(dev.x(), dev.y().eq(0));
    train(
        TrainingReport.html(folder.resolve("report.html"), model)
            .curves(
                "dev",
                two,
                Batching.of(10),
                (net, batch, pass) -> batch.x().get(Index.all(), Index.at(0)))
            .calibration(
                "dev",
                dev,
                Batching.of(10),
                (net, batch, pass) -> Activations.softmax(net.forward(batch.x(), pass), -1),
                Calibration.ofTopClass(5)));
    String page = page();
    assertWhole(page);
    // Class 0 lies at x = 2, the others at -1.
    assertThat(page)
        .contains("ROC, area 1<", "average precision 1<", "expected calibration error 0.");
  }

  @Test
  void aRunThatFailsLeavesWhatItHad() throws IOException {
    TrainingReport<Sequential> report = TrainingReport.html(folder.resolve("report.html"), model);
    report.warned("mind the <gap>");
    report.epochEnded(
        new EpochReport(
            1, 5, 50, new LossTerms(0.5, ImmutableMap.of("l2", 0.25)), ImmutableMap.of(), 0.1, 2));
    assertThat(page())
        .contains("training goes on", "mind the &lt;gap&gt;", "<dd>0.75</dd>", "penalties");
    dev.wengert.nn.train.TrainingState state =
        Trainer.of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.02))).build().start(Key.of(1));
    report.failed(state, new IllegalStateException("the disk is full"));
    assertThat(page()).contains("failed after step 0: the disk is full", "<dd>1, 5 steps</dd>");
    assertWhole(page());
  }

  @Test
  void aHistoryAloneIsAPage() {
    History history = new History();
    assertThat(TrainingReport.html(history)).contains("No epoch has ended yet.");
    history.epochEnded(
        new EpochReport(
            1,
            5,
            50,
            new LossTerms(0.5, ImmutableMap.of()),
            ImmutableMap.of("dev.accuracy", 0.5, "training.accuracy", 0.75),
            0.1,
            2));
    String page = TrainingReport.html(history);
    assertWhole(page);
    assertThat(page.split("aria-label=\"accuracy\"", -1)).hasSize(2);
    assertThat(page).contains("</i>dev</span>", "</i>training</span>");
  }

  @Test
  void saysWhatIsAmiss() {
    TrainingReport<Sequential> report =
        TrainingReport.html(folder.resolve("nowhere").resolve("report.html"), model);
    assertThatThrownBy(
            () ->
                report.confusionMatrix(
                    "dev",
                    dev,
                    Batching.of(10),
                    (net, batch, pass) -> batch.x(),
                    ConfusionMatrix.of(3),
                    "one"))
        .hasMessage("report: 1 names for 3 classes; give one for each, or none");
    assertThatThrownBy(
            () ->
                report.epochEnded(
                    new EpochReport(
                        1, 1, 1, new LossTerms(0, ImmutableMap.of()), ImmutableMap.of(), 0, 0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("report: writing " + folder.resolve("nowhere"));
  }

  @Test
  void aTensorOfOneRowIsNoProblem() throws IOException {
    Examples one = DataSet.of(Tensor.zeros(DType.FLOAT32, 1, 2), Tensor.of(2));
    train(
        TrainingReport.html(folder.resolve("report.html"), model)
            .decisionRegions("one", one, (net, batch, pass) -> net.forward(batch.x(), pass), 0));
    assertThat(page()).contains("Decision regions, one");
  }
}
