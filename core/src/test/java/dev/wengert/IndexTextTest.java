package dev.wengert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IndexTextTest {

  private static final Tensor X = Samples.counting(DType.INT32, 2, 3, 4);

  private static int[] numbers(String list) {
    return list.isEmpty()
        ? new int[0]
        : Stream.of(list.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  /** As {@code indices.py} has NumPy take them. */
  @Test
  void takesWhatNumPyTakes() throws IOException {
    List<String> lines;
    try (InputStream in =
        Objects.requireNonNull(IndexTextTest.class.getResourceAsStream("indices.tsv"))) {
      lines = new String(in.readAllBytes(), US_ASCII).lines().toList();
    }
    assertThat(lines).hasSize(29);
    for (String line : lines) {
      String[] parts = line.split("\t", -1);
      Tensor taken = X.get(parts[0]);
      assertThat(taken.shape()).as(parts[0]).isEqualTo(Shape.of(numbers(parts[1])));
      assertThat(taken.toIntArray()).as(parts[0]).isEqualTo(numbers(parts[2]));
    }
  }

  @Test
  void refusesWhatIsNoIndex() {
    for (String text : new String[] {"a", "", "1:2:3:4", "1.5", "1,,2", "--1"}) {
      assertThatThrownBy(() -> X.get(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("get: not an index: \"")
          .hasMessageEndingWith(
              "give for each axis a number, a range such as 1:5 or ::-1, ... or None");
    }
    assertThatThrownBy(() -> X.get("::0")).hasMessageContaining("the step of a range is 0");
    assertThatThrownBy(() -> X.get("2")).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> X.get("0,0,0,0")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneElementIsANumber() {
    assertThat(X.at(1, 2, 3)).isEqualTo(23);
    assertThat(X.at(-1, 0, -4)).isEqualTo(12);
    assertThat(Tensor.scalar(2.5f).at()).isEqualTo(2.5);
    assertThatThrownBy(() -> X.at(1, 2))
        .hasMessage("at: 2 positions for the axes of [2, 3, 4]; give one an axis");
    assertThatThrownBy(() -> X.at(1, 2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
