package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.ProbeException;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Noise;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import dev.wengert.gradcheck.report.Contents;
import java.util.ArrayList;
import java.util.List;

/** Runs all that is asked for, in the order in which failures make the rest pointless. */
public final class Check {

  private static final double REQUIRED_RESOLUTION = 1e-3;
  private static final double REQUIRED_RESOLUTION_FLOAT32 = 2e-2;

  /** Noise that is such a share of the outputs is not that of FLOAT64. */
  private static final double GRAIN = 1e-9;

  private static final String DETACHED =
      "the first order is right: is something in the pullback detached, or computed from numbers"
          + " instead of tensors?";

  private final Subject subject;
  private final Request request;
  private final Signs signs;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Mode mode = Mode.AUTO;

  private Check(Subject subject, Request request, long seed) {
    this.subject = subject;
    this.request = request;
    this.signs = new Signs(seed);
  }

  public static Contents run(Subject subject, Request request) {
    Check check = new Check(subject, request, request.seed());
    if (request.accuracy() > 0) {
      check.notes.add(
          "accuracy: held to the %s stated, not to what could be measured"
              .formatted(request.accuracy()));
    }
    long evaluations = subject.evaluations();
    if (check.first(false) && request.order() == 2) {
      Subject second = SecondOrder.of(subject, check.signs);
      Check deeper = new Check(second, request, request.seed() + 1);
      deeper.first(true);
      check.notes.addAll(deeper.notes);
      boolean isFirstRight = check.findings.stream().allMatch(f -> f.verdict().isCorrect());
      for (Finding finding : deeper.findings) {
        check.findings.add(
            Findings.withHint(
                Findings.about(Aspect.SECOND_ORDER, finding), isFirstRight ? DETACHED : ""));
      }
      check.findings.add(
          Findings.withHint(
              SecondOrder.symmetry(subject, check.signs), isFirstRight ? DETACHED : ""));
      evaluations += second.evaluations();
    }
    return new Contents(
        ImmutableList.copyOf(check.findings),
        subject.arguments(),
        subject.outputs(),
        request.seed(),
        check.mode,
        ImmutableList.copyOf(check.notes),
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
    Sights sights = sights();
    failure = preflight.backward(sights);
    if (failure != null) {
      findings.add(failure);
      return false;
    }
    Precision precision = precision(sights);
    Laws laws = Laws.check(subject, sights, signs, precision);
    if (laws.isBroken() && isGrained(sights)) {
      precision = precision.ofFloat32();
      laws = Laws.check(subject, sights, signs, precision);
    }
    Effort effort = Effort.of(subject, request.mode(), sights.output().length);
    boolean full = effort.mode() == Mode.FULL;
    mode = effort.mode();
    if (!effort.reason().isEmpty()) {
      notes.add((derived ? "second order: " : "") + effort.reason());
    }
    Sight sight = sights.next();
    List<Integer> withKinks = new ArrayList<>();
    for (int i = 0; i < subject.arguments().size(); i++) {
      Argument argument = subject.arguments().get(i);
      if (!argument.differentiated()) {
        continue;
      }
      String violation = laws.violation(i);
      if (violation != null) {
        findings.add(
            Findings.of(
                Aspect.GRADIENT,
                argument.name(),
                argument.value().shape(),
                Verdict.NON_LINEAR_VJP,
                violation,
                0));
        continue;
      }
      Zero zero = derived ? Zero.USUAL : Zero.SUSPICIOUS;
      if (!derived && request.zeros().contains(argument.name())) {
        zero = Zero.DECLARED;
      }
      InputCheck check =
          new InputCheck(subject, i, sights, signs, precision, laws.rounding(i), zero);
      findings.add(full ? check.full(sight) : check.projected());
      if (check.hasKinks()) {
        withKinks.add(i);
      }
      if (request.taylor() && !derived) {
        findings.add(Taylor.check(subject, i, sight, signs));
      }
    }
    if (!withKinks.isEmpty()) {
      Finding together = new Together(subject, sights, signs, precision, withKinks).check();
      if (together != null) {
        findings.add(together);
      }
    }
    if (request.forward() && !derived) {
      for (Finding finding :
          new ForwardAgainstReverse(subject, sights, sight, signs, precision).check()) {
        boolean isReverseRight =
            findings.stream()
                .anyMatch(
                    f ->
                        f.input().equals(finding.input())
                            && f.aspect() == Aspect.GRADIENT
                            && f.verdict() == Verdict.PASS);
        findings.add(
            Findings.withHint(
                finding,
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

  private Sights sights() {
    double[] output = subject.evaluate().toDoubleArray();
    try {
      return new Sights(subject, subject.vjp(), output, signs);
    } catch (RuntimeException e) {
      throw ProbeException.of("while its gradient was recorded", e);
    }
  }

  private Precision precision(Sights sights) {
    DType dtype = sights.value().dtype();
    double required = request.resolution();
    if (Double.isNaN(required)) {
      required = dtype == DType.FLOAT32 ? REQUIRED_RESOLUTION_FLOAT32 : REQUIRED_RESOLUTION;
    }
    if (Double.isNaN(request.resolution())) {
      required = Math.max(required, 4 * request.accuracy());
    }
    return new Precision(dtype, required, request.accuracy());
  }

  /** Returns whether the function rounds to FLOAT32 or coarser on its way. */
  private boolean isGrained(Sights sights) {
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (subject.arguments().get(i).differentiated()) {
        Site site = new Site(subject, i, sights.output(), sights.cotangent());
        Noise noise = site.noiseAgain(signs, site.noise(signs));
        if (noise.largestRelative(sights.output()) > GRAIN) {
          return true;
        }
      }
    }
    return false;
  }
}
