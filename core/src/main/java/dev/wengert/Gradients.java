package dev.wengert;

import com.google.common.base.Preconditions;
import org.jspecify.annotations.Nullable;

/** The gradients that one backward walk of a {@link Tape} found. */
public final class Gradients {

  private final Tape tape;
  private final @Nullable Tensor[] cotangents;

  Gradients(Tape tape, @Nullable Tensor[] cotangents) {
    this.tape = tape;
    this.cotangents = cotangents;
  }

  /**
   * Returns the gradient with respect to a watched tensor: of its dtype and shape, zero if it does
   * not reach the output.
   *
   * @param watched what {@link Tape#watch} returned
   * @throws IllegalArgumentException if the tensor is not one that the tape watches
   */
  public Tensor of(Tensor watched) {
    Tensor found = find(watched);
    return found == null ? Tensor.zeros(watched.spec()) : found;
  }

  /**
   * Returns whether a watched tensor reaches the output through operations that have a derivative.
   *
   * @throws IllegalArgumentException if the tensor is not one that the tape watches
   */
  public boolean isConnected(Tensor watched) {
    return find(watched) != null;
  }

  private @Nullable Tensor find(Tensor watched) {
    Preconditions.checkArgument(
        tape.isWatched(watched),
        "gradients: the tensor %s was not watched on this tape; ask for the tensor that"
            + " tape.watch(...) returned, not for the one it was given",
        watched.spec());
    int place = watched.place();
    return place < cotangents.length ? cotangents[place] : null;
  }
}
