package dev.wengert.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Passes as it stands and with any {@code -Dtest.seed}. */
class SeedsTest {

  private static final Set<Long> DRAWN = new HashSet<>();

  @Test
  @DisabledIfSystemProperty(named = "test.seed", matches = ".+")
  void areThoseOfTheTestsWhereNothingIsAsked() {
    assertThat(Seeds.of(7)).isEqualTo(7);
    assertThat(Seeds.random(7).nextLong()).isEqualTo(new java.util.Random(7).nextLong());
  }

  @Test
  @EnabledIfSystemProperty(named = "test.seed", matches = "\\d+")
  void areOthersWhereANumberIsAsked() {
    long drawn = Long.getLong("test.seed");
    assertThat(Seeds.of(7)).isEqualTo(Seeds.mixed(7, drawn)).isNotEqualTo(7);
  }

  @Test
  void followFromBothNumbers() {
    Set<Long> seeds = new HashSet<>();
    for (long own = 0; own < 30; own++) {
      for (long drawn = 0; drawn < 30; drawn++) {
        seeds.add(Seeds.mixed(own, drawn));
      }
    }
    assertThat(seeds).hasSize(900);
    assertThat(Seeds.mixed(3, 5)).isEqualTo(Seeds.mixed(3, 5));
  }

  @Test
  void areReadOrDrawn() {
    assertThat(Seeds.parsed("-12")).isEqualTo(-12);
    assertThat(Seeds.parsed("fresh")).isPositive().isNotEqualTo(Seeds.parsed("fresh"));
    assertThatThrownBy(() -> Seeds.parsed("new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test.seed: neither a number nor fresh: new; give one of them");
  }

  /** jqwik draws -58850 from seed 5, and not where the service replaces that. */
  @Property(tries = 3, seed = "5")
  void ofPropertiesAreReplacedToo(@ForAll long drawn) {
    DRAWN.add(drawn);
  }

  @AfterContainer
  static void thePropertyDrewFromTheSeed() {
    assertThat(DRAWN.contains(-58850L)).isEqualTo(Seeds.of(5) == 5);
  }
}
