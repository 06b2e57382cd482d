package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.Variant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

/** The command line as a user meets it, with a trainer that takes no time. */
class WengertExamplesTest {

  private final FakeTrainer trainer = new FakeTrainer();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private static final String UNCHANGED =
      ": test accuracy +0.0 +- 0.5 points, no more than chance; the gap stays";

  @TempDir Path folder;

  @Test
  void aRunPrintsVerdictsProgressAndTableAndWritesItsFiles() throws IOException {
    Drawing.assumePossible();
    Path output = folder.resolve("results");
    assertThat(run("regularization", "--iterations", "100", "--output", output.toString()))
        .isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().lines())
        .containsExactly(
            "Data: built-in synthetic set, 211 training and 200 test examples",
            "",
            "Gradient check",
            "  none          PASS of none",
            "  l2            PASS of l2",
            "  l1            PASS of l1",
            "  dropout       PASS of dropout",
            "  l2dropout     PASS of l2dropout",
            "  batchnorm     PASS of batchnorm",
            "  layernorm     PASS of layernorm",
            "  standardized  PASS of standardized",
            "  earlystop     PASS of earlystop",
            "  tuned         PASS of tuned",
            "",
            "Training, 100 iterations each",
            "  lambda       [" + "=".repeat(50) + "]",
            "  none         [" + "=".repeat(50) + "]",
            "  l2           [" + "=".repeat(50) + "]",
            "  l1           [" + "=".repeat(50) + "]",
            "  dropout      [" + "=".repeat(50) + "]",
            "  l2dropout    [" + "=".repeat(50) + "]",
            "  batchnorm    [" + "=".repeat(50) + "]",
            "  layernorm    [" + "=".repeat(50) + "]",
            "  standardized [" + "=".repeat(50) + "]",
            "  earlystop    [" + "=".repeat(50) + "]",
            "  tuned        [" + "=".repeat(50) + "]",
            "",
            // The trainer's answer is the diagonal: right for 195 of 211 and 190 of 200 examples.
            "variant        train accuracy    dev accuracy   test accuracy   final cost  "
                + " diagnosis",
            "none            92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009709   neither"
                + " is high",
            "l2              92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009901   neither"
                + " is high",
            "l1              92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009901   neither"
                + " is high",
            "dropout         92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009434   neither"
                + " is high",
            "l2dropout       92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009259   neither"
                + " is high",
            "batchnorm       92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009259   neither"
                + " is high",
            "layernorm       92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009259   neither"
                + " is high",
            "standardized    92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009009   neither"
                + " is high",
            // It sees 147, of which 14 of those 16 that are wrong.
            "earlystop       90.48% +- 2.5   96.88% +- 2.6   95.00% +- 1.6     0.009259   neither"
                + " is high",
            "tuned           92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.009615   neither"
                + " is high",
            "",
            "earlystop: ended after 30 iterations; its parameters are those after 20, when the"
                + " held-out cost was lowest, 0.2500",
            // No lambda makes a difference to this trainer: then the largest is chosen.
            "tuned: lambda is 10, the one of 9 with the lowest held-out cost, " + heldOutCost(),
            "l1: 0 of 2 weights are exactly zero",
            "L2 penalty" + UNCHANGED,
            "L1 penalty" + UNCHANGED,
            "dropout" + UNCHANGED,
            "L2 penalty and dropout" + UNCHANGED,
            "batch normalization" + UNCHANGED,
            "layer normalization" + UNCHANGED,
            "standardized inputs" + UNCHANGED,
            "early stopping" + UNCHANGED.replace("stays", "narrows by 1.9"),
            "L2 penalty, tuned" + UNCHANGED,
            "Open " + output + "/report.html; all files are in " + output);
    assertThat(list(output))
        .containsExactly(
            "boundaries.png",
            "boundary-batchnorm.png",
            "boundary-dropout.png",
            "boundary-earlystop.png",
            "boundary-l1.png",
            "boundary-l2.png",
            "boundary-l2dropout.png",
            "boundary-layernorm.png",
            "boundary-none.png",
            "boundary-standardized.png",
            "boundary-tuned.png",
            "cost.png",
            "lambda.png",
            "penalty.png",
            "report.html",
            "results.json",
            "stopping.png");
    assertThat(trainer.checked()).containsExactly(Variant.values());
    assertThat(trainer.trained().subList(0, 9)).containsOnly(Variant.L2);
    // Each twice, since the diagnosis is made by held-out examples, which one has already.
    List<Variant> trained = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      trained.addAll(Collections.nCopies(variant == Variant.EARLYSTOP ? 1 : 2, variant));
    }
    assertThat(trainer.trained().subList(9, 28)).isEqualTo(trained);
  }

  /** The mean of -log of what the diagonal gives to the right labels of the held-out examples. */
  private static String heldOutCost() {
    PlanarSet dev = HeldOut.of(SyntheticData.create().train(), 3).dev();
    double sum = 0;
    for (int i = 0; i < dev.size(); i++) {
      double one = 1 / (1 + Math.exp(-10 * (dev.x2()[i] - dev.x1()[i])));
      sum -= Math.log(dev.labels()[i] == 1 ? one : 1 - one);
    }
    return String.format(Locale.ROOT, "%.4f", sum / dev.size());
  }

  @Test
  void optionsReachTheTrainerAndTheResults() throws IOException {
    Path train = Files.writeString(folder.resolve("train.csv"), "x1,x2,label\n0,1,1\n1,0,0\n");
    Path test = Files.writeString(folder.resolve("test.csv"), "x1,x2,label\n1,0,1\n");
    Path output = folder.resolve("results");
    assertThat(
            run(
                "regularization",
                "--data",
                train + "," + test,
                "--variant",
                "DROPOUT,none",
                "--variant=none",
                "--init=numpy",
                "--seed=4294967295",
                "--mask=numpy",
                "--iterations=5",
                "--learning-rate=0.25",
                "--lambda=0",
                "--keep-prob=1",
                "--patience=40",
                "--lambda-search=5",
                "--output=" + output))
        .isZero();
    JsonObject json =
        JsonParser.parseString(Files.readString(output.resolve("results.json"))).getAsJsonObject();
    assertThat(json.getAsJsonObject("settings"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"init": "numpy", "seed": 4294967295, "mask": "numpy", "iterations": 5,
                 "learning_rate": 0.25, "lambda": 0.0, "keep_prob": 1.0, "patience": 40,
                 "lambda_search": 5, "layers": [2, 20, 3, 1]}
                """));
    JsonObject data = json.getAsJsonObject("data");
    assertThat(data.get("source").getAsString()).isEqualTo(train + " and " + test);
    assertThat(json.getAsJsonObject("variants").keySet()).containsExactly("none", "dropout");
    JsonObject none = json.getAsJsonObject("variants").getAsJsonObject("none");
    assertThat(none.get("train_accuracy").getAsDouble()).isEqualTo(1);
    assertThat(none.get("test_accuracy").getAsDouble()).isEqualTo(0);
    assertThat(trainer.trained()).containsExactly(Variant.NONE, Variant.DROPOUT);
  }

  @Test
  void everyHiddenLayerMayHaveItsOwnKeepProbability() throws IOException {
    Path output = folder.resolve("results");
    assertThat(
            run(
                "regularization",
                "--variant=dropout",
                "--iterations=1",
                "--layers=2,20,10,5,1",
                "--keep-prob=0.9,0.8,0.7",
                "--output=" + output))
        .isZero();
    JsonObject settings =
        JsonParser.parseString(Files.readString(output.resolve("results.json")))
            .getAsJsonObject()
            .getAsJsonObject("settings");
    assertThat(settings.get("keep_prob").toString()).isEqualTo("[0.9,0.8,0.7]");
    assertThat(settings.get("layers").toString()).isEqualTo("[2,20,10,5,1]");
    assertThat(Files.readString(output.resolve("report.html")))
        .contains(
            "A network of 2 inputs, 20, 10 and 5 hidden units and 1 output",
            "with probability 0.9, 0.8, 0.7, masks");
  }

  @Test
  void thePublishedExperimentIsOneOption() throws IOException {
    Path train = Files.writeString(folder.resolve("train.csv"), "x1,x2,label\n0,1,1\n1,0,0\n");
    String data = train + "," + train;
    Path output = folder.resolve("results");
    assertThat(run("regularization", "--data", data, "--published", "--output=" + output)).isZero();
    // Of the trainer that knows the answer: 1 / (iteration + the length of the variant's name).
    assertThat(out.toString().lines().filter(line -> line.startsWith("Cost after")))
        .containsExactly(
            "Cost after iteration 0: 0.25",
            "Cost after iteration 10000: " + 1 / 10_004.0,
            "Cost after iteration 20000: " + 1 / 20_004.0,
            "Cost after iteration 0: 0.5",
            "Cost after iteration 10000: " + 1 / 10_002.0,
            "Cost after iteration 20000: " + 1 / 20_002.0,
            "Cost after iteration 0: " + 1 / 7.0,
            "Cost after iteration 10000: " + 1 / 10_007.0,
            "Cost after iteration 20000: " + 1 / 20_007.0);
    assertThat(Files.readString(output.resolve("results.json")))
        .contains("\"init\": \"numpy\"", "\"mask\": \"numpy\"", "\"iterations\": 30000");
    assertThat(trainer.trained()).containsExactly(Variant.NONE, Variant.L2, Variant.DROPOUT);
    for (String other : List.of("--variant=l2", "--seed=4", "--layers=2,1", "--lambda=0")) {
      err.getBuffer().setLength(0);
      assertThat(run("regularization", "--data", data, "--published", other)).isEqualTo(2);
      assertThat(err.toString().lines())
          .containsExactly(
              "regularization: --published: it sets the variants and all of the training; leave"
                  + " those options out");
    }
  }

  @Test
  void twoDataFilesMayAlsoBeTwoArguments() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "x1,x2,label\n0,1,1\n");
    String output = folder.resolve("results").toString();
    assertThat(
            run(
                "regularization",
                "--data",
                csv.toString(),
                csv.toString(),
                "--iterations=1",
                "--variant=l2",
                "--output=" + output))
        .isZero();
    assertThat(out.toString()).contains("1 training and 1 test examples");
  }

  @Test
  void quietPrintsTheTableAlone() {
    Drawing.assumePossible();
    String output = folder.resolve("results").toString();
    assertThat(
            run("regularization", "-q", "--variant=none", "--iterations=1", "--output=" + output))
        .isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "variant   train accuracy    dev accuracy   test accuracy   final cost   diagnosis",
            "none       92.42% +- 1.9   96.88% +- 2.6   95.00% +- 1.6     0.250000   neither is"
                + " high");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void coloursAndARedrawnBarAreForATerminal() {
    String output = folder.resolve("results").toString();
    String[] arguments = {
      "regularization", "--variant=none", "--iterations=1", "--output=" + output
    };
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).doesNotContain("\u001b", "\r  none");
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), true, false, Ansi.ON);
    assertThat(WengertExamples.run(trainer, terminal, arguments)).isZero();
    assertThat(out.toString())
        .contains("\u001b[32mPASS of none", "\u001b[1mvariant", "\r  none         100% [");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bogus | Unknown option: '--bogus'; see wengert-examples regularization --help",
        "--seeed=1 | Unknown option: '--seeed=1'; did you mean --seed,"
            + " see wengert-examples regularization --help",
        "--data | Missing required parameter for option '--data' at index 0 (FILE[,FILE]);"
            + " see wengert-examples regularization --help",
        "--iterations=many | Invalid value for option '--iterations': 'many' is not an int;"
            + " see wengert-examples regularization --help",
        "--init=she | Invalid value for option '--init': expected one of he, xavier, numpy but was"
            + " 'she'; see wengert-examples regularization --help",
        "--variant=l2,l3 | Invalid value for option '--variant' (NAME[,NAME...]): expected one of"
            + " none, l2, l1, dropout, l2dropout, batchnorm, layernorm, standardized, earlystop,"
            + " tuned but was 'l3'; see wengert-examples regularization --help",
        "--keep-prob=0 | --keep-prob: not in (0, 1]: 0.0; choose one like 0.86",
        "--keep-prob=1.01 | --keep-prob: not in (0, 1]: 1.01; choose one like 0.86",
        "--keep-prob=1,0 | --keep-prob: not in (0, 1]: 0.0; choose one like 0.86",
        "--keep-prob=1,1,1 | --keep-prob: 3 probabilities for 2 hidden layers; give one for all, or"
            + " one for each",
        "--layers=2,5,2 | --layers: not a network from 2 inputs to 1 output: 2,5,2; choose one like"
            + " 2,20,3,1, with up to 50 layers of up to 1000 units",
        "--published | --published: the published data is not part of this project; name its file"
            + " with --data",
        "--iterations=0 | --iterations: too few: 0; choose a whole number of at least 1",
        "--learning-rate=-1 | --learning-rate: not positive and finite: -1.0; choose one like 0.3",
        "--patience=-1 | --patience: negative: -1; choose 0 or more",
        "--lambda-search=1 | --lambda-search: out of range: 1; choose from 2 to 100",
        "--human-error=2 | --human-error: not a share: 2.0; choose from 0 to 1",
        "--human-error=NaN | --human-error: not a share: NaN; choose from 0 to 1",
        "--lambda=-1 | --lambda: negative or not finite: -1.0; choose 0 or more",
        "--seed=-1 | --seed: outside the range: -1; choose a seed from 0 to 4294967295",
      })
  void aBadOptionIsOneLineAndExitCode2(String option, String message) throws IOException {
    Path output = folder.resolve("results");
    assertThat(run("regularization", "--output=" + output, option)).isEqualTo(2);
    assertNothingButTheLine("regularization: " + message);
    assertThat(list(folder)).isEmpty();
  }

  @Test
  void aBadDataFileIsOneLineAndExitCode2() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "x1,x2,label\n0,1,\"a\nb\"\n");
    Path output = folder.resolve("results");
    assertThat(run("regularization", "--data", bad + "," + bad, "--output=" + output)).isEqualTo(2);
    assertNothingButTheLine(
        "regularization: "
            + bad
            + ": row 1: label is \"a b\"; it must be a finite number that FLOAT64 holds");
    assertThat(list(folder)).containsExactly("bad.csv");
  }

  @Test
  void anOptionAfterADataFileIsNotASecondFile() {
    assertThat(run("regularization", "--data", "a.mat", "--bogus")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("Unknown option: '--bogus'");
    assertThat(run("regularization", "--data", "a.mat", "--seed", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--seed: outside the range: -1");
  }

  @Test
  void aBadOutputFolderIsOneLineAndExitCode2BeforeTraining() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run("regularization", "--output=" + file)).isEqualTo(2);
    assertNothingButTheLine(
        "regularization: --output: "
            + file
            + ": "
            + file
            + " is not a folder; choose another folder");
  }

  @Test
  void aTrainingThatDivergesIsOneLineAndExitCode2() throws IOException {
    Drawing.assumePossible();
    trainer.diverge();
    Path output = folder.resolve("results");
    assertThat(run("regularization", "-q", "--variant=l2", "--iterations=2", "--output=" + output))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "regularization: --learning-rate: the training of l2 diverged: the cost at iteration 1"
                + " is NaN; choose a rate below 0.3");
    assertThat(out.toString()).isEmpty();
    assertThat(list(folder)).isEmpty();
  }

  @Test
  void aTrainingThatDivergesInTheLastStepIsOneLineAndExitCode2() {
    Drawing.assumePossible();
    trainer.divergeInTheLastStep();
    assertThat(
            run(
                "regularization",
                "-q",
                "--variant=none",
                "--iterations=2",
                "--output=" + folder.resolve("results")))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "regularization: --learning-rate: the training of none diverged: in the end output.bias"
                + " is -Infinity; choose a rate below 0.3");
  }

  @Test
  void aWrongGradientIsNotTrainedWith() throws IOException {
    trainer.answerThatGradientsAreWrong();
    Path output = folder.resolve("results");
    assertThat(run("regularization", "--variant=l2,none", "--output=" + output)).isEqualTo(1);
    assertThat(out.toString())
        .contains("  none          WRONG of none", "  l2            WRONG of l2");
    assertThat(err.toString().lines())
        .containsExactly(
            "regularization: the gradient is wrong in [none, l2]: WRONG of none; not trained");
    assertThat(trainer.trained()).isEmpty();
    assertThat(list(folder)).isEmpty();
  }

  @Test
  void aCommandThatDoesNotExistIsOneLineAndExitCode2() {
    assertThat(run("regularisation")).isEqualTo(2);
    assertNothingButTheLine(
        "wengert-examples: Unmatched argument at index 0: 'regularisation'; did you mean"
            + " regularization or new-operation or penalties, see wengert-examples --help");
  }

  @Test
  void aMissingCommandIsOneLineAndExitCode2() {
    assertThat(run()).isEqualTo(2);
    assertNothingButTheLine(
        "wengert-examples: Missing required subcommand; see wengert-examples --help");
  }

  @Test
  void helpNamesEveryCommandAndOption() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: wengert-examples", "regularization", "--help", "--version");
    assertThat(run("regularization", "--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--data=FILE[,FILE]",
            "--variant=NAME[,NAME...]",
            "none, l2, l1, dropout,",
            "--layers=N,N[,N...]",
            "--published",
            "--patience=N",
            "--lambda-search=N",
            "--human-error=X",
            "--init=NAME",
            "he, xavier, numpy. Default:",
            "--seed=N",
            "--mask=NAME",
            "--iterations=N",
            "Default: 30000.",
            "--learning-rate=X",
            "--lambda=X",
            "--keep-prob=P",
            "--output=DIR",
            "--quiet");
  }

  @Test
  void versionNamesTheProjectAndTheRuntime() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("wengert ").contains("Java " + Runtime.version());
  }

  @Test
  void oneExampleIsTooFewForBatchNormalization() throws IOException {
    Path csv = Files.writeString(folder.resolve("one.csv"), "x1,x2,label\n0.5,1,1\n");
    String one = csv + "," + csv;
    Path output = folder.resolve("results");
    assertThat(run("regularization", "--data=" + one, "--output=" + output)).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("regularization: --data: ")
        .endsWith(
            " has one training example, and batch normalization has no variance over one; give"
                + " more examples, or leave the variant out with --variant");
    assertThat(list(folder)).containsExactly("one.csv");
  }

  @Test
  void tooFewExamplesToHoldSomeOut() throws IOException {
    Path csv =
        Files.writeString(folder.resolve("few.csv"), "x1,x2,label\n" + "0.5,1,1\n".repeat(9));
    assertThat(run("regularization", "--data=" + csv + "," + csv, "--variant=earlystop"))
        .isEqualTo(2);
    assertNothingButTheLine(
        "regularization: --data: "
            + csv
            + " and "
            + csv
            + " has too few training examples to hold some out: 9; give at least 10, or leave"
            + " earlystop and tuned out with --variant");
  }

  @Test
  void aFolderInTheWayOfAPictureIsFoundBeforeTraining() throws IOException {
    Path output = Files.createDirectories(folder.resolve("results"));
    Files.createDirectories(output.resolve("cost.png"));
    assertThat(run("regularization", "--output=" + output)).isEqualTo(2);
    assertNothingButTheLine(
        "regularization: --output: "
            + output
            + ": cost.png is a folder, and a file is to be written in its place; choose another"
            + " folder");
    assertThat(list(output)).containsExactly("cost.png");
  }

  @Test
  void aLinkToNothingIsNoFolder() throws IOException {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, folder.resolve("nowhere"));
    assertThat(run("regularization", "--output=" + link)).isEqualTo(2);
    assertNothingButTheLine(
        "regularization: --output: "
            + link
            + ": "
            + link
            + " is not a folder; choose another folder");
  }

  private int run(String... arguments) {
    Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));
    return WengertExamples.run(trainer, terminal, arguments);
  }

  private void assertNothingButTheLine(String line) {
    assertThat(err.toString().lines()).containsExactly(line);
    assertThat(out.toString()).isEmpty();
    assertThat(trainer.checked()).isEmpty();
    assertThat(trainer.trained()).isEmpty();
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
