package dev.wengert.examples.digits;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.SmallPng;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.train.StepReport;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.ops.Losses;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code digits}: a convolutional network that reads digits. */
@Command(
    name = "digits",
    description = {
      "Trains a convolutional network with batch normalization, dropout and augmentation to read"
          + " digits of 28 x 28 pixels: drawn by Java in random fonts, sizes, turns and noise, or"
          + " those of MNIST. Draws what it takes for what, and its worst mistakes.",
      ""
    })
public final class DigitsCommand extends ExampleCommand {

  private static final String CONFUSION = "confusion.png";
  private static final String MISTAKES = "mistakes.png";
  private static final int TEST = 2000;
  private static final int SHOWN = 24;
  private static final int LEAST = 256;
  private static final int MOST = 60_000;

  @Option(
      names = "--mnist",
      paramLabel = "DIR",
      description = "A folder with the four files of MNIST, packed with gzip or not.")
  private @Nullable Path mnist;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often training sees each image. Default: ${DEFAULT-VALUE}.")
  private int epochs = 6;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many images to train on, at most 60000. Default: ${DEFAULT-VALUE}.")
  private int images = 12_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What images, weights and masks are drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Creates the command. */
  public DigitsCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    checkRange("--epochs", epochs, 1, 1000);
    checkRange("--images", images, LEAST, MOST);
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(CONFUSION, MISTAKES);
    folder.checkReplaceable(names);
    Digits digits = digits();
    say(
        String.format(
            Locale.ROOT,
            "Digits: %s, %d to train on and %d to test with",
            digits.source(),
            digits.training().count(),
            digits.test().count()));
    Model<Sequential> model = DigitNetwork.model();
    Values values = train(model, digits);
    Tensor probabilities = DigitNetwork.probabilities(model, values, digits.test());
    ConfusionMatrix matrix = ConfusionMatrix.of(Digits.CLASSES);
    matrix.update(probabilities, digits.test().y());
    print(
        String.format(
            Locale.ROOT,
            "%.2f%% of %d digits read right that training has not seen",
            100 * matrix.accuracy(),
            matrix.total()));
    if (canDraw()) {
      BufferedImage mistakes =
          DigitPictures.gallery(
              "The hardest images: digit, what it was read as, how sure",
              Reading.worst(digits.test(), probabilities, SHOWN));
      folder.save(
          names,
          place -> {
            write(DigitPictures.confusion(matrix), place.resolve(CONFUSION));
            write(mistakes, place.resolve(MISTAKES));
          });
      say("The pictures are in " + folder);
    }
    return 0;
  }

  private Digits digits() {
    if (mnist != null) {
      Digits read = Mnist.read(mnist, images);
      if (read.training().count() < LEAST) {
        throw new UserError(
            "--mnist: "
                + mnist
                + ": has too few images to train on: "
                + read.training().count()
                + "; give at least "
                + LEAST);
      }
      return read;
    }
    if (!ChartStyle.canDraw()) {
      throw new UserError(
          "Java has no fonts on this machine to draw digits with; install fontconfig and a font"
              + " such as DejaVu, or give --mnist DIR");
    }
    return DrawnDigits.draw(images, TEST, seed);
  }

  private Values train(Model<Sequential> model, Digits digits) {
    int steps = DigitNetwork.steps(digits.training(), epochs);
    try (TaskProgress progress = progress("Training", steps)) {
      return DigitNetwork.train(
          model,
          digits.training(),
          epochs,
          seed,
          new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
              progress.done(report.step());
            }
          });
    }
  }

  private static void write(BufferedImage picture, Path file) throws IOException {
    Files.write(file, SmallPng.of(picture));
  }

  /** Records the network's loss on two images of noise, for drawings of its tape. */
  public static void record(Tape tape) {
    Model<Sequential> model = DigitNetwork.model();
    Values watched = model.initialize(Key.of(1)).map((path, value) -> tape.watch(value, path));
    Tensor x = Key.of(2).normal(new Spec(DType.FLOAT32, Shape.of(2, 1, Digits.SIDE, Digits.SIDE)));
    Tensor logits = model.root().forward(x, model.training(watched, Key.of(3)));
    Losses.crossEntropy(logits, Tensor.of(3, 7));
  }
}
