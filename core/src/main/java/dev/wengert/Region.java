package dev.wengert;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that runs other computations, as often as numbers say: a loop, or a choice. {@link
 * ControlFlow} makes them.
 *
 * <p>Its computations are {@linkplain Block written down}, so a recorder may keep it as one
 * instruction with nested lists; or {@linkplain Trace#inline look into it}, and see each step.
 */
public sealed interface Region extends Composite permits Iteration, Branching {

  /** Returns the computations it runs. */
  ImmutableList<Block> blocks();

  /**
   * What one execution gives to a tape.
   *
   * @param outputs the results
   * @param pullback the derivative, run backwards; null if every derivative is zero
   */
  @SuppressWarnings("ArrayRecordComponent") // as primitives hand out results
  record Recorded(Tensor[] outputs, @Nullable Pullback pullback) {}

  /**
   * What one execution gives to forward mode.
   *
   * @param outputs the results
   * @param tangents those of the results; null where one is zero
   */
  @SuppressWarnings("ArrayRecordComponent") // as primitives hand out results
  record Pushed(Tensor[] outputs, @Nullable Tensor[] tangents) {}

  /**
   * Executes it, and keeps what the backward walk needs while it is there: what {@link #applyAll}
   * and then {@link #pullback} give in two runs.
   *
   * @param inputs one level below whoever asks
   * @param needed for which inputs a cotangent is wanted
   */
  Recorded record(Tensor[] inputs, boolean[] needed);

  /**
   * Executes it with tangents: what {@link #applyAll} and then {@link #pushforward} give in two
   * runs.
   *
   * @param inputs one level below whoever asks
   * @param tangents one an input, of its shape; null where it is zero
   */
  Pushed push(Tensor[] inputs, @Nullable Tensor[] tangents);

  @Override
  default @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return record(inputs, needed).pullback();
  }

  @Override
  default @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return push(inputs, tangents).tangents();
  }

  /**
   * Returns the results mapped over an axis, as {@link #batch} does, which what it runs may name.
   */
  Tensor[] batch(Tensor[] inputs, boolean[] mapped, MappedAxis axis);

  @Override
  default Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return batch(inputs, mapped, MappedAxis.unnamed(size));
  }
}
