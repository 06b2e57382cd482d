package dev.wengert.gradcheck.verdict;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.ReplayException;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Places;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.State;
import dev.wengert.gradcheck.point.Subject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What must hold before a derivative can be looked at: the function and its pullback give the same
 * finite answer each time, and leave inputs, cotangents and declared state alone.
 */
final class Preflight {

  private static final int RUNS = 3;

  private final Subject subject;
  private final ImmutableList<double[]> inputs;

  Preflight(Subject subject) {
    this.subject = subject;
    this.inputs = subject.values();
  }

  /** Returns what is wrong with the function; null if all is well. */
  @Nullable Finding forward() {
    Tensor first = subject.evaluate();
    Preconditions.checkArgument(
        first.dtype().isFloating(),
        "gradcheck: the output has no derivative: it is %s; return a FLOAT32 or FLOAT64 tensor",
        first.spec());
    double[] values = first.toDoubleArray();
    for (int i = 1; i < RUNS; i++) {
      Tensor again = subject.evaluate();
      if (!again.spec().equals(first.spec())) {
        return global(
            Verdict.NONDETERMINISTIC,
            "the output is " + first.spec() + " at the first call and " + again.spec() + " later");
      }
      double[] repeated = again.toDoubleArray();
      int place = Arrays.mismatch(values, repeated);
      if (place >= 0) {
        return global(
            Verdict.NONDETERMINISTIC,
            "%s is %s at the first call and %s later; draw random numbers from a key"
                .formatted(output(first, place), values[place], repeated[place]));
      }
    }
    Finding changed = changes("the function");
    if (changed != null) {
      return changed;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        return global(
            Verdict.UNBOUNDED,
            "%s is %s at the point itself".formatted(output(first, i), values[i]));
      }
    }
    return null;
  }

  /** Returns what is wrong with the pullback; null if all is well. */
  @Nullable Finding backward(Sights sights) {
    double[] cotangent = sights.cotangent();
    Tensor seed = sights.seed(cotangent);
    double[] given = seed.toDoubleArray();
    ImmutableList<double[]> first;
    try {
      first = sights.gradients(seed);
    } catch (ReplayException e) {
      return global(Verdict.NONDETERMINISTIC, String.valueOf(e.getMessage()));
    }
    int place = Arrays.mismatch(given, seed.toDoubleArray());
    if (place >= 0) {
      return global(
          Verdict.MUTATES_INPUT,
          "the pullback changed its cotangent at %s from %s to %s"
              .formatted(
                  Places.of(seed.shape(), place), given[place], seed.toDoubleArray()[place]));
    }
    Finding changed = changes("the pullback");
    if (changed != null) {
      return changed;
    }
    ImmutableList<double[]> again = sights.gradients(sights.seed(cotangent));
    boolean twice = isTwice(first, again);
    for (int i = 0; i < first.size(); i++) {
      place = Arrays.mismatch(first.get(i), again.get(i));
      if (place >= 0) {
        Argument argument = subject.arguments().get(i);
        return about(
            argument,
            Verdict.NONDETERMINISTIC,
            "the pullback gives %s at %s%s, and %s for the same cotangent again%s"
                .formatted(
                    first.get(i)[place],
                    argument.name(),
                    Places.of(argument.value().shape(), place),
                    again.get(i)[place],
                    twice
                        ? ": each call adds to what the last one left (gradients accumulated in a"
                            + " buffer); begin each at zero"
                        : ": something it draws or keeps changes; draw random numbers from a key,"
                            + " and keep nothing from one call to the next"));
      }
    }
    return null;
  }

  /** Returns whether gradients that differ are twice what they were. */
  private static boolean isTwice(ImmutableList<double[]> first, ImmutableList<double[]> again) {
    for (int i = 0; i < first.size(); i++) {
      double[] once = first.get(i);
      double[] now = again.get(i);
      for (int j = 0; j < once.length && !Arrays.equals(once, now); j++) {
        if (!(Math.abs(now[j] - 2 * once[j]) <= 1e-6 * Math.abs(once[j]))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns a finding if an argument or a declared state is not what it was. */
  @Nullable Finding changes(String culprit) {
    ImmutableList<double[]> now = subject.values();
    for (int i = 0; i < inputs.size(); i++) {
      int place = Arrays.mismatch(inputs.get(i), now.get(i));
      if (place >= 0) {
        Argument argument = subject.arguments().get(i);
        return about(
            argument,
            Verdict.MUTATES_INPUT,
            "%s changed %s%s from %s to %s"
                .formatted(
                    culprit,
                    argument.name(),
                    Places.of(argument.value().shape(), place),
                    inputs.get(i)[place],
                    now.get(i)[place]));
      }
    }
    subject.restore();
    for (State state : subject.states()) {
      int place = state.changed();
      if (place >= 0) {
        return global(
            Verdict.STATEFUL,
            state.isRestored()
                ? state.name() + ": what was given to restore it does not bring it back"
                : culprit + " changed " + state.name() + " at element " + place);
      }
    }
    return null;
  }

  private String output(Tensor value, int flat) {
    return subject.outputs().name(subject.outputs().place(value.shape(), flat));
  }

  private Finding about(Argument argument, Verdict verdict, String detail) {
    return Findings.of(
        Aspect.PREFLIGHT,
        argument.name(),
        argument.value().shape(),
        verdict,
        detail,
        subject.evaluations());
  }

  private Finding global(Verdict verdict, String detail) {
    return Findings.of(
        Aspect.PREFLIGHT, "all inputs", Shape.SCALAR, verdict, detail, subject.evaluations());
  }
}
