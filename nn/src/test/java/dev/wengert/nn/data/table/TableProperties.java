package dev.wengert.nn.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is written is read back. */
class TableProperties {

  private static final String[] PIECES = {
    "a", "B", " ", ",", ";", "\"", "\n", "\r\n", "NA", "null", "1", "1,5", "é", "\t", "😀", "true",
  };

  private static <T> @Nullable T orMissing(Random random, Supplier<T> value) {
    return random.nextInt(5) == 0 ? null : value.get();
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      word.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return word.toString();
  }

  private static Table random(Random random) {
    int rows = random.nextInt(600);
    double[] numbers = new double[rows];
    String[] words = new String[rows];
    Boolean[] answers = new Boolean[rows];
    LocalDateTime[] dates = new LocalDateTime[rows];
    boolean hasTimes = random.nextBoolean();
    for (int i = 0; i < rows; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      numbers[i] = Double.isFinite(number) && random.nextInt(4) > 0 ? number : random.nextInt(9);
      numbers[i] = random.nextInt(5) == 0 ? Double.NaN : numbers[i];
      words[i] = orMissing(random, () -> word(random));
      answers[i] = orMissing(random, random::nextBoolean);
      LocalDateTime day = LocalDateTime.of(1 + random.nextInt(9998), 1, 1, 0, 0);
      long millis = hasTimes ? random.nextInt(86_400_000) : 0;
      dates[i] =
          orMissing(random, () -> day.plusDays(random.nextInt(365)).plusNanos(millis * 1_000_000));
    }
    ImmutableMap<String, Column> all =
        ImmutableMap.of(
            "number", Column.numbers(numbers),
            " a word, \"quoted\"", Column.categories(words),
            "answer", Column.booleans(answers),
            "date\nof", Column.dates(dates));
    if (random.nextInt(4) == 0) {
      return Table.of(ImmutableMap.copyOf(List.of(all.entrySet().asList().get(random.nextInt(4)))));
    }
    return Table.of(all);
  }

  @Property(tries = 60, seed = "20261129")
  void aTableIsReadBack(@ForAll long seed) throws IOException {
    Table table = random(new Random(seed));
    Path file = Files.createTempFile("table", ".csv");
    try {
      table.writeCsv(file);
      Table read = Table.reader(table).csv(file);
      assertThat(read.rows()).isEqualTo(table.rows());
      assertThat(read.columns()).isEqualTo(table.columns());
      assertThat(read.columns().keySet().asList()).isEqualTo(table.columns().keySet().asList());
    } finally {
      Files.delete(file);
    }
  }
}
