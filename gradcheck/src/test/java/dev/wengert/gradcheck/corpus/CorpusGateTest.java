package dev.wengert.gradcheck.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The release gate: on twenty seeds, every mutant is caught with a verdict that is right about it,
 * and no correct function is flagged.
 */
class CorpusGateTest {

  private static final int SEEDS = 20;
  private static final long FIRST_SEED = 0x5eed;

  @Test
  void everyMutantIsCaught() {
    assertThat(Mutants.all()).hasSizeGreaterThanOrEqualTo(55);
    assertThat(failures(Mutants.all())).isEmpty();
  }

  @Test
  void noCorrectFunctionIsFlagged() {
    assertThat(CorrectFunctions.all()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(failures(CorrectFunctions.all())).isEmpty();
  }

  @Test
  void famousWrongBatchNormIsToldApart() {
    Report report = Mutants.famousBatchNorm(FIRST_SEED).check(FIRST_SEED).run();
    assertThat(report.finding("x").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("x").hint())
        .contains(
            "the part that is a multiple of the cotangent is wrong",
            "multiplied by its root where it should be divided?",
            "the path through the mean over axes [0] is wrong",
            "a division by its root left out?");
    assertThat(report.finding("gamma").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("beta").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("beta").hint()).contains("the same as the gradient of gamma");
  }

  private static List<String> failures(ImmutableList<Case> cases) {
    List<String> failures = new ArrayList<>();
    for (Case each : cases) {
      for (int i = 0; i < SEEDS; i++) {
        long seed = FIRST_SEED + 1000L * i;
        Report report = each.problem().apply(seed).check(seed).run();
        if (!each.expected().contains(report.verdict())) {
          failures.add(
              "%s, seed %d: %s instead of %s\n%s"
                  .formatted(each.name(), seed, report.verdict(), each.expected(), report));
        }
      }
    }
    return failures;
  }
}
