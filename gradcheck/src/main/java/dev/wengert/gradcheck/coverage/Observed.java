package dev.wengert.gradcheck.coverage;

import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.Wrapper;
import dev.wengert.array.DType;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is executed as it is, and notes which of its derivatives are taken.
 *
 * <p>What its pullback finds is handed on through a {@link Differentiated}, which notes when an
 * outer tape differentiates it.
 */
final class Observed extends Wrapper {

  private final DerivativeCoverage coverage;
  private final boolean property;

  Observed(Primitive primitive, DerivativeCoverage coverage, boolean property) {
    super(primitive);
    this.coverage = coverage;
    this.property = property;
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Pullback pullback = super.pullback(inputs, outputs, needed);
    if (pullback == null) {
      return null;
    }
    boolean broadcasting = false;
    boolean float32 = false;
    boolean empty = false;
    for (Tensor input : inputs) {
      broadcasting |= !input.shape().equals(inputs[0].shape());
      float32 |= input.dtype() == DType.FLOAT32;
      empty |= input.size() == 0;
    }
    return new Counting(pullback, broadcasting, float32, empty);
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    coverage.note(name(), Exercise.JVP);
    return super.pushforward(inputs, outputs, tangents);
  }

  /** A pullback that notes that it is run. */
  private final class Counting implements Pullback {
    private final Pullback pullback;
    private final boolean broadcasting;
    private final boolean float32;
    private final boolean empty;

    Counting(Pullback pullback, boolean broadcasting, boolean float32, boolean empty) {
      this.pullback = pullback;
      this.broadcasting = broadcasting;
      this.float32 = float32;
      this.empty = empty;
    }

    @Override
    public @Nullable Tensor[] pull(Tensor[] cotangents) {
      note(Exercise.VJP, true);
      note(Exercise.BROADCASTING, broadcasting);
      note(Exercise.FLOAT32, float32);
      note(Exercise.EMPTY, empty);
      note(Exercise.PROPERTY, property);
      @Nullable Tensor[] found = pullback.pull(cotangents);
      @Nullable Tensor[] noted = new @Nullable Tensor[found.length];
      for (int i = 0; i < noted.length; i++) {
        Tensor cotangent = found[i];
        noted[i] = cotangent == null ? null : new Differentiated(name(), coverage).apply(cotangent);
      }
      return noted;
    }

    private void note(Exercise exercise, boolean applies) {
      if (applies) {
        coverage.note(name(), exercise);
      }
    }
  }
}
