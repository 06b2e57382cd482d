package dev.wengert.gradcheck.assertj;

import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a gradient check found out. */
public final class ReportAssert extends AbstractAssert<ReportAssert, Report> {

  ReportAssert(Report actual) {
    super(actual, ReportAssert.class);
  }

  /** Requires that each derivative was found right. */
  public ReportAssert areCorrect() {
    isNotNull();
    if (!actual.isCorrect()) {
      failWithMessage("Expected right gradients, but:%n%s", actual);
    }
    return this;
  }

  /** Requires the worst verdict among the findings. */
  public ReportAssert haveVerdict(Verdict expected) {
    isNotNull();
    if (actual.verdict() != expected) {
      failWithMessage("Expected the verdict %s, but:%n%s", expected, actual);
    }
    return this;
  }

  /** Requires the verdict on one input. */
  public ReportAssert haveVerdict(String input, Verdict expected) {
    isNotNull();
    if (actual.finding(input).verdict() != expected) {
      failWithMessage("Expected the verdict %s on %s, but:%n%s", expected, input, actual);
    }
    return this;
  }

  /** Requires that the check would have seen an error of a relative size in an input's gradient. */
  public ReportAssert resolve(String input, double relative) {
    isNotNull();
    double resolution = actual.finding(input).resolution();
    if (!(resolution <= relative)) {
      failWithMessage(
          "Expected that errors of %s in the gradient of %s would be seen, but the resolution is"
              + " %s:%n%s",
          relative, input, resolution, actual);
    }
    return this;
  }

  /** Requires a part of the hint about one input. */
  public ReportAssert hint(String input, String part) {
    isNotNull();
    String hint = actual.finding(input).hint();
    if (!hint.contains(part)) {
      failWithMessage("Expected a hint with <%s> about %s, but it is <%s>", part, input, hint);
    }
    return this;
  }
}
