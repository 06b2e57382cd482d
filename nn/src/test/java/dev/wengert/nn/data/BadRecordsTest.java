package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.io.MalformedFileException;
import org.junit.jupiter.api.Test;

class BadRecordsTest {

  @Test
  void refusesTheFirst() {
    MalformedFileException problem = new MalformedFileException("csv: row 1");
    BadRecords bad = BadRecords.refuse();
    assertThatThrownBy(() -> bad.found(problem)).isSameAs(problem);
    assertThat(bad.skipped()).isZero();
  }

  @Test
  void skipsAndCountsAndKeepsTenMessages() throws MalformedFileException {
    BadRecords bad = BadRecords.skip();
    for (int i = 0; i < 25; i++) {
      bad.found(new MalformedFileException("row " + i));
    }
    assertThat(bad.skipped()).isEqualTo(25);
    assertThat(bad.messages()).hasSize(10).startsWith("row 0").endsWith("row 9");
  }
}
