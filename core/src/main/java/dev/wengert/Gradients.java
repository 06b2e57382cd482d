package dev.wengert;

import com.google.common.base.Preconditions;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The gradients that one backward walk of a {@link Tape} found. */
public final class Gradients {

  private final Tape tape;

  /** The places that were watched when the walk was made: only their cotangents were kept. */
  private final BitSet watched;

  private final @Nullable Tensor[] cotangents;

  Gradients(Tape tape, BitSet watched, @Nullable Tensor[] cotangents) {
    this.tape = tape;
    this.watched = watched;
    this.cotangents = cotangents;
  }

  /**
   * Returns the gradient with respect to a watched tensor: of its dtype and shape, zero if it does
   * not reach the output.
   *
   * @param watched what {@link Tape#watch} returned, before the gradients were asked for
   * @throws IllegalArgumentException if the tensor is not one that the tape watched then
   */
  public Tensor of(Tensor watched) {
    Tensor found = find(watched);
    return found == null ? Tensor.zeros(watched.spec()) : found;
  }

  /**
   * Returns whether a watched tensor reaches the output through operations that have a derivative.
   *
   * @throws IllegalArgumentException if the tensor is not one that the tape watched then
   */
  public boolean isConnected(Tensor watched) {
    return find(watched) != null;
  }

  private @Nullable Tensor find(Tensor tensor) {
    Preconditions.checkArgument(
        tape.owns(tensor) && watched.get(tape.place(tensor)),
        "gradients: the tensor %s was not watched on this tape; ask for the tensor that"
            + " tape.watch(...) returned before gradients(...), not for the one it was given",
        tensor.spec());
    return cotangents[tape.place(tensor)];
  }
}
