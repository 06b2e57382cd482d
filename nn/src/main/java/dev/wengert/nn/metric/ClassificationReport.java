package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import com.google.common.base.Strings;
import dev.wengert.nn.metric.ConfusionMatrix.Averaging;
import java.util.Locale;

/** The figures of each class and their means as text, laid out as scikit-learn does. */
final class ClassificationReport {

  private static final String WEIGHTED = "weighted avg";

  private final ConfusionMatrix matrix;
  private final String[] names;
  private final StringBuilder text = new StringBuilder();
  private final int width;
  private double precision;
  private double recall;
  private double f1;

  private ClassificationReport(ConfusionMatrix matrix, String... names) {
    this.matrix = matrix;
    this.names = names;
    int longest = WEIGHTED.length();
    for (int c = 0; c < matrix.classes(); c++) {
      longest = matrix.isSeen(c) ? Math.max(longest, name(c).length()) : longest;
    }
    this.width = longest;
  }

  static String of(ConfusionMatrix matrix, String... names) {
    Preconditions.checkArgument(
        names.length == 0 || names.length == matrix.classes(),
        "confusionMatrix: %s names for %s classes; give one for each, or none",
        names.length,
        matrix.classes());
    Preconditions.checkArgument(
        matrix.total() > 0, "confusionMatrix: nothing was taken in; update it with a batch first");
    return new ClassificationReport(matrix, names).print();
  }

  private String name(int c) {
    return names.length == 0 ? Integer.toString(c) : names[c];
  }

  private String print() {
    text.append(" ".repeat(width))
        .append(
            String.format(
                Locale.ROOT,
                "  %9s %9s %9s %9s\n\n",
                "precision",
                "recall",
                "f1-score",
                "support"));
    for (int c = 0; c < matrix.classes(); c++) {
      if (matrix.isSeen(c)) {
        long support = matrix.occurred(c);
        row(name(c), matrix.precision(c), matrix.recall(c), matrix.f1(c), support);
        double share = (double) support / matrix.total();
        precision += share * matrix.precision(c);
        recall += share * matrix.recall(c);
        f1 += share * matrix.f1(c);
      }
    }
    text.append(
        String.format(
            Locale.ROOT,
            "\n%s  %9s %9s %9.2f %9d\n",
            pad("accuracy"),
            "",
            "",
            matrix.accuracy(),
            matrix.total()));
    Averaging macro = Averaging.MACRO;
    row(
        "macro avg",
        matrix.precision(macro),
        matrix.recall(macro),
        matrix.f1(macro),
        matrix.total());
    row(WEIGHTED, precision, recall, f1, matrix.total());
    return text.toString();
  }

  private void row(String name, double p, double r, double f, long support) {
    text.append(
        String.format(Locale.ROOT, "%s  %9.2f %9.2f %9.2f %9d\n", pad(name), p, r, f, support));
  }

  private String pad(String name) {
    return Strings.padStart(name, width, ' ');
  }
}
