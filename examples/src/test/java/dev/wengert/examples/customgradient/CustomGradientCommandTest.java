package dev.wengert.examples.customgradient;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.CommandRun;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomGradientCommandTest {

  @TempDir Path folder;

  /** Why the gradients of x, gamma and beta are wrong, where they are, as the checker guesses. */
  private static final ImmutableMap<Mistake, List<String>> HINTS =
      ImmutableMap.of(
          Mistake.SHIFT,
          List.of("the same as the gradient of gamma"),
          Mistake.ROOT,
          List.of("multiplied by its root where it should be divided?"),
          Mistake.VARIANCE,
          List.of("of the path through the variance over axes [0"),
          Mistake.BATCH_SIZE,
          List.of("or 1/4 where 1/24 belongs"),
          Mistake.AXES,
          List.of(
              "the path through the mean over axes [0, 2, 3] is wrong",
              "the right numbers at the wrong elements",
              "the right numbers at the wrong elements"),
          Mistake.SHAPE,
          List.of("the path through the mean", "each slope should be x standardized"));

  @Test
  void eachMistakeIsFoundInTheGradientsItMakesWrong() {
    for (int rank : new int[] {2, 4}) {
      for (Mistake mistake : Mistake.of(rank)) {
        Report report = BatchNormBackward.with(Set.of(mistake)).check(rank);
        assertThat(CustomGradientCommand.wrong(report))
            .as("%s, rank %s", mistake, rank)
            .isEqualTo(mistake.wrong());
      }
    }
    assertThat(Mistake.of(2)).hasSize(3);
    assertThat(Mistake.of(4)).isEqualTo(HINTS.keySet());
  }

  @Test
  void whyIsHinted() {
    for (int rank : new int[] {2, 4}) {
      for (Mistake mistake : Mistake.of(rank)) {
        Report report = BatchNormBackward.with(Set.of(mistake)).check(rank);
        List<String> expected = requireNonNull(HINTS.get(mistake));
        int next = 0;
        for (String input : List.of("x", "gamma", "beta")) {
          if (mistake.wrong().contains(input)) {
            assertThat(report.finding(input).hint())
                .as("%s of %s, rank %s", mistake, input, rank)
                .contains(expected.get(next++));
          }
        }
        assertThat(next).isEqualTo(expected.size());
      }
    }
  }

  /** No mistake hides another: all of them, and all but one. */
  @Test
  void mistakesMadeTogetherAreFoundTogether() {
    for (int rank : new int[] {2, 4}) {
      Set<Mistake> all = Mistake.of(rank);
      List<Set<Mistake>> together = new ArrayList<>(Sets.combinations(all, all.size() - 1));
      together.add(all);
      for (Set<Mistake> mistakes : together) {
        Set<String> wrong = new TreeSet<>();
        mistakes.forEach(mistake -> wrong.addAll(mistake.wrong()));
        assertThat(CustomGradientCommand.wrong(BatchNormBackward.with(mistakes).check(rank)))
            .as("%s, rank %s", mistakes, rank)
            .hasSameElementsAs(wrong);
      }
    }
  }

  /**
   * Where there are as many columns as channels, a statistic without its shape fits by accident.
   */
  @Test
  void statisticsThatWereNotReshapedFitNoOtherImages() {
    Tensor x = Tensor.zeros(DType.FLOAT64, 2, 3, 4, 5);
    BatchNormBackward notReshaped = BatchNormBackward.with(Set.of(Mistake.SHAPE));
    assertThatThrownBy(() -> notReshaped.backward(x, Tensor.of(1.0, 1, 1), x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3, 4, 5]");
  }

  @Test
  void theCorrectedPassIsRight() {
    assertThat(BatchNormBackward.corrected().check(2).isCorrect()).isTrue();
    assertThat(BatchNormBackward.corrected().check(4).isCorrect()).isTrue();
  }

  @Test
  void runningStatisticsThatMoveAtInferenceMakePredictionsDependOnEachOther() {
    assertThat(new RunningStatistics(true).check().verdict()).isEqualTo(Verdict.NONDETERMINISTIC);
    assertThat(new RunningStatistics(false).check().isCorrect()).isTrue();
  }

  @Test
  void theCommandShowsBothAndWritesThePages() throws IOException {
    CommandRun run = CommandRun.of(CustomGradientCommand::new, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .containsSubsequence(
            "The backward pass of the notes, of [m, n]",
            "  hint: the same as the gradient of gamma",
            "The corrected one");
    assertThat(Files.readString(folder.resolve("new/from-the-notes.html")))
        .contains("<html", "WRONG", "beta");
    assertThat(Files.readString(folder.resolve("new/corrected.html"))).doesNotContain("WRONG");
  }
}
