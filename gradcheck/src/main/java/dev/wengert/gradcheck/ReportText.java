package dev.wengert.gradcheck;

import java.util.Locale;

/** Writes a report as text. */
final class ReportText {

  private ReportText() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : report.findings()) {
      write(text, finding);
    }
    if (!report.isCorrect()) {
      text.append("  reproduce: seed 0x").append(Long.toHexString(report.seed())).append('\n');
    }
    return text.toString();
  }

  private static void write(StringBuilder text, Finding finding) {
    text.append(finding.verdict()).append("  ").append(subject(finding));
    if (finding.verdict() == Verdict.PASS) {
      Measurement worst = finding.worst();
      if (worst != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "   resolution %.1e, %s, %d evaluations",
                finding.resolution(),
                finding.mode(),
                finding.evaluations()));
      }
      if (!finding.detail().isEmpty()) {
        text.append("   ").append(finding.detail());
      }
      text.append('\n');
      return;
    }
    if (finding.place() != null) {
      text.append("   worst at ").append(finding.place());
    } else if (finding.mode() == Mode.PROJECTED) {
      text.append("   along a random direction");
    }
    text.append('\n');
    text.append("  ").append(finding.verdict().meaning()).append('\n');
    if (!finding.detail().isEmpty()) {
      text.append("  ").append(finding.detail()).append('\n');
    }
    Measurement worst = finding.worst();
    if (worst != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "  analytic %.10g   numeric %.10g +- %.1e   relative %.2g (%.2g ulps)%n",
              worst.analytic(),
              worst.numeric(),
              worst.bar(),
              worst.relativeError(),
              worst.ulps()));
    }
  }

  private static String subject(Finding finding) {
    return switch (finding.aspect()) {
      case PREFLIGHT -> finding.input();
      case GRADIENT -> "d out / d " + finding.input();
    };
  }
}
