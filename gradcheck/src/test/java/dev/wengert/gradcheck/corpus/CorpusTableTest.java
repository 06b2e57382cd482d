package dev.wengert.gradcheck.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Prints the corpus as a table, and beside it what other rules say; a build skips it.
 *
 * <p>{@code mvn -q -pl gradcheck -am test -Dtest=CorpusTableTest -Dcorpus.seed=fresh}, and {@code
 * -Dcorpus.seed=NUMBER} to see a run again; {@code -Dcorpus.seeds=NUMBER} for fewer or more than
 * twenty seeds, and {@code -Dcorpus.rules=false} for this checker alone.
 */
class CorpusTableTest {

  private static final int SEEDS = Integer.getInteger("corpus.seeds", 20);

  /** The verdicts that neither accuse nor acquit. */
  private static final ImmutableSet<Verdict> UNTOLD =
      ImmutableSet.of(Verdict.VACUOUS, Verdict.ILL_CONDITIONED, Verdict.INCONCLUSIVE);

  /** The full Jacobian of the larger cases is left to one seed. */
  private static final int LARGE = 100;

  private final long first = firstSeed();
  private final boolean withRules =
      Boolean.parseBoolean(System.getProperty("corpus.rules", "true"));
  private final Tally ours = new Tally();
  private final Map<OtherRules, Tally> others = new EnumMap<>(OtherRules.class);
  private final List<String> amiss = new ArrayList<>();

  /** Counts runs: of wrong derivatives first, then of right ones. */
  private static final class Tally {
    private final int[] runs = new int[2];
    private final int[] flagged = new int[2];
    private final int[] untold = new int[2];

    void add(boolean isMutant, boolean flags, boolean tellsNothing) {
      int kind = isMutant ? 0 : 1;
      runs[kind]++;
      untold[kind] += tellsNothing ? 1 : 0;
      flagged[kind] += flags && !tellsNothing ? 1 : 0;
    }

    void print(String rule) {
      System.out.printf(
          Locale.ROOT,
          "%-16s %6d of %d %9d %7d %8d of %d %9d%n",
          rule,
          flagged[0],
          runs[0],
          untold[0],
          runs[0] - flagged[0] - untold[0],
          flagged[1],
          runs[1],
          untold[1]);
    }
  }

  @Test
  void verdictsOnFreshSeeds() {
    System.out.printf(
        Locale.ROOT,
        "corpus.seed=%d, %d seeds%n%-58s %-28s %10s %11s %9s  %s%n",
        first,
        SEEDS,
        "case",
        "verdicts",
        "resolution",
        "evaluations",
        "time",
        "flagged at the first seed by");
    for (OtherRules rule : OtherRules.values()) {
      others.put(rule, new Tally());
    }
    for (ImmutableList<Case> cases : ImmutableList.of(Mutants.all(), CorrectFunctions.all())) {
      for (Case each : cases) {
        row(each);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "corpus.seed=%d%n%-16s %14s %9s %7s %16s %9s%n",
        first,
        "rule",
        "caught",
        "undecided",
        "passed",
        "false alarms",
        "undecided");
    ours.print("this checker");
    others.forEach((rule, tally) -> tally.print(rule.name()));
    assertThat(amiss).as("verdicts that are not right").isEmpty();
  }

  private void row(Case each) {
    Map<Verdict, Integer> verdicts = new TreeMap<>();
    double resolution = 0;
    long evaluations = 0;
    long nanoseconds = 0;
    for (int i = 0; i < SEEDS; i++) {
      long seed = first + 1000L * i;
      Problem problem = each.problem().apply(seed);
      long begin = System.nanoTime();
      Report report = problem.check(seed).run();
      nanoseconds += System.nanoTime() - begin;
      evaluations += report.evaluations();
      Verdict verdict = report.verdict();
      verdicts.merge(verdict, 1, Integer::sum);
      if (!each.expected().contains(verdict)) {
        amiss.add(each.name() + ", seed " + seed + ": " + verdict);
      }
      ours.add(each.isMutant(), !verdict.isCorrect(), UNTOLD.contains(verdict));
      for (Finding finding : report.findings()) {
        if (finding.resolution() > resolution) { // NaN where all is zero
          resolution = finding.resolution();
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-58s %-28s %10.1e %11d %6.2f ms %s%n",
        each.name(),
        verdicts,
        resolution,
        evaluations / SEEDS,
        nanoseconds / 1e6 / SEEDS,
        withRules ? flaggedByOthers(each) : "");
  }

  private String flaggedByOthers(Case each) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < SEEDS; i++) {
      long seed = first + 1000L * i;
      if (i > 0 && size(each, seed) > LARGE) {
        break;
      }
      for (Map.Entry<OtherRules, Tally> other : others.entrySet()) {
        boolean flags = !accepts(other.getKey(), each.problem().apply(seed));
        other.getValue().add(each.isMutant(), flags, false);
        if (flags && i == 0) {
          row.append(' ').append(other.getKey());
        }
      }
    }
    return row.toString();
  }

  /** What a checkpoint finds itself is found under every rule; an exception ends any other. */
  private static boolean accepts(OtherRules rule, Problem problem) {
    try {
      return rule.accepts(problem);
    } catch (RuntimeException e) {
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
