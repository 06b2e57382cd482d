package dev.wengert.nn.checkpoint;

import dev.wengert.Key;
import dev.wengert.nn.Model;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.train.Blobs;
import dev.wengert.nn.train.EarlyStopping;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Shutdown;
import dev.wengert.nn.train.StepReport;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingListener;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that trains to the end, from its latest checkpoint on, and prints each step: for tests
 * that end it from outside.
 */
public final class LongRun {

  private LongRun() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    long steps = Long.parseLong(args[1]);
    long every = Long.parseLong(args[2]);
    Trainer<Sequential> trainer = trainer(folder, every);
    Shutdown.waiting(
        20,
        () -> {
          Outcome outcome =
              trainer.train(
                  Blobs.data(Key.of(5), 100),
                  Batching.of(8),
                  Limit.steps(steps),
                  trainer.resumeOrStart(Key.of(6)));
          System.out.println(outcome.reason() + " " + outcome.state().step());
          System.out.flush();
          return outcome;
        });
  }

  private static Trainer<Sequential> trainer(Path folder, long every) {
    Model<Sequential> model = Blobs.model();
    return Trainer.<Sequential>of(model, Blobs.LOSS, optimizer(model))
        .penalty("l2", Penalty.l2(1e-4))
        .accumulation(2)
        .evaluation(Evaluation.loss("dev", Blobs.data(Key.of(8), 30), Batching.of(30), Blobs.LOSS))
        .earlyStopping(EarlyStopping.onLoss("dev.loss", 1000))
        .reduceOnPlateau("dev.loss", ReduceOnPlateau.of(0.9, 2))
        .checkpoints(Checkpoints.of(folder, every))
        .listener(
            new TrainingListener() {
              @Override
              public void stepped(StepReport report) {
                System.out.println("step " + report.step());
                System.out.flush();
              }
            })
        .build();
  }

  public static Optimizer optimizer(Model<?> model) {
    return Optimizer.of(model, Adam.of(Schedule.cosine(0.01, 400).warmedUp(20)));
  }

  /** Returns the program in a JVM of its own. */
  public static Process start(Path folder, long steps, long every) throws IOException {
    return start(List.of(), folder, steps, every);
  }

  /**
   * Returns the program so that it answers a signal even where tests run in the background of a
   * shell, which has its children ignore INT; a JVM leaves what is ignored alone.
   */
  public static Process startAnswering(String signal, Path folder, long steps, long every)
      throws IOException, InterruptedException {
    List<String> answering = List.of("env", "--default-signal=" + signal);
    List<String> probe = new ArrayList<>(answering);
    probe.add("true");
    boolean isKnown = new ProcessBuilder(probe).start().waitFor() == 0; // to GNU's env
    return start(isKnown ? answering : List.of(), folder, steps, every);
  }

  private static Process start(List<String> prefix, Path folder, long steps, long every)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Dwengert.blas=none");
    command.add("-classpath");
    command.add(
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", ""));
    command.add(LongRun.class.getName());
    command.addAll(List.of(folder.toString(), Long.toString(steps), Long.toString(every)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Returns the rest of what a program prints, when it has ended. */
  public static List<String> rest(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }
}
