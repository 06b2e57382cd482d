package dev.wengert.cpu.random;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known answers that D. E. Shaw Research publishes with Random123 (tests/kat_vectors): counter,
 * key, and the words that ten rounds make of them.
 */
class PhiloxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000 00000000 00000000 00000000 00000000 00000000"
            + " 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff"
            + " 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0"
            + " d16cfe09 94fdcceb 5001e420 24126ea1",
      })
  void givesTheKnownAnswers(String line) {
    List<String> texts = Splitter.on(' ').splitToList(line);
    int[] words = new int[texts.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = Integer.parseUnsignedInt(texts.get(i), 16);
    }
    int[] counter = {words[0], words[1], words[2], words[3]};
    Philox.block(counter, words[4], words[5]);
    assertThat(counter).containsExactly(words[6], words[7], words[8], words[9]);
  }
}
