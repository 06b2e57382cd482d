package dev.wengert;

import java.util.IdentityHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A computation that runs several times and counts as one: its first run, and others that must do
 * the same again, as {@link Autodiff#checkpoint} needs.
 *
 * <p>Most computations are functions of tensors and need nothing for that. What counts or notes
 * something while it computes asks here for its {@linkplain #state state}: a repetition gets that
 * which the first run began with, and what it does to it nobody else sees.
 */
public final class Replay {

  private static final ScopedValue<Run> CURRENT = ScopedValue.newInstance();

  /** What the first run began with, by the object that holds it. */
  private final IdentityHashMap<Object, Object> begun = new IdentityHashMap<>();

  private boolean hasRun;

  Replay() {}

  /** One run, and the one around it. */
  private record Run(
      Replay replay,
      boolean isFirst,
      @Nullable Run outer,
      IdentityHashMap<Object, Object> states) {}

  /** Runs the computation, the first time or again. */
  <T> T run(Supplier<T> computation) {
    boolean isFirst = !hasRun;
    hasRun = true;
    Run run = new Run(this, isFirst, current(), new IdentityHashMap<>());
    return ScopedValue.where(CURRENT, run).call(computation::get);
  }

  private static @Nullable Run current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /**
   * Returns the state to be used, and changed, here: one's own in first runs and outside of
   * computations that run several times, else a copy of what the first run began with.
   *
   * @param own what holds the state, always the same object
   * @param copy makes an independent copy of it
   */
  public static <T> T state(T own, UnaryOperator<T> copy) {
    return state(current(), own, copy);
  }

  @SuppressWarnings("unchecked") // what is kept for an object is a copy of it
  private static <T> T state(@Nullable Run run, T own, UnaryOperator<T> copy) {
    if (run == null) {
      return own;
    }
    if (run.isFirst) {
      T around = state(run.outer, own, copy);
      run.replay.begun.computeIfAbsent(own, key -> copy.apply(around));
      return around;
    }
    return (T)
        run.states.computeIfAbsent(
            own, key -> copy.apply((T) run.replay.begun.getOrDefault(own, own)));
  }
}
