package dev.wengert.gradcheck.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Report;
import dev.wengert.testing.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What hints say of mistakes as people make them: the cause, and nothing that is not so. */
class HintCorpusTest {

  private static final int SEEDS = Gates.of(1, 5);
  private static final long FIRST_SEED = 0x5eed;

  private static ImmutableList<Hinted> all() {
    return ImmutableList.<Hinted>builder()
        .addAll(HintedFormulas.all())
        .addAll(HintedStructures.all())
        .addAll(HintedLayers.all())
        .build();
  }

  static Stream<Hinted> cases() {
    return all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCauseIsNamed(Hinted each) {
    Report report = each.problem().apply(FIRST_SEED).check(FIRST_SEED).run();
    List<String> hints = each.hints(report);
    assertThat(each.isRight(hints)).as("%s: %s\n%s", each.name(), hints, report).isTrue();
    assertThat(each.wrong(hints)).as(each.name()).isEmpty();
  }

  @Test
  void nearlyAllCausesAreNamedAndNoneIsWrongOnOtherPoints() {
    List<String> wrong = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    int runs = 0;
    for (Hinted each : all()) {
      for (int i = 1; i <= SEEDS; i++) {
        long seed = FIRST_SEED + 1000L * i;
        List<String> hints = each.hints(each.problem().apply(seed).check(seed).run());
        runs++;
        if (!each.isRight(hints)) {
          missed.add(each.name() + ", seed " + seed + ": " + hints);
        }
        for (String hint : each.wrong(hints)) {
          wrong.add(each.name() + ", seed " + seed + ": " + hint);
        }
      }
    }
    assertThat(all()).hasSizeGreaterThanOrEqualTo(100);
    assertThat(wrong).isEmpty();
    assertThat(missed).as("of %d runs", runs).hasSizeLessThanOrEqualTo(runs / 50);
  }
}
