package dev.wengert.examples.characters;

import com.google.common.collect.ImmutableSet;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.train.TaskProgress;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code characters}: a language model over characters. */
@Command(
    name = "characters",
    description = {
      "Trains a small transformer to foretell the next character of a text, sonnets of Shakespeare"
          + " or a file, says how many bits a character takes then, draws the loss, and writes a"
          + " text of its own.",
      ""
    })
public final class CharactersCommand extends ExampleCommand {

  private static final String PICTURE = "loss.png";
  private static final int LONGEST = 100_000;

  /** How many steps one point of the picture is the mean of. */
  private static final int SMOOTHING = 10;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "A text in UTF-8. Default: the built-in sonnets 1 to 24.")
  private @Nullable Path file;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The number of training steps. Default: ${DEFAULT-VALUE}.")
  private int steps = 1000;

  @Option(
      names = "--generate",
      paramLabel = "N",
      description = "How many characters to write. Default: ${DEFAULT-VALUE}.")
  private int length = 400;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description =
          "How daring the writing is: 0 always takes the likeliest character, 1 draws as the"
              + " network expects. Default: ${DEFAULT-VALUE}.")
  private double temperature = 0.8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What weights, pieces and text are drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Creates the command. */
  public CharactersCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    checkRange("--steps", steps, 1, LONGEST);
    checkRange("--generate", length, 0, LONGEST);
    if (!(temperature >= 0 && temperature <= 100)) {
      throw new UserError(
          "--temperature: out of range: " + temperature + "; choose from 0 to 100, such as 0.8");
    }
    OutputFolder folder = folder();
    ImmutableSet<String> names = ImmutableSet.of(PICTURE);
    folder.checkReplaceable(names);
    Corpus corpus = file == null ? Corpus.sonnets() : Corpus.read(file);
    say(
        String.format(
            Locale.ROOT,
            "Text: %s, %d characters, %d different ones",
            file == null ? "Shakespeare, sonnets 1 to 24" : file,
            corpus.length(),
            corpus.letters()));
    DoubleArrayList bits = new DoubleArrayList(steps);
    LanguageModel model = train(corpus, bits);
    double heldOut = model.heldOutBits(corpus);
    double byFrequency = corpus.bitsByFrequency();
    print(
        String.format(
            Locale.ROOT,
            "bits per character: %.3f at first, %.3f in the end, %.3f on the held-out tenth;"
                + " %.3f by frequencies alone",
            bits.getDouble(0),
            bits.getDouble(steps - 1),
            heldOut,
            byFrequency));
    if (length > 0) {
      print("");
      print(corpus.text(model.generate(corpus.symbol('\n'), length, temperature, seed)).strip());
      print("");
    }
    if (canDraw()) {
      double[] step = new double[Math.ceilDiv(steps, SMOOTHING)];
      double[] mean = new double[step.length];
      Arrays.setAll(step, i -> i * SMOOTHING);
      Arrays.setAll(mean, i -> mean(bits, i * SMOOTHING, Math.min(steps, (i + 1) * SMOOTHING)));
      double[] ends = {0, steps};
      folder.save(
          names,
          place -> {
            try (OutputStream out = Files.newOutputStream(place.resolve(PICTURE))) {
              LineChart.of("A transformer learns a text", "step", "bits per character")
                  .logarithmicFrom(Double.POSITIVE_INFINITY)
                  .line("training, mean of " + SMOOTHING + " steps", step, mean)
                  .line("frequencies alone", ends, new double[] {byFrequency, byFrequency})
                  .points("held-out tenth", new double[] {steps}, new double[] {heldOut})
                  .write(out);
            }
          });
      say("The picture is in " + folder);
    }
    return 0;
  }

  private LanguageModel train(Corpus corpus, DoubleArrayList bits) {
    try (TaskProgress progress = progress("Training", steps)) {
      return LanguageModel.train(
          corpus,
          steps,
          seed,
          loss -> {
            bits.add(loss);
            progress.done(bits.size());
          });
    }
  }

  private static double mean(DoubleArrayList values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values.getDouble(i);
    }
    return sum / (to - from);
  }

  /** Records the network's loss on nine characters, for drawings of its tape. */
  public static void record(Tape tape) {
    Corpus corpus = Corpus.sonnets();
    Model<CharacterNetwork> model = Model.of(new CharacterNetwork(corpus.letters()));
    Values watched = model.initialize(Key.of(1)).map((path, value) -> tape.watch(value, path));
    Tensor piece = corpus.pieces(1, 9, n -> 0);
    model.root().loss(piece, model.inference(watched));
  }
}
