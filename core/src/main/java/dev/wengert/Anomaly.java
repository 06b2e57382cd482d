package dev.wengert;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The observer that looks at every result for the first NaN or infinity that was not among the
 * operation's inputs.
 *
 * <p>It stands outside the tapes that are made within it, so it sees their backward walks too. A
 * tape hands it each pullback, so that an operation of a backward walk can be laid to the forward
 * operation, and the line, that it belongs to.
 */
final class Anomaly extends Trace {

  /** The packages whose frames are this library's own; the line sought is the first outside. */
  private static final ImmutableSet<String> OWN =
      ImmutableSet.of(
          "dev.wengert",
          "dev.wengert.array",
          "dev.wengert.kernel",
          "dev.wengert.io",
          "dev.wengert.ops",
          "dev.wengert.program",
          "dev.wengert.nn",
          "dev.wengert.nn.layer",
          "dev.wengert.nn.optim",
          "dev.wengert.nn.train",
          "dev.wengert.nn.data");

  private static final StackWalker STACK = StackWalker.getInstance();

  /** The forward operation whose pullback runs; null during a forward computation. */
  private @Nullable String pulled;

  /** The line that recorded it. */
  private String origin = "";

  /** Returns the observer that sees what happens to a tensor, under whatever other traces. */
  static @Nullable Anomaly below(Tensor tensor) {
    for (Tensor t = tensor; t != null; t = t.valueIfKnown()) {
      if (t.trace() instanceof Anomaly anomaly) {
        return anomaly;
      }
    }
    return null;
  }

  Tensor observe(Tensor tensor) {
    return lift(tensor, null);
  }

  Tensor unobserved(Tensor tensor) {
    return lower(leave(tensor));
  }

  /** The walk of a tape around the observer is observed too. */
  @Override
  @Nullable Tensor[] pullThrough(Tape tape, Tensor output, Tensor cotangent) {
    return tape.pull(lower(output), owns(cotangent) ? cotangent : observe(cotangent));
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] lowered = new Tensor[inputs.length];
    Arrays.setAll(lowered, i -> lower(inputs[i]));
    Tensor[] outputs = primitive.applyAll(lowered);
    Tensor[] observed = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      String fault = fault(outputs[i]);
      if (fault != null && allFinite(lowered)) {
        throw new ArithmeticException(report(primitive, fault, lowered));
      }
      observed[i] = observe(outputs[i]);
    }
    return observed;
  }

  /**
   * Returns a pullback that says, while it runs, which operation it belongs to. What is recorded
   * while a pullback runs, by a tape around that one's, belongs to the line of its forward
   * operation.
   */
  Pullback attributed(Primitive primitive, Pullback pullback) {
    String line = pulled == null ? userLine() : origin;
    return cotangents -> {
      String before = pulled;
      String beforeOrigin = origin;
      pulled = primitive.name();
      origin = line;
      try {
        return pullback.pull(cotangents);
      } finally {
        pulled = before;
        origin = beforeOrigin;
      }
    };
  }

  private String report(Primitive primitive, String fault, Tensor[] inputs) {
    StringBuilder text = new StringBuilder("detectAnomaly: ");
    text.append(pulled == null ? primitive.name() : "the pullback of " + pulled);
    text.append(" made the first ").append(fault).append(": ");
    if (pulled != null) {
      text.append("in ").append(primitive.name()).append(", ");
    }
    for (int i = 0; i < inputs.length; i++) {
      text.append(i == 0 ? "" : ", ").append("input ").append(i).append(" is ");
      text.append(inputs[i].spec()).append(range(inputs[i]));
    }
    text.append("; recorded at ").append(pulled == null ? userLine() : origin);
    text.append("; keep the operation's inputs inside its domain");
    return text.toString();
  }

  private static String range(Tensor x) {
    if (!x.dtype().isFloating() || x.size() == 0) {
      return "";
    }
    double[] values = x.toDoubleArray();
    return String.format(
        Locale.ROOT,
        " in [%s, %s]",
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }

  private static boolean allFinite(Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      if (fault(tensor) != null) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String fault(Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      return null;
    }
    for (double value : tensor.toDoubleArray()) {
      if (Double.isNaN(value)) {
        return "NaN";
      }
      if (Double.isInfinite(value)) {
        return "infinity";
      }
    }
    return null;
  }

  private static String userLine() {
    Optional<StackWalker.StackFrame> frame =
        STACK.walk(
            frames ->
                frames
                    .filter(f -> !OWN.contains(packageOf(f.getClassName())))
                    .filter(f -> !f.getClassName().startsWith("java."))
                    .findFirst());
    return frame.map(f -> f.toStackTraceElement().toString()).orElse("an unknown line");
  }

  private static String packageOf(String className) {
    int dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }
}
