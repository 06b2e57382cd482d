package dev.wengert.nn.report;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.nn.train.EpochReport;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Charts of figures by epoch: the losses in one; other figures with those of their kind, the
 * accuracies of two data sets for example; the learning rate.
 */
final class HistoryCharts {

  private static final String LOSS = "loss";

  private final List<EpochReport> epochs;
  private final Map<String, LineChart> charts = new LinkedHashMap<>();

  private HistoryCharts(List<EpochReport> epochs) {
    this.epochs = epochs;
  }

  /** Returns the charts; a word if there is no epoch yet. */
  static String of(List<EpochReport> epochs) {
    if (epochs.isEmpty()) {
      return "<p>No epoch has ended yet.</p>\n";
    }
    return new HistoryCharts(epochs).draw();
  }

  private String draw() {
    add(LOSS, "training", epoch -> epoch.loss().total());
    Set<String> penalties = new LinkedHashSet<>();
    Set<String> figures = new LinkedHashSet<>();
    for (EpochReport epoch : epochs) {
      penalties.addAll(epoch.loss().penalties().keySet());
      figures.addAll(epoch.figures().keySet());
    }
    if (!penalties.isEmpty()) {
      add(LOSS, "training, data alone", epoch -> epoch.loss().data());
    }
    for (String name : figures) {
      int dot = name.lastIndexOf('.');
      String kind = name.substring(dot + 1);
      String set = dot < 0 ? name : name.substring(0, dot);
      add(kind, set, epoch -> value(epoch.figures(), name));
    }
    for (String name : penalties) {
      add("penalties", name, epoch -> value(epoch.loss().penalties(), name));
    }
    add("learning rate", "at the end of the epoch", EpochReport::rate);
    StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
    charts.values().forEach(chart -> html.append(chart.draw()));
    return html.append("</div>\n").toString();
  }

  private static double value(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, Double.NaN);
  }

  private void add(String chart, String line, ToDoubleFunction<EpochReport> figure) {
    ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
    for (EpochReport epoch : epochs) {
      x.add(epoch.epoch());
      y.add(figure.applyAsDouble(epoch));
    }
    charts
        .computeIfAbsent(chart, title -> new LineChart(title, "epoch"))
        .add(new LineChart.Line(line, x.build(), y.build()));
  }
}
