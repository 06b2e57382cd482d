package dev.wengert.nn.data;

import com.google.common.collect.ImmutableList;
import dev.wengert.io.MalformedFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of records that cannot be used: an error at the first, or they are left out and
 * counted.
 *
 * <p>It counts over all runs that it is given to, from any thread.
 */
public final class BadRecords {

  private static final int KEPT_MESSAGES = 10;

  private final boolean isSkipping;
  private final List<String> messages = new ArrayList<>();
  private long count;

  private BadRecords(boolean isSkipping) {
    this.isSkipping = isSkipping;
  }

  /** Returns the rule that the first bad record is an error. */
  public static BadRecords refuse() {
    return new BadRecords(false);
  }

  /** Returns the rule that bad records are left out and counted. */
  public static BadRecords skip() {
    return new BadRecords(true);
  }

  /** Returns how many records were left out. */
  public synchronized long skipped() {
    return count;
  }

  /** Returns what was wrong with the first ten that were left out. */
  public synchronized ImmutableList<String> messages() {
    return ImmutableList.copyOf(messages);
  }

  /** Takes note of a bad record; the reader goes on to the next if this returns. */
  synchronized void found(MalformedFileException problem) throws MalformedFileException {
    if (!isSkipping) {
      throw problem;
    }
    count++;
    if (messages.size() < KEPT_MESSAGES) {
      messages.add(String.valueOf(problem.getMessage()));
    }
  }
}
