package dev.wengert.examples.table;

import com.google.common.base.Joiner;
import dev.wengert.Key;
import dev.wengert.nn.data.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Random;

/**
 * Customers of a company that does not exist, as its systems export them: with empty cells, a rare
 * tariff, an identifier, and a remark that nobody can learn from.
 *
 * <p>The risk to leave is the logistic function of a sum: it grows with the price and with calls to
 * support, falls with age and with the length of the contract, and is higher on monthly terms.
 */
final class Customers {

  private static final String[] CITIES = {"Bonn", "Ghent", "Graz", "Lyon", "Porto", "Turku"};
  private static final String[] TARIFFS = {"basic", "plus", "pro"};
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

  private final Random random;

  private Customers(long seed) {
    // Seeds that are close give customers that are not.
    this.random = new Random(Key.of(seed).bits().toIntArray()[0]);
  }

  /** Returns a file of customers, with a header. */
  static String csv(int rows, long seed) {
    Customers customers = new Customers(seed);
    StringBuilder text = new StringBuilder();
    text.append("customer,age,city,tariff,price,since,calls,monthly,remark,left\n");
    for (int i = 0; i < rows; i++) {
      customers.append(text, i);
    }
    return text.toString();
  }

  /** Returns the table of customers in such a file. */
  static Table table(String csv) {
    try {
      return Table.reader().csv(csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(StringBuilder text, int number) {
    int age = 18 + random.nextInt(65);
    String tariff = random.nextInt(400) == 0 ? "founder" : TARIFFS[random.nextInt(TARIFFS.length)];
    double price = 8 + Math.exp(3 * random.nextDouble());
    int days = random.nextInt(3000);
    int calls = (int) (-1.5 * Math.log(1 - random.nextDouble()));
    boolean isMonthly = random.nextInt(3) == 0;
    double risk =
        -4.5 + 0.1 * price + 0.8 * calls - 0.02 * age - days / 1500.0 + (isMonthly ? 1.5 : 0);
    boolean hasLeft = random.nextDouble() < 1 / (1 + Math.exp(-risk));
    Joiner.on(',')
        .appendTo(
            text,
            "C" + (100_000 + number),
            random.nextInt(12) == 0 ? "" : age,
            CITIES[random.nextInt(CITIES.length)],
            tariff,
            String.format(Locale.ROOT, "%.2f", price),
            TODAY.minusDays(days),
            random.nextInt(20) == 0 ? "NA" : calls,
            isMonthly ? "yes" : "no",
            "\"called, said \"\"" + random.nextInt(1_000_000) + "\"\"\"",
            hasLeft ? "yes" : "no");
    text.append('\n');
  }
}
