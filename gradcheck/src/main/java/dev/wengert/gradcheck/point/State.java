package dev.wengert.gradcheck.point;

import dev.wengert.Tensor;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value outside the function that an evaluation may change, as it was when the check began. */
public final class State {

  private final String name;
  private final Supplier<Tensor> snapshot;
  private final @Nullable Consumer<Tensor> restore;
  private final Tensor saved;

  /**
   * Makes a state.
   *
   * @param restore puts a value back; null if the state must not change at all
   */
  public State(String name, Supplier<Tensor> snapshot, @Nullable Consumer<Tensor> restore) {
    this.name = name;
    this.snapshot = snapshot;
    this.restore = restore;
    Tensor now = snapshot.get();
    this.saved = Subject.tensor(now.toDoubleArray(), now.dtype(), now.shape());
  }

  public String name() {
    return name;
  }

  void restore() {
    if (restore != null) {
      restore.accept(saved);
    }
  }

  /** Returns the first place at which the state differs from what it was; -1 if there is none. */
  public int changed() {
    return Arrays.mismatch(saved.toDoubleArray(), snapshot.get().toDoubleArray());
  }

  public boolean isRestored() {
    return restore != null;
  }
}
