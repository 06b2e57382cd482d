package dev.wengert;

import dev.wengert.array.Shape;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The observer that looks at every result for the first NaN or infinity that came from no such
 * input: a NaN from numbers and infinities, an infinity from finite numbers. In an elementwise
 * operation each element is looked at by itself.
 *
 * <p>It stands outside the tapes that are made within it, so it sees their backward walks too. A
 * tape hands it each pullback, so that an operation of a backward walk can be laid to the forward
 * operation, and the line, that it belongs to.
 */
final class Anomaly extends Trace {

  private final String caller;
  private final boolean passesInfinities;

  Anomaly(String caller, boolean passesInfinities) {
    this.caller = caller;
    this.passesInfinities = passesInfinities;
  }

  /** The forward operation whose pullback runs; null during a forward computation. */
  private @Nullable String pulled;

  /** The line that recorded it. */
  private String origin = "";

  Tensor observe(Tensor tensor) {
    return lift(tensor, null);
  }

  Tensor unobserved(Tensor tensor) {
    return lower(leave(tensor));
  }

  /** The walk of a tape around the observer is observed too. */
  @Override
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    return walk.pull(lower(output), owns(cotangent) ? cotangent : observe(cotangent));
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] lowered = new Tensor[inputs.length];
    Arrays.setAll(lowered, i -> lower(inputs[i]));
    Tensor[] outputs = primitive.applyAll(lowered);
    Tensor[] observed = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      String fault = fault(primitive, outputs[i], lowered);
      if (fault != null) {
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
  @Override
  protected Pullback recorded(Primitive primitive, Pullback pullback) {
    String line = pulled == null ? UserCode.line() : origin;
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
    StringBuilder text = new StringBuilder(caller).append(": ");
    text.append(pulled == null ? primitive.name() : "the pullback of " + pulled);
    text.append(" made the first ").append(fault).append(": ");
    if (pulled != null) {
      text.append("in ").append(primitive.name()).append(", ");
    }
    for (int i = 0; i < inputs.length; i++) {
      text.append(i == 0 ? "" : ", ").append("input ").append(i).append(" is ");
      text.append(inputs[i].spec()).append(range(inputs[i]));
    }
    text.append("; recorded at ").append(pulled == null ? UserCode.line() : origin);
    text.append("; keep the operation's inputs inside its domain");
    return text.toString();
  }

  private static String range(Tensor x) {
    if (!x.dtype().isFloating() || x.size() == 0) {
      return "";
    }
    double[] values = x.toDoubleArray();
    double[] numbers = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    String range =
        numbers.length == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " in [%s, %s]",
                Arrays.stream(numbers).min().orElseThrow(),
                Arrays.stream(numbers).max().orElseThrow());
    return numbers.length == values.length ? range : range + " with NaN";
  }

  /** Names what a result has first; null if its inputs had it, or it has nothing to name. */
  private @Nullable String fault(Primitive primitive, Tensor output, Tensor[] inputs) {
    if (!output.dtype().isFloating() || output.size() == 0) {
      return null;
    }
    double[] values = output.toDoubleArray();
    int[] worst = new int[values.length];
    for (Tensor input : inputs) {
      if (input.dtype().isFloating()) {
        gather(worst, input, primitive instanceof Elementwise ? output.shape() : null);
      }
    }
    String infinity = null;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i]) && worst[i] < 2) {
        return "NaN";
      }
      if (Double.isInfinite(values[i]) && worst[i] == 0 && infinity == null) {
        infinity = values[i] > 0 ? "infinity" : "-infinity";
      }
    }
    return passesInfinities ? null : infinity;
  }

  /**
   * Notes for each element of a result the worst of what it may have been made of: 0 is finite, 1
   * infinite, 2 NaN.
   *
   * @param aligned the result's shape where its elements are made of the inputs' one by one
   */
  private static void gather(int[] worst, Tensor input, @Nullable Shape aligned) {
    double[] values = (aligned == null ? input : Broadcast.to(input, aligned)).toDoubleArray();
    int all = 0;
    for (int i = 0; i < values.length; i++) {
      int kind = Double.isNaN(values[i]) ? 2 : Double.isInfinite(values[i]) ? 1 : 0;
      all = Math.max(all, kind);
      if (aligned != null) {
        worst[i] = Math.max(worst[i], kind);
      }
    }
    for (int i = 0; aligned == null && i < worst.length; i++) {
      worst[i] = Math.max(worst[i], all);
    }
  }
}
