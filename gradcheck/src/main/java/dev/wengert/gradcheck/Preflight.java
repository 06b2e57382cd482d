package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What must hold before a derivative can be looked at: the function gives the same finite answer
 * each time and leaves its inputs alone.
 */
final class Preflight {

  private static final int RUNS = 3;

  private final Subject subject;

  Preflight(Subject subject) {
    this.subject = subject;
  }

  /** Returns what is wrong; null if all is well. */
  @Nullable Finding run() {
    ImmutableList<double[]> inputs = subject.values();
    Tensor first = subject.evaluate(-1, new double[0]);
    Preconditions.checkArgument(
        first.dtype().isFloating(),
        "gradcheck: the output has no derivative: it is %s; return a FLOAT32 or FLOAT64 tensor",
        first.spec());
    double[] values = first.toDoubleArray();
    for (int i = 1; i < RUNS; i++) {
      Tensor again = subject.evaluate(-1, new double[0]);
      if (!again.spec().equals(first.spec())) {
        return global(
            Verdict.NONDETERMINISTIC,
            "the output is " + first.spec() + " at the first call and " + again.spec() + " later");
      }
      int place = Arrays.mismatch(values, again.toDoubleArray());
      if (place >= 0) {
        return global(
            Verdict.NONDETERMINISTIC,
            "out"
                + Places.of(first.shape(), place)
                + " is "
                + values[place]
                + " at the first call and "
                + again.toDoubleArray()[place]
                + " later");
      }
    }
    Finding mutated = mutation(inputs, "the function");
    if (mutated != null) {
      return mutated;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        return global(
            Verdict.UNBOUNDED,
            "out" + Places.of(first.shape(), i) + " is " + values[i] + " at the point itself");
      }
    }
    return null;
  }

  /** Returns a finding if an argument differs from what it was. */
  @Nullable Finding mutation(ImmutableList<double[]> before, String culprit) {
    ImmutableList<double[]> after = subject.values();
    for (int i = 0; i < before.size(); i++) {
      int place = Arrays.mismatch(before.get(i), after.get(i));
      if (place >= 0) {
        Argument argument = subject.arguments().get(i);
        Shape shape = argument.value().shape();
        return Finding.of(
            Aspect.PREFLIGHT,
            argument.name(),
            shape,
            Verdict.MUTATES_INPUT,
            culprit
                + " changed "
                + argument.name()
                + Places.of(shape, place)
                + " from "
                + before.get(i)[place]
                + " to "
                + after.get(i)[place],
            subject.evaluations());
      }
    }
    return null;
  }

  private Finding global(Verdict verdict, String detail) {
    return Finding.of(
        Aspect.PREFLIGHT, "all inputs", Shape.SCALAR, verdict, detail, subject.evaluations());
  }
}
