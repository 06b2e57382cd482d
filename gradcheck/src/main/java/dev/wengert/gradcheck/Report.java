package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.report.Contents;
import dev.wengert.gradcheck.report.ReportHtml;
import dev.wengert.gradcheck.report.ReportJson;
import dev.wengert.gradcheck.report.ReportText;

/** All that one check found out. */
public final class Report {

  private final Contents contents;

  Report(Contents contents) {
    this.contents = contents;
  }

  /** Returns the findings, one a derivative. */
  public ImmutableList<Finding> findings() {
    return contents.findings();
  }

  /**
   * Returns the first finding about an input: as a rule that about its gradient.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Finding finding(String input) {
    for (Finding finding : findings()) {
      if (finding.input().equals(input)) {
        return finding;
      }
    }
    throw new IllegalArgumentException(
        "report: no finding about " + input + "; there are " + names());
  }

  /**
   * Returns the finding about an aspect of the derivative with respect to an input.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Finding finding(Aspect aspect, String input) {
    for (Finding finding : findings()) {
      if (finding.input().equals(input) && finding.aspect() == aspect) {
        return finding;
      }
    }
    throw new IllegalArgumentException(
        "report: no finding about " + aspect + " of " + input + "; there are " + names());
  }

  /**
   * Returns what there is to know about the whole check: that directions were probed because all
   * elements would have taken too long, or that only a stated accuracy was asked for.
   */
  public ImmutableList<String> notes() {
    return contents.notes();
  }

  /**
   * Returns how elements were probed: FULL or PROJECTED, as asked for or as chosen; AUTO where the
   * check ended before that.
   */
  public Mode mode() {
    return contents.mode();
  }

  private ImmutableList<String> names() {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (Finding finding : findings()) {
      names.add(finding.input());
    }
    return names.build();
  }

  /** Returns the worst verdict among the findings. */
  public Verdict verdict() {
    return contents.verdict();
  }

  /** Returns whether each derivative was found right. */
  public boolean isCorrect() {
    return verdict().isCorrect();
  }

  /** Returns the seed of the random cotangents and directions. */
  public long seed() {
    return contents.seed();
  }

  /** Returns how often the function was evaluated. */
  public long evaluations() {
    return contents.evaluations();
  }

  /**
   * Returns Java code that runs this check again: the inputs as hexadecimal literals, which are
   * exact, the seed, and the mode that was chosen.
   */
  public String reproduction() {
    return contents.reproduction();
  }

  /**
   * Throws unless each derivative was found right.
   *
   * @throws GradientError of the class that belongs to the verdict
   */
  public void assertCorrect() {
    if (!isCorrect()) {
      throw GradientError.of(this);
    }
  }

  /**
   * Returns {@code ||g - n|| / (||g|| + ||n||)} over all derivatives that were measured: the number
   * that textbooks compare with 1e-7.
   *
   * <p>One number for all hides a small wrong block beside a large right one; no verdict rests on
   * it.
   */
  public double relativeDifference() {
    return contents.relativeDifference();
  }

  /** Returns the report as JSON: all that was measured, and the inputs as hexadecimal numbers. */
  public String toJson() {
    return ReportJson.of(contents);
  }

  /**
   * Returns the report as one HTML page that needs nothing else: for each derivative the signed
   * errors as a map, and the error of the worst against the step.
   */
  public String toHtml() {
    return ReportHtml.of(contents);
  }

  /** Returns the report as text: a line for each derivative that is right, more for the others. */
  @Override
  public String toString() {
    return ReportText.of(contents);
  }
}
