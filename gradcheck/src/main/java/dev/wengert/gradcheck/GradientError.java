package dev.wengert.gradcheck;

/**
 * Thrown when a derivative was not found right; one class a {@link Verdict}, so that a tool which
 * looks for the same failure again (a shrinking property, say) does not drift to another.
 */
public abstract sealed class GradientError extends AssertionError {

  private static final long serialVersionUID = 1;

  /** What was found; an error that was read back from a stream has none. */
  private final transient Report report;

  private GradientError(Report report) {
    super(report.toString());
    this.report = report;
  }

  /** Returns all that the check found. */
  public Report report() {
    return report;
  }

  /** Returns the error of a report whose verdict is not correct. */
  static GradientError of(Report report) {
    return switch (report.verdict()) {
      case WRONG -> new Wrong(report);
      case KINK_WRONG -> new Kink(report);
      case NON_LINEAR_VJP -> new NonLinearVjp(report);
      case MUTATES_INPUT -> new MutatesInput(report);
      case STATEFUL -> new Stateful(report);
      case NONDETERMINISTIC -> new Nondeterministic(report);
      case DISCONTINUOUS -> new Discontinuous(report);
      case UNBOUNDED -> new Unbounded(report);
      case INCONCLUSIVE -> new Inconclusive(report);
      case ILL_CONDITIONED -> new IllConditioned(report);
      case VACUOUS -> new Vacuous(report);
      case PASS, BOUNDARY, KINK_OK ->
          throw new IllegalArgumentException("the report is correct: " + report.verdict());
    };
  }

  /** Thrown for {@link Verdict#WRONG}. */
  public static final class Wrong extends GradientError {
    private static final long serialVersionUID = 1;

    private Wrong(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#KINK_WRONG}. */
  public static final class Kink extends GradientError {
    private static final long serialVersionUID = 1;

    private Kink(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#NON_LINEAR_VJP}. */
  public static final class NonLinearVjp extends GradientError {
    private static final long serialVersionUID = 1;

    private NonLinearVjp(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#MUTATES_INPUT}. */
  public static final class MutatesInput extends GradientError {
    private static final long serialVersionUID = 1;

    private MutatesInput(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#STATEFUL}. */
  public static final class Stateful extends GradientError {
    private static final long serialVersionUID = 1;

    private Stateful(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#NONDETERMINISTIC}. */
  public static final class Nondeterministic extends GradientError {
    private static final long serialVersionUID = 1;

    private Nondeterministic(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#DISCONTINUOUS}. */
  public static final class Discontinuous extends GradientError {
    private static final long serialVersionUID = 1;

    private Discontinuous(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#UNBOUNDED}. */
  public static final class Unbounded extends GradientError {
    private static final long serialVersionUID = 1;

    private Unbounded(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#INCONCLUSIVE}. */
  public static final class Inconclusive extends GradientError {
    private static final long serialVersionUID = 1;

    private Inconclusive(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#ILL_CONDITIONED}. */
  public static final class IllConditioned extends GradientError {
    private static final long serialVersionUID = 1;

    private IllConditioned(Report report) {
      super(report);
    }
  }

  /** Thrown for {@link Verdict#VACUOUS}. */
  public static final class Vacuous extends GradientError {
    private static final long serialVersionUID = 1;

    private Vacuous(Report report) {
      super(report);
    }
  }
}
