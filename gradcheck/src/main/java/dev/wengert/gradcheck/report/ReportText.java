package dev.wengert.gradcheck.report;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Outputs;
import java.util.Locale;

/** Writes a report as text. */
public final class ReportText {

  /** Longer reproductions are left to {@code report.reproduction()}. */
  private static final int LONGEST_REPRODUCTION = 2000;

  private ReportText() {}

  public static String of(Contents report) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : report.findings()) {
      write(text, finding, report.outputs());
    }
    for (String note : report.notes()) {
      line(text, "note: ", note);
    }
    if (!report.verdict().isCorrect()) {
      reproduction(text, report);
    }
    return text.toString();
  }

  private static void reproduction(StringBuilder text, Contents report) {
    int elements = 0;
    for (Argument argument : report.arguments()) {
      elements += argument.value().size();
    }
    String code = elements > LONGEST_REPRODUCTION ? "" : report.reproduction();
    text.append("  reproduce: seed 0x").append(Long.toHexString(report.seed()));
    if (code.isEmpty() || code.length() > LONGEST_REPRODUCTION) {
      text.append("; the inputs are long, report.reproduction() returns them\n");
    } else {
      text.append('\n').append(code.indent(4));
    }
  }

  private static void write(StringBuilder text, Finding finding, Outputs outputs) {
    text.append(finding.verdict()).append("  ").append(subject(finding));
    if (finding.verdict().isCorrect()) {
      correct(text, finding);
      return;
    }
    ImmutableIntArray place = finding.place();
    if (place != null) {
      text.append("   worst at ").append(place);
      ImmutableIntArray output = finding.output();
      if (output != null) {
        text.append("   (").append(outputs.name(output)).append(" contributes most)");
      }
    } else if (finding.mode() == Mode.PROJECTED) {
      text.append("   along a random direction");
    }
    if (finding.mode() == Mode.PROJECTED) {
      text.append("   PROJECTED");
    }
    text.append("\n  ").append(finding.verdict().meaning()).append('\n');
    line(text, "", finding.detail());
    Measurement worst = finding.worst();
    if (worst != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "  analytic %.10g   numeric %.10g +- %.1e   relative %.2g (%.2g ulps)\n",
              worst.analytic(),
              worst.numeric(),
              worst.bar(),
              worst.relativeError(),
              worst.ulps()));
    }
    line(text, "hint: ", finding.hint());
  }

  private static void correct(StringBuilder text, Finding finding) {
    if (finding.resolution() > 0) {
      text.append(String.format(Locale.ROOT, "   resolution %.1e", finding.resolution()));
    }
    if (finding.mode() != Mode.AUTO) {
      text.append(", ").append(finding.mode());
      text.append(", ").append(finding.evaluations()).append(" evaluations");
    }
    if (!finding.detail().isEmpty()) {
      text.append("   ").append(finding.detail());
    }
    text.append('\n');
  }

  private static void line(StringBuilder text, String label, String content) {
    if (!content.isEmpty()) {
      text.append("  ").append(label).append(content).append('\n');
    }
  }

  /** Returns what a finding is about. */
  static String subject(Finding finding) {
    return switch (finding.aspect()) {
      case PREFLIGHT -> finding.input();
      case GRADIENT -> "d out / d " + finding.input();
      case FORWARD_MODE -> "forward mode along " + finding.input();
      case SECOND_ORDER -> "d gradient / d " + finding.input();
      case SYMMETRY -> "symmetry of the second derivative";
      case TAYLOR -> "Taylor remainder along " + finding.input();
    };
  }
}
