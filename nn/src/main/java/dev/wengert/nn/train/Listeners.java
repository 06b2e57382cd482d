package dev.wengert.nn.train;

import com.google.common.collect.ImmutableList;
import java.util.function.Consumer;

/** All who are told how a run goes. */
record Listeners(ImmutableList<TrainingListener> all) {

  void tell(Consumer<TrainingListener> news) {
    all.forEach(news);
  }

  /** Tells all of a failure; what they throw is added to it. */
  void failed(TrainingState reached, Throwable failure) {
    for (TrainingListener listener : all) {
      try {
        listener.failed(reached, failure);
      } catch (RuntimeException | Error second) {
        suppress(failure, second);
      }
    }
  }

  /** Tells all of the end, then throws what the first of them threw, if any did. */
  void ended(Outcome outcome) {
    RuntimeException first = null;
    for (TrainingListener listener : all) {
      try {
        listener.ended(outcome);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          suppress(first, e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  private static void suppress(Throwable first, Throwable second) {
    if (first != second) {
      first.addSuppressed(second);
    }
  }
}
