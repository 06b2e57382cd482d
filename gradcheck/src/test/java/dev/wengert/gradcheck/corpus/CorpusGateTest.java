package dev.wengert.gradcheck.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The release gate: on twenty seeds, every mutant is caught with a verdict that is right about it,
 * and no correct function is flagged. The {@link Twins} are many, and take two seeds in a build;
 * {@link CorpusTable} takes twenty.
 */
class CorpusGateTest {

  private static final int SEEDS = 20;
  private static final int SEEDS_OF_TWINS = 2;
  private static final long FIRST_SEED = 0x5eed;

  @Test
  void everyMutantIsCaught() {
    assertThat(Mutants.all()).hasSizeGreaterThanOrEqualTo(180);
    assertThat(failures(Mutants.all())).isEmpty();
  }

  @Test
  void noCorrectFunctionIsFlagged() {
    assertThat(CorrectFunctions.all()).hasSizeGreaterThanOrEqualTo(190);
    assertThat(failures(CorrectFunctions.all())).isEmpty();
  }

  @Test
  void famousWrongBatchNormIsToldApart() {
    Report report = Mutants.famousBatchNorm(FIRST_SEED).check(FIRST_SEED).run();
    assertThat(report.finding("x").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("x").hint())
        .contains(
            "adds up to zero over axis 0, the analytic does not: a wrong path through a mean");
    assertThat(report.finding("gamma").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("beta").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("beta").hint()).contains("the same as the gradient of gamma");
  }

  private static List<String> failures(ImmutableList<Case> cases) {
    List<String> failures = new ArrayList<>();
    Set<String> twins = new HashSet<>();
    for (Case twin : Twins.all()) {
      twins.add(twin.name());
    }
    for (Case each : cases) {
      int seeds = twins.contains(each.name()) ? SEEDS_OF_TWINS : SEEDS;
      for (int i = 0; i < seeds; i++) {
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
