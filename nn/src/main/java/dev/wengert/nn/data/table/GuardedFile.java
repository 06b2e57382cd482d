package dev.wengert.nn.data.table;

import com.google.common.math.LongMath;
import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file from which no more is read than makes sense. Where a damaged file says that a page is
 * longer than what it lies in, the library would read nothing for ever to find the rest.
 */
final class GuardedFile implements InputFile {

  /** A file is read once for each of its columns at most, and its end once more. */
  private static final int TIMES_THE_FILE = 64;

  private static final long ALWAYS_ALLOWED = 1 << 24;

  private final InputFile file;
  private final AtomicLong left;

  GuardedFile(InputFile file, long bytes) {
    this.file = file;
    this.left =
        new AtomicLong(
            LongMath.saturatedAdd(
                ALWAYS_ALLOWED, LongMath.saturatedMultiply(bytes, TIMES_THE_FILE)));
  }

  @Override
  public void open() throws IOException {
    file.open();
  }

  @Override
  public ByteBuffer readRange(long offset, int length) throws IOException {
    if (length <= 0 || left.addAndGet(-length) < 0) {
      throw new IOException("its pages reach beyond their columns");
    }
    return file.readRange(offset, length);
  }

  @Override
  public long length() throws IOException {
    return file.length();
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
