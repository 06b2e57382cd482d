package dev.wengert.gradcheck.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.wengert.ReplayException;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Prints the corpus as tables; a build skips it.
 *
 * <p>{@code mvn -q -pl gradcheck -am test -Dtest=CorpusTableTest -Dcorpus.seed=fresh}, and {@code
 * -Dcorpus.seed=NUMBER} to see a run again.
 */
class CorpusTableTest {

  private static final int SEEDS = 20;

  /** The verdicts that neither accuse nor acquit. */
  private static final ImmutableSet<Verdict> UNTOLD =
      ImmutableSet.of(Verdict.VACUOUS, Verdict.ILL_CONDITIONED, Verdict.INCONCLUSIVE);

  /** The full Jacobian of the cases of 10,000 elements is left to one seed. */
  private static final int LARGE = 5_000;

  @Test
  void verdictsOnFreshSeeds() {
    long first = firstSeed();
    System.out.printf(
        Locale.ROOT,
        "corpus.seed=%d, %d seeds%n%-58s %-28s %10s %11s %9s%n",
        first,
        SEEDS,
        "case",
        "verdicts",
        "resolution",
        "evaluations",
        "time");
    int wrong = 0;
    for (ImmutableList<Case> cases : ImmutableList.of(Mutants.all(), CorrectFunctions.all())) {
      for (Case each : cases) {
        wrong += row(each, first);
      }
    }
    assertThat(wrong).as("verdicts that are not right").isZero();
  }

  private static int row(Case each, long first) {
    Map<Verdict, Integer> verdicts = new TreeMap<>();
    double resolution = 0;
    long evaluations = 0;
    long nanoseconds = 0;
    int wrong = 0;
    for (int i = 0; i < SEEDS; i++) {
      long seed = first + 1000L * i;
      Problem problem = each.problem().apply(seed);
      long begin = System.nanoTime();
      Report report = problem.check(seed).run();
      nanoseconds += System.nanoTime() - begin;
      evaluations += report.evaluations();
      verdicts.merge(report.verdict(), 1, Integer::sum);
      wrong += each.expected().contains(report.verdict()) ? 0 : 1;
      for (Finding finding : report.findings()) {
        if (finding.resolution() > resolution) { // NaN where all is zero
          resolution = finding.resolution();
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-58s %-28s %10.1e %11d %6.2f ms%n",
        each.name(),
        verdicts,
        resolution,
        evaluations / SEEDS,
        nanoseconds / 1e6 / SEEDS);
    return wrong;
  }

  @Test
  void comparisonWithOtherRules() {
    long first = firstSeed();
    Map<OtherRules, int[]> counts = new EnumMap<>(OtherRules.class);
    int[] ours = new int[2];
    int[] untold = new int[1];
    int[] runs = new int[2];
    for (OtherRules rule : OtherRules.values()) {
      counts.put(rule, new int[2]);
    }
    for (ImmutableList<Case> cases : ImmutableList.of(Mutants.all(), CorrectFunctions.all())) {
      for (Case each : cases) {
        compare(each, first, ours, untold, runs, counts);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "corpus.seed=%d%n%-16s %8s %8s %14s%n",
        first,
        "rule",
        "caught",
        "missed",
        "false alarms");
    line("this checker", ours, runs);
    System.out.printf("of right functions, nothing can be told in %d runs%n", untold[0]);
    counts.forEach((rule, flagged) -> line(rule.name(), flagged, runs));
    assertThat(ours).containsExactly(runs[0], 0);
  }

  private static void line(String rule, int[] flagged, int[] runs) {
    System.out.printf(
        Locale.ROOT,
        "%-16s %8d %8d %7d of %d%n",
        rule,
        flagged[0],
        runs[0] - flagged[0],
        flagged[1],
        runs[1]);
  }

  private static void compare(
      Case each, long first, int[] ours, int[] untold, int[] runs, Map<OtherRules, int[]> counts) {
    int kind = each.isMutant() ? 0 : 1;
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < SEEDS; i++) {
      long seed = first + 1000L * i;
      if (i > 0 && size(each, seed) > LARGE) {
        break;
      }
      runs[kind]++;
      Verdict verdict = each.problem().apply(seed).check(seed).run().verdict();
      if (!each.isMutant() && UNTOLD.contains(verdict)) {
        untold[0]++;
      } else {
        ours[kind] += verdict.isCorrect() ? 0 : 1;
      }
      for (OtherRules rule : OtherRules.values()) {
        if (!accepts(rule, each.problem().apply(seed))) {
          counts.getOrDefault(rule, new int[2])[kind]++;
          if (i == 0) {
            row.append(' ').append(rule);
          }
        }
      }
    }
    System.out.printf(Locale.ROOT, "%-58s flagged at the first seed by:%s%n", each.name(), row);
  }

  /** What a checkpoint finds itself is found under every rule. */
  private static boolean accepts(OtherRules rule, Problem problem) {
    try {
      return rule.accepts(problem);
    } catch (ReplayException found) {
      return false;
    }
  }

  private static int size(Case each, long seed) {
    return each.problem().apply(seed).inputs().stream().mapToInt(x -> x.size()).sum();
  }

  private static long firstSeed() {
    assumeTrue(
        System.getProperty("corpus.seed") != null,
        "skipped: the tables are printed with -Dcorpus.seed=fresh");
    return Long.getLong("corpus.seed", new SecureRandom().nextInt(1, 1_000_000_000));
  }
}
