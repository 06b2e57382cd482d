package dev.wengert.examples;

import com.google.common.collect.ImmutableSet;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Figures whose text is printed at once, and whose pictures are written in the end. */
public final class Gallery implements Figures {

  private final Consumer<String> printer;
  private final Map<String, LineChart> charts = new LinkedHashMap<>();

  /** Creates a gallery without pictures. */
  public Gallery(Consumer<String> printer) {
    this.printer = printer;
  }

  @Override
  public void print(String line) {
    printer.accept(line);
  }

  @Override
  public void picture(String name, LineChart chart) {
    charts.put(name, chart);
  }

  /**
   * Writes all pictures.
   *
   * @param names the names of all that a run can write; those that this run did not are taken away
   */
  public void save(OutputFolder folder, ImmutableSet<String> names) {
    folder.save(
        names,
        place -> {
          for (Map.Entry<String, LineChart> chart : charts.entrySet()) {
            try (OutputStream out = Files.newOutputStream(place.resolve(chart.getKey()))) {
              chart.getValue().write(out);
            }
          }
        });
  }
}
