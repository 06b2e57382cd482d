package dev.wengert.nn.report;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.io.AtomicFile;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.metric.AveragePrecision;
import dev.wengert.nn.metric.Calibration;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.metric.CurvePoint;
import dev.wengert.nn.metric.RocAuc;
import dev.wengert.nn.train.BatchPrediction;
import dev.wengert.nn.train.EpochReport;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.History;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.nn.train.TrainingState;
import dev.wengert.ops.Indexing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Follows a run of training and writes it as one page of HTML that needs no other file: figures by
 * epoch as they come, and at the end what else was asked for, of the values that training gives
 * back.
 *
 * {@snippet class="dev.wengert.nn.report.TrainingReportTest" region="report"}
 *
 * @param <M> the root of the model
 */
public final class TrainingReport<M extends Component> implements TrainingListener {

  /** A part of the page that looks at the model. */
  private record Section(String title, Function<Values, String> content) {}

  private final Path file;
  private final Model<M> model;
  private final History history = new History();
  private final List<Section> sections = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private String state = "training goes on";

  private TrainingReport(Path file, Model<M> model) {
    this.file = file;
    this.model = model;
  }

  /** Returns a report of figures by epoch, to which more is added. */
  public static <M extends Component> TrainingReport<M> html(Path file, Model<M> model) {
    return new TrainingReport<>(file, model);
  }

  /** Returns the page of a history alone. */
  public static String html(History history) {
    return Html.page("Training", Html.section("By epoch", HistoryCharts.of(history.epochs())));
  }

  /**
   * Adds a confusion matrix and the figures of its classes.
   *
   * @param name the data set's
   * @param kind says how many classes there are and how they are predicted
   * @param classes names of the classes; their numbers, if none is given
   * @throws IllegalArgumentException if there are neither as many names as classes nor none
   */
  public TrainingReport<M> confusionMatrix(
      String name,
      DataSet data,
      Batching batching,
      BatchPrediction<? super M> prediction,
      ConfusionMatrix kind,
      String... classes) {
    if (classes.length != 0 && classes.length != kind.classes()) {
      throw new IllegalArgumentException(
          "report: "
              + classes.length
              + " names for "
              + kind.classes()
              + " classes; give one for"
              + " each, or none");
    }
    return add(
        "Confusion matrix, " + name,
        values ->
            ConfusionTable.of(
                Evaluation.measured(kind, model, values, data, batching, prediction), classes));
  }

  /**
   * Adds the receiver operating characteristic and the curve of precision over recall of two
   * classes, with the areas under them.
   *
   * @param name the data set's
   * @param prediction one score for each target, as {@link RocAuc} takes them
   */
  public TrainingReport<M> curves(
      String name, DataSet data, Batching batching, BatchPrediction<? super M> prediction) {
    return add(
        "Over all thresholds, " + name,
        values -> {
          RocAuc roc = Evaluation.measured(new RocAuc(), model, values, data, batching, prediction);
          AveragePrecision precision =
              Evaluation.measured(
                  new AveragePrecision(), model, values, data, batching, prediction);
          return "<div class=\"charts\">\n"
              + curve("true positives", "false positives", "ROC, area", roc.value(), roc.curve())
              + curve(
                  "precision", "recall", "average precision", precision.value(), precision.curve())
              + "</div>\n";
        });
  }

  /**
   * Adds how often what has a probability comes true.
   *
   * @param name the data set's
   * @param prediction probabilities, as the metric takes them
   * @param kind says how many bins there are, and of which class
   */
  public TrainingReport<M> calibration(
      String name,
      DataSet data,
      Batching batching,
      BatchPrediction<? super M> prediction,
      Calibration kind) {
    return add(
        "Calibration, " + name,
        values -> {
          Calibration found = Evaluation.measured(kind, model, values, data, batching, prediction);
          ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
          ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
          for (Calibration.Bin bin : found.curve()) {
            x.add(bin.probability());
            y.add(bin.frequency());
          }
          return new LineChart("share that came true", "probability")
              .ofRates()
              .add(
                  new LineChart.Line(
                      "expected calibration error " + Html.number(found.value()),
                      x.build(),
                      y.build()))
              .add(
                  new LineChart.Line(
                      "perfect", ImmutableDoubleArray.of(0, 1), ImmutableDoubleArray.of(0, 1)))
              .draw();
        });
  }

