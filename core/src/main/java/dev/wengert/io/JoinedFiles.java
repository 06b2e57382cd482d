package dev.wengert.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** The bytes of files one behind the other. One of them is open at a time. */
final class JoinedFiles extends InputStream {

  private final Iterator<Path> rest;
  private InputStream current = InputStream.nullInputStream();

  JoinedFiles(Iterable<Path> files) {
    this.rest = files.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (true) {
      int count = current.read(into, offset, length);
      if (count >= 0 || !rest.hasNext()) {
        return count;
      }
      current.close();
      current = Files.newInputStream(rest.next());
    }
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
