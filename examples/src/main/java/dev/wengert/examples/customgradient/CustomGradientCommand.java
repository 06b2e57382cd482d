package dev.wengert.examples.customgradient;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.nio.file.Files;
import picocli.CommandLine.Command;

/** The subcommand {@code custom-gradient}: what the checker says of a wrong gradient. */
@Command(
    name = "custom-gradient",
    description = {
      "Checks a hand-written backward pass of batch normalization that has the mistakes of a"
          + " well-known set of notes, each alone, then all together: which gradients are wrong,"
          + " where, by how much, and a hint why. Then the corrected one. Writes the last two"
          + " reports as HTML pages.",
      ""
    })
public final class CustomGradientCommand extends ExampleCommand {

  private static final String WRONG = "from-the-notes.html";
  private static final String RIGHT = "corrected.html";
  private static final int MATRIX = 2;
  private static final int IMAGES = 4;

  /** Creates the command. */
  public CustomGradientCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(WRONG, RIGHT);
    folder.checkReplaceable(names);
    boolean asExpected = true;
    for (int rank : new int[] {MATRIX, IMAGES}) {
      print(rank == MATRIX ? "Of [m, n], one mistake at a time" : "Of [N, C, H, W]");
      for (Mistake mistake : Mistake.of(rank)) {
        Report report = BatchNormBackward.with(ImmutableSet.of(mistake)).check(rank);
        asExpected &= wrong(report).equals(mistake.wrong());
        print("  " + mistake.text() + ":");
        explain(report);
      }
      print("  all of them together:");
      explain(BatchNormBackward.with(Mistake.of(rank)).check(rank));
    }
    Report moving = new RunningStatistics(true).check();
    print("At inference");
    print("  running statistics move: " + moving.verdict());
    Report wrong = BatchNormBackward.with(Mistake.of(MATRIX)).check(MATRIX);
    Report right = BatchNormBackward.corrected().check(MATRIX);
    print("The backward pass of the notes, of [m, n]");
    print(wrong.toString());
    print("The corrected one");
    print(right.toString());
    folder.save(
        names,
        place -> {
          Files.writeString(place.resolve(WRONG), wrong.toHtml());
          Files.writeString(place.resolve(RIGHT), right.toHtml());
        });
    say("Open " + folder + "/" + WRONG + " in a browser for the map of errors.");
    boolean told = !wrong.isCorrect() && right.isCorrect() && !moving.isCorrect();
    return asExpected && told ? 0 : 1;
  }

  /** Returns the inputs whose gradients a report calls wrong. */
  static ImmutableSet<String> wrong(Report report) {
    ImmutableSet.Builder<String> wrong = ImmutableSet.builder();
    for (Finding finding : report.findings()) {
      if (finding.verdict() == Verdict.WRONG) {
        wrong.add(finding.input());
      }
    }
    return wrong.build();
  }

  private void explain(Report report) {
    for (Finding finding : report.findings()) {
      String hint = finding.hint().isEmpty() ? "" : ", " + finding.hint();
      print("    " + finding.input() + ": " + finding.verdict() + hint);
    }
  }

  /** Records the forward definition, for drawings of its tape. */
  public static void record(Tape tape) {
    Tensor x = tape.watch(Tensor.of(new double[][] {{1, 2}, {3, 5}, {-1, 0}}));
    BatchNormBackward.forward(x, tape.watch(Tensor.of(1.0, 2.0)), tape.watch(Tensor.of(0.0, 1.0)));
  }
}