  /**
   * Adds the plane, coloured by the class that the model gives each place, with the points of a
   * set.
   *
   * @param name the data set's
   * @param data points [n, 2] with INT32 classes, or targets of 0 and 1, or false and true
   * @param prediction scores [m, classes] of which the largest counts, or [m] or [m, 1]
   * @param threshold above which one score stands for class 1: 0 for logits; not looked at where
   *     there are several
   */
  public TrainingReport<M> decisionRegions(
      String name, Examples data, BatchPrediction<? super M> prediction, double threshold) {
    return add(
        "Decision regions, " + name,
        values ->
            RegionChart.of(
                data.x(),
                data.y().to(DType.INT32).reshape(data.y().size()).toIntArray(),
                places ->
                    RegionChart.classes(
                        prediction.of(
                            model.root(), batch(places, data.y()), model.inference(values)),
                        threshold)));
  }

  /** Returns places as a batch; its targets are there because a batch has some. */
  private static Batch batch(Tensor places, Tensor targets) {
    int count = places.shape().side(0);
    Tensor first = Tensor.wrap(new int[count], count);
    return new Batch(places, Indexing.take(targets, first, 0), first);
  }

  private static String curve(
      String yName, String xName, String area, double value, List<CurvePoint> points) {
    ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
    for (CurvePoint point : points) {
      x.add(point.x());
      y.add(point.y());
    }
    return new LineChart(yName, xName)
        .ofRates()
        .add(new LineChart.Line(area + " " + Html.number(value), x.build(), y.build()))
        .draw();
  }

  private TrainingReport<M> add(String title, Function<Values, String> content) {
    sections.add(new Section(title, content));
    return this;
  }

  @Override
  public void epochEnded(EpochReport report) {
    history.epochEnded(report);
    write("");
  }

  @Override
  public void warned(String message) {
    warnings.add(message);
  }

  @Override
  public void ended(Outcome outcome) {
    state =
        switch (outcome.reason()) {
          case LIMIT -> "reached its limit";
          case EARLY_STOPPING -> "stopped early: no improvement any more";
          case INTERRUPTED -> "was interrupted after step " + outcome.state().step();
        };
    StringBuilder body = new StringBuilder();
    for (Section section : sections) {
      body.append(Html.section(section.title, section.content.apply(outcome.values())));
    }
    write(body.toString());
  }

  @Override
  public void failed(TrainingState stateThen, Throwable cause) {
    state = "failed after step " + stateThen.step() + ": " + cause.getMessage();
    write("");
  }

  private void write(String rest) {
    StringBuilder body = new StringBuilder("<dl>\n");
    term(body, "training", state);
    List<EpochReport> epochs = history.epochs();
    if (!epochs.isEmpty()) {
      EpochReport last = epochs.getLast();
      double seconds = 0;
      for (EpochReport epoch : epochs) {
        seconds += epoch.seconds();
      }
      term(body, "epochs", last.epoch() + ", " + last.step() + " steps");
      term(body, "seconds", Html.number(Math.rint(seconds * 10) / 10));
      term(body, "last loss", Html.number(last.loss().total()));
      last.figures().forEach((name, value) -> term(body, "last " + name, Html.number(value)));
    }
    warnings.forEach(warning -> term(body, "warning", warning));
    body.append("</dl>\n")
        .append(Html.section("By epoch", HistoryCharts.of(epochs)))
        .append(rest)
        .append(Html.section("Model", "<pre>" + Html.escape(model.summary()) + "</pre>\n"));
    byte[] page = Html.page("Training", body.toString()).getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.write(file, out -> out.write(page));
    } catch (IOException e) {
      throw new UncheckedIOException("report: writing " + file + " failed: " + e.getMessage(), e);
    }
  }

  private static void term(StringBuilder body, String name, String value) {
    body.append("<dt>")
        .append(Html.escape(name))
        .append("</dt><dd>")
        .append(Html.escape(value))
        .append("</dd>\n");
  }
}
