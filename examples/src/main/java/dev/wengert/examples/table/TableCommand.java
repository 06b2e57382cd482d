package dev.wengert.examples.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.examples.EpochProgress;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Features;
import dev.wengert.nn.data.table.Prediction;
import dev.wengert.nn.data.table.Table;
import dev.wengert.nn.data.table.TablePredictor;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.metric.AveragePrecision;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.metric.Metric;
import dev.wengert.nn.metric.RocAuc;
import dev.wengert.nn.metric.Threshold;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.ops.Losses;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code table}: who leaves, foretold from a table of customers. */
@Command(
    name = "table",
    description = {
      "Reads a table of made-up customers with gaps, categories and dates, learns which of them"
          + " leave, says how well that is foretold of others, keeps the model with all that was"
          + " fitted in one file, and scores a raw row by what it reads from there.",
      ""
    })
public final class TableCommand extends ExampleCommand {

  private static final String DATA = "customers.csv";
  private static final String MODEL = "churn.safetensors";
  private static final ImmutableSet<String> NAMES = ImmutableSet.of(DATA, MODEL);
  private static final int FEWEST_ROWS = 500;
  private static final int MOST_ROWS = 1_000_000;
  private static final int MOST_EPOCHS = 1000;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "The number of customers. Default: ${DEFAULT-VALUE}.")
  private int rows = 8000;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often training sees each of them. Default: ${DEFAULT-VALUE}.")
  private int epochs = 8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What customers, parts and weights are drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Creates the command. */
  public TableCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() {
    checkRange("--rows", rows, FEWEST_ROWS, MOST_ROWS);
    checkRange("--epochs", epochs, 1, MOST_EPOCHS);
    OutputFolder folder = folder();
    folder.checkReplaceable(NAMES);
    String csv = Customers.csv(rows, seed);
    Table table = Customers.table(csv);
    say(table.toString());
    ImmutableList<Table> parts = table.stratified("left", Key.of(seed), 0.7, 0.15, 0.15);
    Features features = ChurnModel.features(parts.get(0));
    say(features.toString());
    TablePredictor predictor = train(features, parts.get(0));
    evaluate(predictor, parts.get(1), parts.get(2));
    folder.save(
        NAMES,
        place -> {
          Files.writeString(place.resolve(DATA), csv);
          predictor.write(place.resolve(MODEL));
          print(score(TablePredictor.read(place.resolve(MODEL), ChurnModel::model)));
        });
    say("The customers and the model are in " + folder);
    return 0;
  }

  private TablePredictor train(Features features, Table training) {
    try (TaskProgress progress = progress("Training", epochs)) {
      return ChurnModel.train(features, training, epochs, seed, new EpochProgress(progress));
    }
  }

  /** Chooses from which score on a customer is taken to leave, and says what comes of it. */
  private void evaluate(TablePredictor predictor, Table development, Table test) {
    Threshold threshold =
        Threshold.choose(
            predictor.outputs(development),
            predictor.features().examples(development).y(),
            matrix -> matrix.f1(1));
    Tensor scores = predictor.outputs(test);
    Tensor truth = predictor.features().examples(test).y();
    Metric roc = new RocAuc();
    Metric precision = new AveragePrecision();
    ConfusionMatrix matrix = ConfusionMatrix.binary(threshold.value());
    for (Metric metric : ImmutableList.of(roc, precision, matrix)) {
      metric.update(scores, truth);
    }
    print(
        String.format(
            Locale.ROOT,
            "test part: area under the ROC curve %.3f, average precision %.3f, of %d customers of"
                + " whom %d left",
            roc.value(),
            precision.value(),
            test.rows(),
            matrix.count(1, 0) + matrix.count(1, 1)));
    print(matrix.report("stays", "leaves"));
  }

  /** Scores a customer as a service is told of one, whose age nobody knows. */
  private static String score(TablePredictor predictor) {
    Map<String, Object> customer = new HashMap<>();
    customer.put("age", null);
    customer.put("city", "Oslo");
    customer.put("tariff", "pro");
    customer.put("price", 24.9);
    customer.put("since", "2025-12-01");
    customer.put("calls", 4);
    customer.put("monthly", true);
    Prediction prediction = predictor.of(customer);
    return String.format(
        Locale.ROOT,
        "a customer from a city that was not in the table, with 4 calls: score %.3f, %s",
        prediction.probability(),
        prediction.label().equals("true") ? "leaves" : "stays");
  }

  /** Records the network's loss on ten customers, for drawings of its tape. */
  public static void record(Tape tape) {
    Table table = Customers.table(Customers.csv(FEWEST_ROWS, 1));
    Features features = ChurnModel.features(table);
    Examples few = features.examples(table).take(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Model<Sequential> model = ChurnModel.model(features);
    Values watched = model.initialize(Key.of(1)).map((path, value) -> tape.watch(value, path));
    Tensor logits = model.root().forward(few.x(), model.training(watched, Key.of(3)));
    Losses.binaryCrossEntropyWithLogits(logits, few.y());
  }
}
