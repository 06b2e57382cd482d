package dev.wengert.io;

import com.google.common.base.Preconditions;
import java.io.IOException;
import java.io.InputStream;

/** The files that NumPy wrote; {@code core/src/test/python/arrays.py} made them. */
final class NumpyFiles {

  private NumpyFiles() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = NumpyFiles.class.getResourceAsStream(name)) {
      return Preconditions.checkNotNull(in, name).readAllBytes();
    }
  }
}
