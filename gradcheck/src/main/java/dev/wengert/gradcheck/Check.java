package dev.wengert.gradcheck;

import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;

/** Runs all that is asked for, in the order in which failures make the rest pointless. */
final class Check {

  private static final long MOST_PROBED_PAIRS = 4096;
  private static final double REQUIRED_RESOLUTION = 1e-3;
  private static final double REQUIRED_RESOLUTION_FLOAT32 = 2e-2;

  /** Noise that is such a share of the outputs is not that of FLOAT64. */
  private static final double GRAIN = 1e-9;

  private final Subject subject;
  private final Settings settings;
  private final Signs signs;
  private final List<Finding> findings = new ArrayList<>();

  private Check(Subject subject, Settings settings, long seed) {
    this.subject = subject;
    this.settings = settings;
    this.signs = new Signs(seed);
  }

  static Report run(Subject subject, Settings settings) {
    Check check = new Check(subject, settings, settings.seed());
    long evaluations = subject.evaluations();
    if (check.first(false) && settings.order() == 2) {
      Subject second = SecondOrder.of(subject, check.signs);
      Check deeper = new Check(second, settings, settings.seed() + 1);
      deeper.first(true);
      for (Finding finding : deeper.findings) {
        check.findings.add(finding.of(Aspect.SECOND_ORDER));
      }
      check.findings.add(SecondOrder.symmetry(subject, check.signs));
      evaluations += second.evaluations();
    }
    return new Report(
        check.findings, subject.arguments(), settings.seed(), evaluations + subject.evaluations());
  }

  /** Checks the gradient; returns whether nothing stood in the way. */
  private boolean first(boolean derived) {
    Preflight preflight = new Preflight(subject);
    Finding failure = preflight.forward();
    if (failure != null) {
      findings.add(failure);
      return false;
    }
    Views views = views();
    failure = preflight.backward(views);
    if (failure != null) {
      findings.add(failure);
      return false;
    }
    Precision precision = precision(views);
    Laws laws = Laws.check(subject, views, signs, precision);
    if (laws.isBroken() && isGrained(views)) {
      precision = precision.ofFloat32();
      laws = Laws.check(subject, views, signs, precision);
    }
    boolean full = isFull(views.output().length);
    View view = views.next();
    List<Integer> withKinks = new ArrayList<>();
    for (int i = 0; i < subject.arguments().size(); i++) {
      Argument argument = subject.arguments().get(i);
      if (!argument.differentiated()) {
        continue;
      }
      String violation = laws.violation(i);
      if (violation != null) {
        findings.add(
            Finding.of(
                Aspect.GRADIENT,
                argument.name(),
                argument.value().shape(),
                Verdict.NON_LINEAR_VJP,
                violation,
                0));
        continue;
      }
      Zero zero = derived ? Zero.USUAL : Zero.SUSPICIOUS;
      if (!derived && settings.zeros().contains(argument.name())) {
        zero = Zero.DECLARED;
      }
      InputCheck check =
          new InputCheck(subject, i, views, signs, precision, laws.rounding(i), zero);
      findings.add(full ? check.full(view) : check.projected());
      if (check.hasKinks()) {
        withKinks.add(i);
      }
      if (settings.taylor() && !derived) {
        findings.add(Taylor.check(subject, i, view, signs));
      }
    }
    if (!withKinks.isEmpty()) {
      Finding together = new Together(subject, views, signs, precision, withKinks).check();
      if (together != null) {
        findings.add(together);
      }
    }
    if (settings.forward() && !derived) {
      findings.addAll(new ForwardAgainstReverse(subject, views, view, signs, precision).check());
    }
    Finding changed = preflight.changes("probing");
    if (changed != null) {
      findings.add(changed);
    }
    return true;
  }

  private Views views() {
    double[] output = subject.evaluate().toDoubleArray();
    try {
      return new Views(subject, subject.vjp(), output, signs);
    } catch (RuntimeException e) {
      throw ProbeException.of("while its gradient was recorded", e);
    }
  }

  private Precision precision(Views views) {
    DType dtype = views.value().dtype();
    double required = settings.resolution();
    if (Double.isNaN(required)) {
      required = dtype == DType.FLOAT32 ? REQUIRED_RESOLUTION_FLOAT32 : REQUIRED_RESOLUTION;
    }
    return new Precision(dtype, required);
  }

  /** Returns whether the function rounds to FLOAT32 or coarser on its way. */
  private boolean isGrained(Views views) {
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (subject.arguments().get(i).differentiated()) {
        Site site = new Site(subject, i, views.output(), views.cotangent());
        Noise noise = site.grained(signs, site.noise(signs));
        if (noise.largestRelative(views.output()) > GRAIN) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isFull(int outputs) {
    long inputs = 0;
    for (Argument argument : subject.arguments()) {
      inputs += argument.differentiated() ? argument.value().size() : 0;
    }
    return switch (settings.mode()) {
      case FULL -> true;
      case PROJECTED -> false;
      case AUTO -> inputs * Math.max(1, outputs) <= MOST_PROBED_PAIRS;
    };
  }
}
