package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes findings, and others from them. */
final class Findings {

  private Findings() {}

  /** Returns a finding for which nothing was measured. */
  static Finding of(
      Aspect aspect, String input, Shape shape, Verdict verdict, String detail, long evaluations) {
    return of(aspect, input, shape, verdict, null, detail, evaluations);
  }

  /** Returns a finding of one measurement that belongs to no element. */
  static Finding of(
      Aspect aspect,
      String input,
      Shape shape,
      Verdict verdict,
      @Nullable Measurement measurement,
      String detail,
      long evaluations) {
    return new Finding(
        aspect,
        input,
        shape,
        verdict,
        Mode.AUTO,
        null,
        null,
        measurement,
        Comparison.of(List.of()),
        Double.NaN,
        ImmutableList.of(),
        detail,
        "",
        evaluations);
  }

  /**
   * Returns a finding with another hint, if it says that something is wrong; that a derivative is
   * zero everywhere stays.
   */
  static Finding withHint(Finding finding, String more) {
    if (finding.verdict() != Verdict.WRONG || more.isEmpty()) {
      return finding;
    }
    boolean isZero = finding.hint().startsWith("the gradient is zero");
    return with(finding, finding.aspect(), isZero ? finding.hint() + "; " + more : more);
  }

  /** Returns a finding about another aspect. */
  static Finding about(Aspect aspect, Finding finding) {
    return with(finding, aspect, finding.hint());
  }

  private static Finding with(Finding finding, Aspect aspect, String hint) {
    return new Finding(
        aspect,
        finding.input(),
        finding.shape(),
        finding.verdict(),
        finding.mode(),
        finding.place(),
        finding.output(),
        finding.worst(),
        finding.comparison(),
        finding.resolution(),
        finding.ladder(),
        finding.detail(),
        hint,
        finding.evaluations());
  }
}
