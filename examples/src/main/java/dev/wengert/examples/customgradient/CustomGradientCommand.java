package dev.wengert.examples.customgradient;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.gradcheck.Report;
import java.nio.file.Files;
import picocli.CommandLine.Command;

/** The subcommand {@code custom-gradient}: what the checker says of a wrong gradient. */
@Command(
    name = "custom-gradient",
    description = {
      "Checks a hand-written backward pass of batch normalization that has the mistakes of a"
          + " well-known set of notes: which gradients are wrong, where, by how much, and a hint"
          + " why. Then the corrected one. Writes both reports as HTML pages.",
      ""
    })
public final class CustomGradientCommand extends ExampleCommand {

  private static final String WRONG = "from-the-notes.html";
  private static final String RIGHT = "corrected.html";

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
    Report wrong = BatchNormBackward.check(BatchNormBackward::fromTheNotes);
    Report right = BatchNormBackward.check(BatchNormBackward::corrected);
    print("The backward pass of the notes");
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
    return !wrong.isCorrect() && right.isCorrect() ? 0 : 1;
  }

  /** Records the forward definition, for drawings of its tape. */
  public static void record(Tape tape) {
    Tensor x = tape.watch(Tensor.of(new double[][] {{1, 2}, {3, 5}, {-1, 0}}));
    BatchNormBackward.forward(x, tape.watch(Tensor.of(1.0, 2.0)), tape.watch(Tensor.of(0.0, 1.0)));
  }
}
