package dev.wengert.ops;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterators;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.coverage.CoverageHook;
import dev.wengert.testing.Gates;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsCoverage;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * The gradient of every differentiable function agrees with finite differences at random shapes and
 * values. A family is one property; within it, each function has its share of tries and a verdict
 * of its own on how many of them tested something.
 */
@AddLifecycleHook(CoverageHook.class)
class GradientPropertiesTest {

  private static final String SEED = "20261120";
  private static final String OTHER_SEED = "20261129";

  /** Tries that tested nothing must not be more than a fifth, and there must be some. */
  private static final double MOST_UNTESTED_PERCENT = 20;

  private static final int LEAST_TRIES = 3;

  private static final int GENERATOR_SIZE = 1000;

  private static final ImmutableMap<String, Arbitrary<GradientSample>> ELEMENTWISE =
      ElementwiseGradients.table().entries();
  private static final ImmutableMap<String, Arbitrary<GradientSample>> AXES =
      AxisGradients.table().entries();
  private static final ImmutableMap<String, Arbitrary<GradientSample>> SHAPES =
      ShapeGradients.table().entries();
  private static final ImmutableMap<String, Arbitrary<GradientSample>> ARRAYS =
      ArrayGradients.table().entries();
  private static final ImmutableMap<String, Arbitrary<GradientSample>> SCALARS =
      ScalarGradients.table().entries();
  private static final ImmutableMap<String, Arbitrary<GradientSample>> WINDOWS =
      WindowGradients.table().entries();

  /** Returns all entries by function. */
  static ImmutableMap<String, Arbitrary<GradientSample>> all() {
    return ImmutableMap.<String, Arbitrary<GradientSample>>builder()
        .putAll(ELEMENTWISE)
        .putAll(AXES)
        .putAll(SHAPES)
        .putAll(ARRAYS)
        .putAll(SCALARS)
        .putAll(WINDOWS)
        .buildOrThrow();
  }

  @Property(
      tries = 400,
      seed = SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void functionsOfElements(@ForAll("elementwise") GradientSample sample) {
    check(sample);
  }

  @Property(
      tries = 1200,
      seed = OTHER_SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Tag(Gates.TAG)
  void functionsOfElementsAtMorePoints(@ForAll("elementwise") GradientSample sample) {
    check(sample);
  }

  @Provide
  Arbitrary<GradientSample> elementwise() {
    return samples(ELEMENTWISE);
  }

  @Property(
      tries = 300,
      seed = SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void functionsAlongAxes(@ForAll("alongAxes") GradientSample sample) {
    check(sample);
  }

  @Property(
      tries = 800,
      seed = OTHER_SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Tag(Gates.TAG)
  void functionsAlongAxesAtMorePoints(@ForAll("alongAxes") GradientSample sample) {
    check(sample);
  }

  @Provide
  Arbitrary<GradientSample> alongAxes() {
    return samples(AXES);
  }

  @Property(
      tries = 300,
      seed = SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void functionsThatMoveElements(@ForAll("moves") GradientSample sample) {
    check(sample);
  }

  @Property(
      tries = 600,
      seed = OTHER_SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Tag(Gates.TAG)
  void functionsThatMoveElementsAtMorePoints(@ForAll("moves") GradientSample sample) {
    check(sample);
  }

  @Provide
  Arbitrary<GradientSample> moves() {
    return samples(SHAPES);
  }

  @Property(
      tries = 300,
      seed = SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void functionsOfMatricesImagesAndSequences(@ForAll("arrays") GradientSample sample) {
    check(sample);
  }

  @Property(
      tries = 800,
      seed = OTHER_SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Tag(Gates.TAG)
  void functionsOfMatricesImagesAndSequencesAtMorePoints(@ForAll("arrays") GradientSample sample) {
    check(sample);
  }

  @Provide
  Arbitrary<GradientSample> arrays() {
    return samples(ARRAYS);
  }

  @Property(
      tries = 280,
      seed = SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void functionsWithLimits(@ForAll("scalars") GradientSample sample) {
    check(sample);
  }

  @Property(
      tries = 560,
      seed = OTHER_SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Tag(Gates.TAG)
  void functionsWithLimitsAtMorePoints(@ForAll("scalars") GradientSample sample) {
    check(sample);
  }

  @Provide
  Arbitrary<GradientSample> scalars() {
    return samples(SCALARS);
  }

  @Property(
      tries = 330,
      seed = SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void functionsOfWindowsAndPositions(@ForAll("windows") GradientSample sample) {
    check(sample);
  }

  @Property(
      tries = 660,
      seed = OTHER_SEED,
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  @Tag(Gates.TAG)
  void functionsOfWindowsAndPositionsAtMorePoints(@ForAll("windows") GradientSample sample) {
    check(sample);
  }

  @Provide
  Arbitrary<GradientSample> windows() {
    return samples(WINDOWS);
  }

  /**
   * Functions in turn, so that each has its share; a failure shrinks to a simpler point of the same
   * function, not to another function.
   */
  static Arbitrary<GradientSample> samples(ImmutableMap<String, Arbitrary<GradientSample>> table) {
    Iterator<RandomGenerator<GradientSample>> turns =
        Iterators.cycle(
            table.values().stream().map(each -> each.generator(GENERATOR_SIZE)).toList());
    return Arbitraries.fromGenerator(random -> turns.next().next(random));
  }

  /** What the tapes recorded, from which the coverage report must have its rows. */
  private static final Set<String> RECORDED = new TreeSet<>();

  @AfterContainer
  static void theReportHasWhatTheTapesRecorded() {
    CoverageReport.requireRows(RECORDED);
  }

  static void check(GradientSample sample) {
    if (sample.depth() == GradientSample.Depth.FORWARD) {
      RECORDED.addAll(CoverageReport.recorded(sample));
    }
    Report report = sample.check().run();
    Verdict verdict = report.verdict();
    boolean tested = verdict != Verdict.VACUOUS && verdict != Verdict.INCONCLUSIVE;
    Statistics.label(sample.function())
        .collect(tested)
        .coverage(GradientPropertiesTest::requireTested);
    if (tested) {
      report.assertCorrect();
    }
  }

  private static void requireTested(StatisticsCoverage coverage) {
    coverage.check(false).percentage(percent -> percent <= MOST_UNTESTED_PERCENT);
    coverage.check(true).count(count -> count >= LEAST_TRIES);
  }
}
