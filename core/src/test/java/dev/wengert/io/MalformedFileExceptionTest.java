package dev.wengert.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MalformedFileExceptionTest {

  @Test
  void isAnInputOutputExceptionAndKeepsItsCause() {
    Exception cause = new IllegalStateException("inner");
    assertThat(new MalformedFileException("npy: outer", cause))
        .isInstanceOf(IOException.class)
        .hasMessage("npy: outer")
        .hasCause(cause);
    assertThat(new MalformedFileException("npy: alone")).hasNoCause();
  }
}
