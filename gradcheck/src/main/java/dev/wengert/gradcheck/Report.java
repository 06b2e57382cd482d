package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** All that one check found out. */
public final class Report {

  private final ImmutableList<Finding> findings;
  private final ImmutableList<Argument> arguments;
  private final Layout layout;
  private final long seed;
  private final Mode mode;
  private final ImmutableList<String> notes;
  private final long evaluations;

  Report(
      List<Finding> findings,
      Subject subject,
      long seed,
      Mode mode,
      List<String> notes,
      long evaluations) {
    this.findings = ImmutableList.copyOf(findings);
    this.arguments = subject.arguments();
    this.layout = subject.layout();
    this.seed = seed;
    this.mode = mode;
    this.notes = ImmutableList.copyOf(notes);
    this.evaluations = evaluations;
  }

  /** Returns the findings, one a derivative. */
  public ImmutableList<Finding> findings() {
    return findings;
  }

  /**
   * Returns the first finding about an input: as a rule that about its gradient.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Finding finding(String input) {
    for (Finding finding : findings) {
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
    for (Finding finding : findings) {
      if (finding.input().equals(input) && finding.aspect() == aspect) {
        return finding;
      }
    }
    throw new IllegalArgumentException(
        "report: no finding about " + aspect + " of " + input + "; there are " + names());
  }

  ImmutableList<Argument> arguments() {
    return arguments;
  }

  Layout layout() {
    return layout;
  }

  /**
   * Returns what there is to know about the whole check: that directions were probed because all
   * elements would have taken too long, or that only a stated accuracy was asked for.
   */
  public ImmutableList<String> notes() {
    return notes;
  }

  /**
   * Returns how elements were probed: FULL or PROJECTED, as asked for or as chosen; AUTO where the
   * check ended before that.
   */
  public Mode mode() {
    return mode;
  }

  private ImmutableList<String> names() {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (Finding finding : findings) {
      names.add(finding.input());
    }
    return names.build();
  }

  /** Returns the worst verdict among the findings. */
  public Verdict verdict() {
    Verdict worst = Verdict.PASS;
    for (Finding finding : findings) {
      worst = worst.or(finding.verdict());
    }
    return worst;
  }

  /** Returns whether each derivative was found right. */
  public boolean isCorrect() {
    return verdict().isCorrect();
  }

  /** Returns the seed of the random cotangents and directions. */
  public long seed() {
    return seed;
  }

  /** Returns how often the function was evaluated. */
  public long evaluations() {
    return evaluations;
  }

  /**
   * Returns Java code that runs this check again: the inputs as hexadecimal literals, which are
   * exact, the seed, and the mode that was chosen.
   */
  public String reproduction() {
    return Reproduction.of(arguments, seed, mode);
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
    double difference = 0;
    double analytic = 0;
    double numeric = 0;
    for (Finding finding : findings) {
      Comparison values = finding.comparison();
      for (int i = 0; i < values.size(); i++) {
        difference += values.error(i) * values.error(i);
        analytic += values.analytic(i) * values.analytic(i);
        numeric += values.numeric(i) * values.numeric(i);
      }
    }
    return difference == 0 ? 0 : Math.sqrt(difference) / (Math.sqrt(analytic) + Math.sqrt(numeric));
  }

  /** Returns the report as JSON: all that was measured, and the inputs as hexadecimal numbers. */
  public String toJson() {
    return ReportJson.of(this);
  }

  /**
   * Returns the report as one HTML page that needs nothing else: for each derivative the signed
   * errors as a map, and the error of the worst against the step.
   */
  public String toHtml() {
    return ReportHtml.of(this);
  }

  /** Returns the report as text: a line for each derivative that is right, more for the others. */
  @Override
  public String toString() {
    return ReportText.of(this);
  }
}
