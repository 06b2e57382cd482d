package dev.wengert.gradcheck;

import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;

/** Runs all that is asked for, in the order in which failures make the rest pointless. */
final class Check {

  private static final double REQUIRED_RESOLUTION = 1e-3;
  private static final double REQUIRED_RESOLUTION_FLOAT32 = 2e-2;

  /** Noise that is such a share of the outputs is not that of FLOAT64. */
  private static final double GRAIN = 1e-9;

  private static final String DETACHED =
      "the first order is right: is something in the pullback detached, or computed from numbers"
          + " instead of tensors?";

  private final Subject subject;
  private final Settings settings;
  private final Signs signs;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Mode mode = Mode.AUTO;

  private Check(Subject subject, Settings settings, long seed) {
    this.subject = subject;
    this.settings = settings;
    this.signs = new Signs(seed);
  }

  static Report run(Subject subject, Settings settings) {
    Check check = new Check(subject, settings, settings.seed());
    if (settings.accuracy() > 0) {
      check.notes.add(
          "accuracy: held to the %s stated, not to what could be measured"
              .formatted(settings.accuracy()));
    }
    long evaluations = subject.evaluations();
    if (check.first(false) && settings.order() == 2) {
      Subject second = SecondOrder.of(subject, check.signs);
      Check deeper = new Check(second, settings, settings.seed() + 1);
      deeper.first(true);
      check.notes.addAll(deeper.notes);
      boolean isFirstRight = check.findings.stream().allMatch(f -> f.verdict().isCorrect());
      for (Finding finding : deeper.findings) {
        check.findings.add(finding.of(Aspect.SECOND_ORDER).withHint(isFirstRight ? DETACHED : ""));
      }
      check.findings.add(
          SecondOrder.symmetry(subject, check.signs).withHint(isFirstRight ? DETACHED : ""));
      evaluations += second.evaluations();
    }
    return new Report(
        check.findings,
        subject,
        settings.seed(),
        check.mode,
        check.notes,
        evaluations + subject.evaluations());
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
    Effort effort = Effort.of(subject, settings.mode(), views.output().length);
    boolean full = effort.mode() == Mode.FULL;
    mode = effort.mode();
    if (!effort.reason().isEmpty()) {
      notes.add((derived ? "second order: " : "") + effort.reason());
    }
    View view = views.next();
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
      if (settings.taylor() && !derived) {
        findings.add(Taylor.check(subject, i, view, signs));
      }
    }
    if (settings.forward() && !derived) {
      for (Finding finding : ForwardAgainstReverse.check(subject, view, signs, precision)) {
        boolean isReverseRight =
            findings.stream()
                .anyMatch(
                    f ->
                        f.input().equals(finding.input())
                            && f.aspect() == Aspect.GRADIENT
                            && f.verdict() == Verdict.PASS);
        findings.add(
            finding.withHint(
                isReverseRight
                    ? "reverse mode agrees with differences: forward mode is wrong"
                    : ""));
      }
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
    if (Double.isNaN(settings.resolution())) {
      required = Math.max(required, 4 * settings.accuracy());
    }
    return new Precision(dtype, required, settings.accuracy());
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
}
