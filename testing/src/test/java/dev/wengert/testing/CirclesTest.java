package dev.wengert.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CirclesTest {

  @Test
  void findsWhatLeadsBack() {
    Map<String, Set<String>> needs =
        Map.of(
            "a", Set.of("b"),
            "b", Set.of("c", "d"),
            "c", Set.of("a"),
            "d", Set.of("e"),
            "e", Set.of(),
            "f", Set.of("a", "f"));
    assertThat(Circles.in(needs)).containsExactly("a", "b", "c", "f");
    assertThat(Circles.in(Map.of("a", Set.of("b"), "b", Set.of("absent")))).isEmpty();
  }
}
