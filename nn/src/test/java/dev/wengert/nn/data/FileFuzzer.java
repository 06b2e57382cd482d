package dev.wengert.nn.data;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.sun.management.ThreadMXBean;
import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Feeds a reader damaged files. Each must be read, or refused with an error that names the format
 * and a remedy; nothing else may happen, and no more memory be taken than a multiple of the file.
 *
 * <p>{@code FileFuzzer NPY 10} does so for ten minutes and prints how many files it was; {@code
 * ALL} in the place of a {@linkplain FuzzTarget target} takes one after the other, ten minutes
 * each.
 */
final class FileFuzzer implements AutoCloseable {

  private static final long BYTES_PER_BYTE = 200;

  private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;
  private final ImmutableList<byte[]> seeds;
  private final Path scratch;
  private long read;
  private long refused;

  FileFuzzer(FuzzTarget target) throws IOException {
    this.target = target;
    this.seeds = target.seeds();
    this.scratch = Files.createTempFile("fuzz", "." + Ascii.toLowerCase(target.name()));
    for (byte[] seed : seeds) {
      target.read(seed, scratch);
      target.readStream(seed);
    }
  }

  /** Tries the damaged file that a number stands for. */
  void tryOne(long number) {
    byte[] input = new Mutations(new Random(number), seeds, target.words()).next();
    long before = MEMORY.getCurrentThreadAllocatedBytes();
    boolean isRead = attempt(number, input, () -> target.read(input, scratch));
    boolean isStreamRead = attempt(number, input, () -> target.readStream(input));
    long taken = MEMORY.getCurrentThreadAllocatedBytes() - before;
    if (taken > target.freeBytes() + BYTES_PER_BYTE * input.length) {
      throw failure(number, input, "takes " + taken + " bytes of memory", null);
    }
    if (isRead && !isStreamRead) {
      throw failure(number, input, "is read as a file and refused as a stream", null);
    }
    if (isRead) {
      read++;
    } else {
      refused++;
    }
  }

  /** Returns how many files were refused. */
  long refused() {
    return refused;
  }

  /** What reads. */
  private interface Attempt {
    void run() throws IOException;
  }

  private boolean attempt(long number, byte[] input, Attempt attempt) {
    try {
      attempt.run();
      return true;
    } catch (MalformedFileException e) {
      String message = e.getMessage();
      if (message == null || !message.contains(": ") || !message.contains("; ")) {
        throw failure(number, input, "is refused with the message " + message, e);
      }
      return false;
    } catch (Throwable e) {
      throw failure(number, input, "leads to " + e, e);
    }
  }

  private AssertionError failure(
      long number, byte[] input, String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new AssertionError(
        String.format(
            Locale.ROOT,
            "%s, damaged file %d of %d bytes %s: %s",
            target,
            number,
            input.length,
            what,
            HexFormat.of().formatHex(input)),
        cause);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(scratch);
  }

  public static void main(String[] args) throws IOException {
    List<FuzzTarget> targets =
        args[0].equals("ALL") ? List.of(FuzzTarget.values()) : List.of(FuzzTarget.valueOf(args[0]));
    long seconds = Math.round(60 * Double.parseDouble(args[1]));
    long first = args.length > 2 ? Long.parseLong(args[2]) : 1L << 40;
    for (FuzzTarget target : targets) {
      run(target, seconds, first);
    }
  }

  private static void run(FuzzTarget target, long seconds, long first) throws IOException {
    long end = System.nanoTime() + seconds * 1_000_000_000;
    try (FileFuzzer fuzzer = new FileFuzzer(target)) {
      for (long number = first; System.nanoTime() < end; number++) {
        fuzzer.tryOne(number);
      }
      System.out.printf(
          "%s: %d damaged files in %d s from %d on: %d read, %d refused%n",
          target, fuzzer.read + fuzzer.refused, seconds, first, fuzzer.read, fuzzer.refused);
    }
  }
}
