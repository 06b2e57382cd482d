package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.wengert.Key;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A data set whose batches are made ahead of time by a thread of each run. The batches and their
 * order are those of the set behind it, and so are its errors, which come where the batch would.
 *
 * @param source the set behind
 * @param ahead how many batches may wait, positive
 */
record PrefetchedDataSet(DataSet source, int ahead) implements DataSet {

  private static final AtomicLong RUNS = new AtomicLong();

  PrefetchedDataSet {
    Preconditions.checkArgument(
        ahead > 0, "prefetch: the number of batches is not positive: %s; 2 is usual", ahead);
  }

  @Override
  public OptionalLong size() {
    return source.size();
  }

  @Override
  public Batches inOrder(Batching batching) {
    return new Run(() -> source.inOrder(batching));
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    return new Run(() -> source.shuffled(batching, key, epoch));
  }

  /**
   * A run with a thread that makes batches while there is room.
   *
   * <p>The thread begins with the first question, so that {@link #skip} before it costs no more
   * than in the set behind. It never waits while it holds the lock of anything but this.
   */
  private final class Run implements Batches {

    private final Supplier<Batches> opener;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private final Object lock = new Object();
    private @Nullable Thread maker;
    private @Nullable Throwable failure;
    private boolean isFinished;
    private boolean isClosed;
    private long skipped;

    Run(Supplier<Batches> opener) {
      this.opener = opener;
    }

    private void make() {
      try (Batches batches = opener.get()) {
        batches.skip(skipped);
        while (!isClosed() && batches.hasNext()) {
          if (!put(batches.next())) {
            return;
          }
        }
      } catch (Throwable e) {
        synchronized (lock) {
          failure = e;
        }
      } finally {
        synchronized (lock) {
          isFinished = true;
          lock.notifyAll();
        }
      }
    }

    private boolean isClosed() {
      synchronized (lock) {
        return isClosed;
      }
    }

    private boolean put(Batch batch) throws InterruptedException {
      synchronized (lock) {
        while (waiting.size() >= ahead && !isClosed) {
          lock.wait();
        }
        waiting.add(batch);
        lock.notifyAll();
        return !isClosed;
      }
    }

    @Override
    public void skip(long count) {
      ExampleBatches.checkSkipped(count);
      if (maker == null && !isClosed) {
        skipped = Math.addExact(skipped, count);
      } else {
        Batches.super.skip(count);
      }
    }

    @Override
    public boolean hasNext() {
      if (maker == null && !isClosed) {
        maker =
            Thread.ofPlatform()
                .daemon()
                .name("prefetch-" + RUNS.incrementAndGet())
                .start(this::make);
      }
      // An interrupt is for whoever trains, which ends after its step: it does not end the data.
      boolean isInterrupted = false;
      try {
        synchronized (lock) {
          while (waiting.isEmpty() && !isFinished && !isClosed) {
            try {
              lock.wait();
            } catch (InterruptedException e) {
              isInterrupted = true;
            }
          }
          if (waiting.isEmpty() && failure != null && !isClosed) {
            throw rethrown(failure);
          }
          return !waiting.isEmpty();
        }
      } finally {
        if (isInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /** The exception itself, as without the thread; where it happened is in its stack trace. */
    private static RuntimeException rethrown(Throwable failure) {
      return switch (failure) {
        case RuntimeException e -> e;
        case Error e -> throw e;
        default -> new IllegalStateException("prefetch: " + failure.getMessage(), failure);
      };
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("batches: the epoch has ended; ask hasNext() first");
      }
      synchronized (lock) {
        Batch batch = waiting.remove();
        lock.notifyAll();
        return batch;
      }
    }

    /** Returns when the thread has ended and closed what it read. */
    @Override
    public void close() {
      synchronized (lock) {
        isClosed = true;
        waiting.clear();
        lock.notifyAll();
      }
      if (maker != null) {
        Uninterruptibles.joinUninterruptibly(maker);
      }
      synchronized (lock) {
        waiting.clear();
      }
    }
  }
}
