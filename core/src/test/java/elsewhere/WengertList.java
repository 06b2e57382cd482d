package elsewhere;

import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tape: a list of pullbacks, and a walk down it. */
final class WengertList extends Trace implements Trace.Walk {

  private static final class Line {
    final int[] from;
    final int first;
    final Tensor[] outputs;
    final Pullback pullback;

    Line(int[] from, int first, Tensor[] outputs, Pullback pullback) {
      this.from = from;
      this.first = first;
      this.outputs = outputs;
      this.pullback = pullback;
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private int places;
  private int watched = -1;

  Tensor watch(Tensor x) {
    watched = places;
    return lift(x, places++);
  }

  /** Returns the gradient of what is watched. */
  Tensor gradient(Tensor output) {
    checkThread("gradient");
    Tensor found = pull(output, Tensor.full(output.spec(), 1))[watched];
    return found == null ? Tensor.scalar(0.0) : found;
  }

  Tensor without(Tensor tensor) {
    return lower(leave(tensor));
  }

  boolean knows(Tensor tensor) {
    return isBelow(tensor);
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] values = new Tensor[inputs.length];
    int[] from = new int[inputs.length];
    boolean[] needed = new boolean[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      values[i] = lower(inputs[i]);
      from[i] = place(inputs[i]);
      needed[i] = owns(inputs[i]);
    }
    Tensor[] outputs = primitive.applyAll(values);
    Pullback pullback = primitive.pullback(values, outputs, needed);
    if (pullback == null || !outputs[0].dtype().isFloating()) {
      return outputs;
    }
    lines.add(new Line(from, places, outputs, announced(primitive, outputs, pullback)));
    Tensor[] traced = new Tensor[outputs.length];
    for (int i = 0; i < traced.length; i++) {
      traced[i] = lift(outputs[i], places++);
    }
    return traced;
  }

  @Override
  public int places() {
    return places;
  }

  @Override
  public @Nullable Tensor[] pull(Tensor output, Tensor cotangent) {
    if (isInside(output)) {
      return pullInside(this, output, cotangent);
    }
    @Nullable Tensor[] sums = new @Nullable Tensor[places];
    if (!owns(output)) {
      return sums;
    }
    sums[place(output)] = lower(cotangent);
    for (Line line : lines.reversed()) {
      Tensor[] cotangents = new Tensor[line.outputs.length];
      boolean isReached = false;
      for (int i = 0; i < cotangents.length; i++) {
        Tensor sum = sums[line.first + i];
        isReached |= sum != null;
        cotangents[i] = sum == null ? Tensor.zeros(line.outputs[i].spec()) : sum;
      }
      if (isReached) {
        @Nullable Tensor[] found = line.pullback.pull(cotangents);
        for (int i = 0; i < found.length; i++) {
          Tensor term = found[i];
          if (term != null && line.from[i] >= 0) {
            Tensor sum = sums[line.from[i]];
            sums[line.from[i]] = sum == null ? term : sum.plus(term);
          }
        }
      }
    }
    return sums;
  }

  @Override
  protected boolean differentiates(Tensor tensor) {
    return true;
  }

  @Override
  protected boolean passesBy(Tensor root) {
    return place(root) != watched;
  }
}
