package dev.wengert.gradcheck.corpus;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.corpus.NotesBatchNorm.Mistake;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The release gate: on twenty seeds (two in a usual build), every mutant is caught with a verdict
 * that is right about it, and no correct function is flagged. The {@link Twins} are many, and take
 * two seeds in a build; {@link CorpusTableTest} takes twenty.
 */
class CorpusGateTest {

  private static final int SEEDS = Gates.of(2, 20);
  private static final int SEEDS_OF_TWINS = Gates.of(1, 2);
  private static final long FIRST_SEED = Seeds.of(0x5eed);

  @Test
  void everyMutantIsCaught() {
    assertThat(Mutants.all()).hasSizeGreaterThanOrEqualTo(237);
    assertThat(failures(Mutants.all())).isEmpty();
  }

  @Test
  void noCorrectFunctionIsFlagged() {
    assertThat(CorrectFunctions.all()).hasSizeGreaterThanOrEqualTo(249);
    assertThat(failures(CorrectFunctions.all())).isEmpty();
  }

  @Test
  void theGradientsThatTheNotesGetWrongAreToldApart() {
    Map<Mistake, Set<String>> wrong = new EnumMap<>(Mistake.class);
    wrong.put(Mistake.SHIFT, Set.of("beta"));
    wrong.put(Mistake.ROOT, Set.of("x"));
    wrong.put(Mistake.VARIANCE, Set.of("x"));
    wrong.put(Mistake.BATCH_SIZE, Set.of("x"));
    wrong.put(Mistake.AXES, Set.of("x", "gamma", "beta"));
    wrong.put(Mistake.SHAPE, Set.of("x", "gamma"));
    for (int rank : new int[] {2, 4}) {
      for (Mistake mistake : NotesBatchNorm.mistakes(rank)) {
        Report report =
            NotesBatchNorm.problem(Set.of(mistake), rank, FIRST_SEED).check(FIRST_SEED).run();
        for (String input : List.of("x", "gamma", "beta")) {
          assertThat(report.finding(input).verdict())
              .as("%s by %s, rank %s", input, mistake, rank)
              .isEqualTo(
                  requireNonNull(wrong.get(mistake)).contains(input)
                      ? Verdict.WRONG
                      : Verdict.PASS);
        }
      }
    }
  }

  @Test
  void theShiftOfTheNotesIsHinted() {
    Set<Mistake> mistakes = NotesBatchNorm.mistakes(2);
    Report report = NotesBatchNorm.problem(mistakes, 2, FIRST_SEED).check(FIRST_SEED).run();
    assertThat(report.finding("beta").hint()).contains("the same as the gradient of gamma");
    assertThat(report.finding("x").hint()).isNotEmpty();
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
