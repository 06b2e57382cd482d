package dev.wengert.benchmarks;

import com.github.skjolber.stcsv.CsvReader;
import com.github.skjolber.stcsv.sa.StringArrayCsvReader;
import dev.wengert.Key;
import dev.wengert.nn.Model;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.table.Features;
import dev.wengert.nn.data.table.Recipe;
import dev.wengert.nn.data.table.Table;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Losses;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Times the reading of a CSV file of 50,000 rows by 30 columns: 20 of numbers, 6 of categories, 2
 * of yes and no, 2 of dates. In turn with it, Sesseltjonna reads the file, of four readers for the
 * JVM the fastest at strings (the others were FastCSV, univocity and Lightning CSV): into strings;
 * and into what a table holds, numbers by {@link Double#parseDouble} and codes of words by a map.
 *
 * <p>A figure is the least of all turns, in milliseconds of the thread's processor time, which
 * other programs hardly change. At last it reads, fits and trains for an epoch, and says how long
 * all takes by the clock.
 */
public final class TableReading {

  private static final int ROWS = 50_000;
  private static final int COLUMNS = 30;
  private static final int NUMBERS = 20;
  private static final int WORDS = 28;
  private static final int TURNS = 40;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @SuppressWarnings("UnusedVariable") // what is not kept need not be computed
  private static volatile Object result = "";

  private TableReading() {}

  /** What reads a file. */
  private interface Reading {
    Object of(Path file) throws Exception;
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    Path file = Files.createTempFile("table", ".csv");
    try {
      write(file);
      Map<String, Reading> readings = new LinkedHashMap<>();
      readings.put("Table.csv", Table::csv);
      readings.put("Sesseltjonna, strings", TableReading::strings);
      readings.put("Sesseltjonna, numbers and codes", TableReading::columns);
      Map<String, Long> least = new LinkedHashMap<>();
      for (int turn = 0; turn < TURNS; turn++) {
        for (Map.Entry<String, Reading> reading : readings.entrySet()) {
          long before = THREADS.getCurrentThreadCpuTime();
          result = reading.getValue().of(file);
          least.merge(reading.getKey(), THREADS.getCurrentThreadCpuTime() - before, Math::min);
        }
      }
      least.forEach(
          (name, nanos) -> System.out.printf(Locale.ROOT, "%-32s %6.1f ms%n", name, nanos / 1e6));
      long before = System.nanoTime();
      train(file);
      System.out.printf(
          Locale.ROOT,
          "%-32s %6.2f s%n",
          "read, fitted, trained an epoch",
          (System.nanoTime() - before) / 1e9);
    } finally {
      Files.delete(file);
    }
  }

  private static void write(Path file) throws IOException {
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int c = 0; c < COLUMNS; c++) {
        out.append(c == 0 ? "" : ",").append("c" + c);
      }
      for (int row = 0; row < ROWS; row++) {
        for (int c = 0; c < COLUMNS; c++) {
          out.append(c == 0 ? "\n" : ",").append(cell(c, random));
        }
      }
    }
  }

  private static String cell(int c, Random random) {
    if (c < NUMBERS) {
      return c % 2 == 0
          ? String.format(Locale.ROOT, "%.4f", random.nextGaussian() * 100)
          : Integer.toString(random.nextInt(10_000));
    }
    if (c < WORDS - 2) {
      return "level" + random.nextInt(20);
    }
    return c < WORDS
        ? Boolean.toString(random.nextBoolean())
        : "2024-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10);
  }

  private static Object strings(Path file) throws Exception {
    long letters = 0;
    try (Reader text = Files.newBufferedReader(file)) {
      CsvReader<String[]> reader = StringArrayCsvReader.builder().build(text);
      for (String[] row = reader.next(); row != null; row = reader.next()) {
        letters += row[3].length();
      }
    }
    return letters;
  }

  private static Object columns(Path file) throws Exception {
    double[][] columns = new double[COLUMNS][ROWS];
    List<Map<String, Integer>> codes = new ArrayList<>();
    for (int c = 0; c < COLUMNS; c++) {
      codes.add(new HashMap<>());
    }
    try (Reader text = Files.newBufferedReader(file)) {
      CsvReader<String[]> reader = StringArrayCsvReader.builder().build(text);
      String[] row = reader.next();
      int at = 0;
      for (row = reader.next(); row != null; row = reader.next()) {
        for (int c = 0; c < COLUMNS; c++) {
          Map<String, Integer> known = codes.get(c);
          columns[c][at] =
              c < NUMBERS
                  ? Double.parseDouble(row[c])
                  : known.computeIfAbsent(row[c], word -> known.size());
        }
        at++;
      }
    }
    return columns;
  }

  private static void train(Path file) throws IOException {
    List<Table> parts = Table.csv(file).split(Key.of(1), 0.8, 0.2);
    Features features = Recipe.predicting("c27").fit(parts.get(0));
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(features.width(), 64), Activation.relu(), Dense.of(64, 1)));
    Trainer<Sequential> trainer =
        Trainer.of(
                model,
                (net, batch, pass) ->
                    Losses.binaryCrossEntropyWithLogits(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, AdamW.of(1e-3, 1e-4)))
            .build();
    result =
        trainer.train(
            features.examples(parts.get(0)),
            Batching.of(256),
            Limit.epochs(1),
            trainer.start(Key.of(2)));
  }
}
