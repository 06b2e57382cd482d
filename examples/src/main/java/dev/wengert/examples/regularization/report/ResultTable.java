package dev.wengert.examples.regularization.report;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/**
 * The results as aligned text: a line for each variant with its accuracy on the training set, on
 * examples that were held out of it, and on the test set, each with its sampling error; its final
 * cost and its diagnosis.
 */
public final class ResultTable {

  private static final ImmutableList<String> HEADER =
      ImmutableList.of(
          "variant", "train accuracy", "dev accuracy", "test accuracy", "final cost", "diagnosis");
  private static final String GAP = "   ";

  private ResultTable() {}

  /** Returns the table, header first, one string a line. */
  public static ImmutableList<String> lines(List<VariantResult> results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    rows.add(HEADER);
    for (VariantResult result : results) {
      rows.add(
          ImmutableList.of(
              result.trained().variant().toString(),
              result.training(),
              result.dev(),
              result.test(),
              String.format(Locale.ROOT, "%.6f", result.trained().costs().finalCost()),
              result.finding()));
    }
    return align(rows.build());
  }

  /** Returns a share in percent with two decimals. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  /** Returns a share of n examples in percent with its sampling error in points. */
  static String percent(double share, int n) {
    return String.format(
        Locale.ROOT, "%.2f%% +- %.1f", 100 * share, 100 * SamplingError.of(share, n));
  }

  /** Returns a number to three digits, without needless zeros. */
  static String plain(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static ImmutableList<String> align(List<ImmutableList<String>> rows) {
    int[] widths = new int[HEADER.size()];
    for (ImmutableList<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    for (ImmutableList<String> row : rows) {
      StringBuilder line = new StringBuilder(Strings.padEnd(row.get(0), widths[0], ' '));
      for (int column = 1; column < widths.length - 1; column++) {
        line.append(GAP).append(Strings.padStart(row.get(column), widths[column], ' '));
      }
      line.append(GAP).append(row.getLast());
      lines.add(line.toString());
    }
    return lines.build();
  }
}
