package dev.wengert.examples.serve;

import com.google.common.collect.ImmutableSet;
import com.google.gson.Gson;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.EpochProgress;
import dev.wengert.examples.ExampleCommand;
import dev.wengert.examples.OutputFolder;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.UserError;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.report.TrainingReport;
import dev.wengert.nn.train.BatchPrediction;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.History;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Losses;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code serve}: a trained model behind HTTP. */
@Command(
    name = "serve",
    description = {
      "Trains a small classifier of points in the plane, writes a report of the training as one"
          + " page of HTML, and answers requests for its probabilities over HTTP until Ctrl-C. With"
          + " --load it sends them itself and prints how many it answers a second.",
      "",
      "  curl -d '[[2, 0], [-1, 1.7]]' http://127.0.0.1:8080/score",
      ""
    })
public final class ServeCommand extends ExampleCommand {

  private static final String REPORT = "report.html";
  private static final int MAX_REQUESTS = 10_000_000;
  private static final int MAX_CLIENTS = 1000;
  private static final int EPOCHS = 10;
  private static final BatchPrediction<Sequential> SCORES =
      (net, batch, pass) -> net.forward(batch.x(), pass);

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port, 0 for any that is free. Default: ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Option(
      names = "--load",
      paramLabel = "N",
      description = "Send so many requests, print what was measured, and end. Default: none.")
  private int load;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "How many clients send them at the same time. Default: ${DEFAULT-VALUE}.")
  private int clients = 8;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How many rows a request has. Default: ${DEFAULT-VALUE}.")
  private int rows = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What points and weights are drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** Creates the command. */
  public ServeCommand(Terminal terminal) {
    super(terminal);
  }

  /** Runs the example. */
  @Override
  public Integer call() throws InterruptedException {
    checkRange("--port", port, 0, 65_535);
    checkRange("--load", load, 0, MAX_REQUESTS);
    checkRange("--clients", clients, 1, MAX_CLIENTS);
    checkRange("--rows", rows, 1, ScoringServer.MAX_ROWS);
    OutputFolder folder = folder();
    folder.checkReplaceable(ImmutableSet.of(REPORT));
    Model<Sequential> model = Clouds.model();
    Values values = train(model, folder);
    try (ScoringServer server = start(model, values)) {
      if (load > 0) {
        measure(server);
      } else {
        print("Ask http://127.0.0.1:" + server.port() + "/score; Ctrl-C ends it");
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  private Values train(Model<Sequential> model, OutputFolder folder) {
    Key key = Key.of(seed);
    Examples training = Clouds.points(key.fold("training"), 3000);
    Examples dev = Clouds.points(key.fold("dev"), 600);
    Batching all = Batching.of(200);
    ConfusionMatrix classes = ConfusionMatrix.of(Clouds.CLASSES);
    History history = new History();
    Outcome outcome;
    try (TaskProgress progress = progress("Training", EPOCHS)) {
      Trainer<Sequential> trainer =
          Trainer.of(model, Clouds.LOSS, Optimizer.of(model, Adam.of(0.005)))
              .evaluation(Evaluation.loss("dev", dev, all, Clouds.LOSS))
              .evaluation(Evaluation.metrics("dev", dev, all, SCORES, classes))
              .listener(history)
              .listener(new EpochProgress(progress))
              .build();
      outcome = trainer.train(training, Batching.of(50), Limit.epochs(EPOCHS), trainer.start(key));
    }
    folder.save(
        ImmutableSet.of(REPORT),
        place -> {
          TrainingReport<Sequential> report =
              TrainingReport.html(place.resolve(REPORT), model)
                  .confusionMatrix("dev", dev, all, SCORES, classes)
                  .decisionRegions("dev", dev, SCORES, 0);
          history.epochs().forEach(report::epochEnded);
          report.ended(outcome);
        });
    say("The report of the training is in " + folder);
    return outcome.values();
  }

  private ScoringServer start(Model<Sequential> model, Values values) {
    try {
      return ScoringServer.start(model.predictor(values), 2, load > 0 ? 0 : port);
    } catch (IOException e) {
      throw new UserError("--port: " + port + ": " + e.getMessage() + "; choose another", e);
    }
  }

  /** The first requests, which find nothing compiled, are sent and not measured. */
  private void measure(ScoringServer server) throws InterruptedException {
    Tensor x = Clouds.points(Key.of(seed).fold("load"), rows).x();
    String body = new Gson().toJson(x.to(DType.FLOAT64).toArray());
    Load.on(server.port(), body, Math.min(load, 2000), clients);
    Load measured = Load.on(server.port(), body, load, clients);
    print(
        String.format(
            Locale.ROOT,
            "%,d requests of %d rows by %d clients in %.2f s: %,.0f requests a second, %,.0f rows a"
                + " second",
            measured.requests(),
            rows,
            clients,
            measured.seconds(),
            measured.requests() / measured.seconds(),
            (double) measured.requests() * rows / measured.seconds()));
    print(
        String.format(
            Locale.ROOT,
            "an answer takes %.2f ms (median), %.2f ms (99 of 100), %.2f ms (longest); %d failed",
            measured.percentile(0.5),
            measured.percentile(0.99),
            measured.percentile(1),
            measured.failures()));
  }

  /** Records the loss of two points, for {@code graph}. */
  public static void record(Tape tape) {
    Model<Sequential> model = Clouds.model();
    Values watched = model.initialize(Key.of(1)).map((path, value) -> tape.watch(value, path));
    Examples points = Clouds.points(Key.of(2), 2);
    Losses.crossEntropy(
        model.root().forward(points.x(), model.training(watched, Key.of(3))), points.y());
  }
}
