package dev.wengert.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class PrintedTest {

  @Test
  void whatCodePrintsIsReturned() throws Exception {
    PrintStream out = System.out;
    assertThat(Printed.by(() -> IO.print("π\n"))).isEqualTo("π\n");
    assertThat(System.out).isSameAs(out);
  }

  @Test
  void aFailureIsPassedOnAndTheStreamIsAsBefore() {
    PrintStream out = System.out;
    assertThatThrownBy(
            () ->
                Printed.by(
                    () -> {
                      throw new IOException("the disk is full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
    assertThat(System.out).isSameAs(out);
  }
}
