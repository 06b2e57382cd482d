package dev.wengert.sentences;

import ai.onnxruntime.OrtException;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.SmallPng;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.examples.WengertExamples;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.checkpoint.ParameterFiles;
import dev.wengert.nn.text.TokenBatch;
import dev.wengert.nn.train.EpochReport;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.StepReport;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.onnx.Onnx;
import dev.wengert.onnx.OnnxLayer;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code sentences}: a sentence encoder from elsewhere, tuned and handed back. */
@Command(
    name = "sentences",
    description = {
      "Reads a sentence encoder from an ONNX file, finds pages of a made-up company's help by the"
          + " cosine, tunes all its weights on what people there ask in words of their own, draws"
          + " what became of it, writes it as safetensors and as ONNX, and says how far that is"
          + " from what ONNX Runtime computes.",
      ""
    })
public final class SentencesCommand extends ExampleCommand {

  private static final String WEIGHTS = "tuned.safetensors";
  private static final String MODEL = "tuned.onnx";
  private static final String PICTURE = "cosines.png";
  private static final ImmutableSet<String> NAMES = ImmutableSet.of(WEIGHTS, MODEL, PICTURE);
  private static final int SHOWN = 2;
  private static final int MOST_EPOCHS = 1000;
  private static final int MOST_ROUNDS = 1000;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The encoder, ONNX. Default: all-MiniLM-L6-v2 from the class path.")
  private @Nullable Path modelFile;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "Its vocabulary: tokenizer.json or vocab.txt. Default: that of the same model.")
  private @Nullable Path tokenizerFile;

  @Option(
      names = "--query",
      paramLabel = "TEXT",
      description = "A question to show the nearest pages of. Default: ${DEFAULT-VALUE}.")
  private String query = "the dragon's powder is used up";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "How often training sees each question at most; it stops early. Default:"
              + " ${DEFAULT-VALUE}.")
  private int epochs = 12;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the order of questions is drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--speed",
      paramLabel = "ROUNDS",
      description =
          "Tune and write nothing: say how long the encoder takes here and in ONNX Runtime, on as"
              + " many threads, one after the other in so many rounds, after as many to warm up.")
  private int speed;

  /** Creates the command. */
  public SentencesCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the command on the process's own terminal and ends the process. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true"); // the picture goes to a file
    Terminal terminal = Terminal.system();
    System.exit(
        WengertExamples.speaking(new CommandLine(new SentencesCommand(terminal)), terminal)
            .execute(arguments));
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    checkRange("--epochs", epochs, 1, MOST_EPOCHS);
    checkRange("--speed", speed, 0, MOST_ROUNDS);
    OutputFolder folder = folder();
    folder.checkReplaceable(NAMES);
    byte[] file = Encoders.model(modelFile);
    OnnxLayer layer = Encoders.layer(file);
    SentenceEncoder encoder = new SentenceEncoder(layer, Encoders.tokenizer(tokenizerFile));
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    Helpdesk helpdesk = Helpdesk.read();
    say(
        String.format(
            Locale.ROOT, "Encoder: %,d numbers, %s", model.parameterCount(), encoder.tokenizer()));
    say(
        String.format(
            Locale.ROOT,
            "Help: %d pages; %d questions to train on, %d to stop by, %d to test with",
            helpdesk.pages().size(),
            helpdesk.training().size(),
            helpdesk.development().size(),
            helpdesk.test().size()));
    if (speed > 0) {
      time(encoder, model, values, file, helpdesk);
      return 0;
    }
    TokenBatch batch = batch(encoder, helpdesk);
    Tensor hidden = hidden(encoder, batch, model, values);
    print(apart("hidden states here and in ONNX Runtime", hidden, runtime(file, encoder, batch)));

    Search before = Search.of(encoder, model, values, helpdesk.test(), helpdesk.pages());
    ask(encoder, model, values, helpdesk);
    Values tuned = tune(encoder, model, values, helpdesk);
    Search after = Search.of(encoder, model, tuned, helpdesk.test(), helpdesk.pages());
    ask(encoder, model, tuned, helpdesk);
    print(
        String.format(
            Locale.ROOT,
            "nearest to the right page: %d of %d questions before, %d after",
            before.found(),
            helpdesk.test().size(),
            after.found()));

    boolean draws = canDraw();
    Tensor expected = hidden(encoder, batch, model, tuned);
    folder.save(
        NAMES,
        place -> {
          ParameterFiles.write(place.resolve(WEIGHTS), tuned);
          Onnx.write(place.resolve(MODEL), layer.withValues(tuned));
          if (draws) {
            Files.write(place.resolve(PICTURE), SmallPng.of(CosinePicture.of(before, after)));
          }
          compare(place, encoder, model, batch, expected);
        });
    say("The weights, the model" + (draws ? " and the picture" : "") + " are in " + folder);
    return 0;
  }

  private void time(
      SentenceEncoder encoder,
      Model<OnnxLayer> model,
      Values values,
      byte[] file,
      Helpdesk helpdesk) {
    try {
      new Speed(encoder, model, values, speed).run(file, texts(helpdesk), this::print);
    } catch (OrtException e) {
      throw notRun(e);
    }
  }

  /** Reads both files again and says how far they are from what was written. */
  private void compare(
      Path place,
      SentenceEncoder encoder,
      Model<OnnxLayer> model,
      TokenBatch batch,
      Tensor expected)
      throws IOException {
    Values read = ParameterFiles.read(place.resolve(WEIGHTS), model);
    print(
        apart(
            "tuned, and read again from safetensors",
            expected,
            hidden(encoder, batch, model, read)));
    byte[] written = Files.readAllBytes(place.resolve(MODEL));
    print(
        apart(
            "tuned, and run by ONNX Runtime from ONNX",
            expected,
            runtime(written, encoder, batch)));
  }

  private Values tune(
      SentenceEncoder encoder, Model<OnnxLayer> model, Values values, Helpdesk helpdesk) {
    List<String> losses = new ArrayList<>();
    Tuning tuning = new Tuning(encoder, helpdesk.pages());
    int steps = epochs * tuning.steps(helpdesk);
    Outcome outcome;
    try (TaskProgress progress = progress("Tuning", steps)) {
      outcome =
          tuning.train(
              model,
              values,
              helpdesk,
              epochs,
              seed,
              new TrainingListener() {
                @Override
                public void stepped(StepReport report) {
                  progress.done(report.step());
                }

                @Override
                public void epochEnded(EpochReport report) {
                  losses.add(String.format(Locale.ROOT, "%.3f", report.figures().get("dev.loss")));
                }
              });
    }
    say("development loss by epoch: " + String.join(", ", losses));
    return outcome.values();
  }

  /** Shows the pages nearest to the query. */
  private void ask(
      SentenceEncoder encoder, Model<OnnxLayer> model, Values values, Helpdesk helpdesk) {
    Search search =
        Search.of(
            encoder,
            model,
            values,
            ImmutableList.of(new Helpdesk.Question(query, 0)),
            helpdesk.pages());
    print("\"" + query + "\": " + search.words(0, SHOWN));
  }

  /** Returns pages and questions of several lengths. */
  private static TokenBatch batch(SentenceEncoder encoder, Helpdesk helpdesk) {
    List<String> texts = new ArrayList<>(helpdesk.pages());
    helpdesk.test().forEach(question -> texts.add(question.text()));
    return encoder.tokenizer().batch(texts);
  }

  private static ImmutableList<String> texts(Helpdesk helpdesk) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    texts.addAll(helpdesk.pages());
    helpdesk.questions().forEach(question -> texts.add(question.text()));
    return texts.build();
  }

  /** Returns the hidden states of pieces; where sentences are filled up, nobody looks at them. */
  private static Tensor hidden(
      SentenceEncoder encoder, TokenBatch batch, Model<OnnxLayer> model, Values values) {
    return there(encoder.hidden(batch, model.inference(values)), batch);
  }

  private static Tensor runtime(byte[] file, SentenceEncoder encoder, TokenBatch batch) {
    try (OnnxRuntime runtime = OnnxRuntime.of(file, Wengert.threads())) {
      return there(runtime.run(encoder.inputs(batch)), batch);
    } catch (OrtException e) {
      throw notRun(e);
    }
  }

  private static UserError notRun(OrtException e) {
    return new UserError("--model: ONNX Runtime does not run it: " + e.getMessage(), e);
  }

  private static Tensor there(Tensor hidden, TokenBatch batch) {
    Tensor mask = batch.mask().ne(0).reshape(batch.size(), batch.length(), 1);
    return Selection.where(mask, hidden, 0);
  }

  private static String apart(String what, Tensor one, Tensor other) {
    double difference = Reductions.max(Elementary.abs(one.minus(other))).item();
    return String.format(Locale.ROOT, "%s: at most %.1e apart", what, difference);
  }
}
