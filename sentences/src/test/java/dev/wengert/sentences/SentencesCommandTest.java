package dev.wengert.sentences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.examples.Terminal;
import dev.wengert.examples.WengertExamples;
import dev.wengert.io.Safetensors;
import dev.wengert.nn.Model;
import dev.wengert.nn.architecture.Bert;
import dev.wengert.nn.architecture.BertSettings;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.onnx.OnnxExport;
import dev.wengert.ops.Reductions;
import dev.wengert.testing.Gates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SentencesCommandTest {

  private static final Pattern APART = Pattern.compile("(.+): at most (\\S+) apart");
  private static final Pattern FOUND =
      Pattern.compile("nearest to the right page: (\\d+) of 32 questions before, (\\d+) after");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... arguments) {
    Terminal terminal = Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true));
    return WengertExamples.speaking(new CommandLine(new SentencesCommand(terminal)), terminal)
        .execute(arguments);
  }

  /** Writes a small BERT of the words of the help, as others write theirs. */
  private String[] small() throws IOException {
    Set<String> words = new TreeSet<>();
    Helpdesk helpdesk = Helpdesk.read();
    Splitter splitter = Splitter.onPattern("[^a-z]+").omitEmptyStrings();
    helpdesk.pages().forEach(page -> words.addAll(split(splitter, page)));
    helpdesk.questions().forEach(question -> words.addAll(split(splitter, question.text())));
    StringBuilder lines = new StringBuilder("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n:\n'\n");
    words.forEach(word -> lines.append(word).append('\n'));
    Path vocabulary = Files.writeString(folder.resolve("vocab.txt"), lines);
    BertSettings settings =
        BertSettings.of(words.size() + 7, 32, 1, 32, 4).withKeepProbability(1).withoutPooler();
    Model<Bert> model = Model.of(Bert.of(settings));
    Path file = folder.resolve("small.onnx");
    Spec spec = new Spec(DType.INT32, Shape.of(2, 9));
    OnnxExport.of(
            model,
            model.initialize(Key.of(3)),
            (root, x, pass) ->
                List.of(
                    root.forward(x.get(0), x.get(2), AttentionMask.padding(x.get(1).ne(0)), pass)))
        .input("input_ids", spec, "batch", "steps")
        .input("attention_mask", spec, "batch", "steps")
        .input("token_type_ids", spec, "batch", "steps")
        .outputs("last_hidden_state")
        .write(file);
    return new String[] {"--model=" + file, "--tokenizer=" + vocabulary};
  }

  private static List<String> split(Splitter splitter, String text) {
    return splitter.splitToList(text.toLowerCase(Locale.ROOT));
  }

  @Test
  void anEncoderIsTunedAndHandedBack() throws IOException {
    String[] files = small();
    Path output = folder.resolve("new");
    assertThat(run(files[0], files[1], "--epochs=3", "--query=the fog", "--output=" + output))
        .as(err.toString())
        .isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .contains("16 pages; 80 questions to train on, 32 to stop by, 32 to test with");
    checkNothingIsApart();
    assertThat(FOUND.matcher(out.toString()).find()).as(out.toString()).isTrue();
    assertThat(out.toString().lines().filter(line -> line.startsWith("\"the fog\": ")).count())
        .isEqualTo(2);
    Tensor tuned =
        Safetensors.read(output.resolve("tuned.safetensors"))
            .tensors()
            .get("blocks.0.attention.query.bias");
    assertThat(tuned).isNotNull();
    // Biases begin with 0.
    assertThat(Reductions.countNonZero(tuned).item()).isEqualTo(32);
    assertThat(output.resolve("tuned.onnx")).isNotEmptyFile();
  }

  /** All three comparisons are there; what is read again from safetensors has the same bits. */
  private void checkNothingIsApart() {
    Matcher apart = APART.matcher(out.toString());
    int comparisons = 0;
    while (apart.find()) {
      boolean isRead = apart.group(1).contains("safetensors");
      assertThat(Double.parseDouble(apart.group(2)))
          .as(apart.group())
          .isBetween(0.0, isRead ? 0 : 1e-5);
      comparisons++;
    }
    assertThat(comparisons).isEqualTo(3);
  }

  /** With the profile {@code minilm}. */
  @Test
  void miniLmLearnsTheWordsOfTheHouse() {
    assumeTrue(
        getClass().getClassLoader().getResource("all-minilm-l6-v2.onnx") != null,
        "the encoder is not there; run with -Pminilm");
    assertThat(run("--quiet", "--epochs=3", "--output=" + folder.resolve("new"))).isZero();
    Matcher found = FOUND.matcher(out.toString());
    assertThat(found.find()).as(out.toString()).isTrue();
    int before = Integer.parseInt(found.group(1));
    assertThat(Integer.parseInt(found.group(2))).isGreaterThan(before + 6);
    checkNothingIsApart();
  }

  @Test
  @Tag(Gates.TAG)
  void itsSpeedIsToldBesideOnnxRuntime() throws IOException {
    String[] files = small();
    Path output = folder.resolve("none");
    assertThat(run(files[0], files[1], "--speed=1", "--output=" + output))
        .as(err.toString())
        .isZero();
    List<String> lines = out.toString().lines().toList();
    List<String> told = lines.subList(lines.size() - 5, lines.size());
    String time = "[0-9.]+ ms at best, [0-9.]+ in the middle";
    String ratio = time + ": [0-9.]+ and [0-9.]+ times that";
    assertThat(told.get(0))
        .matches("4 x 25 pieces, \\d+ threads: ONNX Runtime " + time + "; hidden states .*");
    assertThat(told.get(1)).matches("  here " + ratio);
    assertThat(told.get(2)).matches("  with all gradients " + ratio);
    assertThat(told.get(3))
        .matches(
            "1,000 sentences in batches of 32 of like length: ONNX Runtime "
                + time
                + "; vectors .*");
    assertThat(told.get(4)).matches("  here " + ratio);
    for (String line : List.of(told.get(0), told.get(3))) {
      Matcher apart = Pattern.compile("at most (\\S+) apart").matcher(line);
      assertThat(apart.find()).isTrue();
      assertThat(Double.parseDouble(apart.group(1))).isLessThan(1e-5);
    }
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs=0 | --epochs: out of range: 0; choose from 1 to 1000",
        "--model=nowhere.onnx | --model: nowhere.onnx: cannot be read: no such file; give another"
            + " file",
      })
  void aBadOptionIsOneLineAndExitCode2(String option, String message) {
    assertThat(run(option, "--output=" + folder.resolve("new"))).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("sentences: " + message);
    assertThat(out.toString()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatIsNoModelIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "no model");
    assertThat(run("--model=" + file, "--output=" + folder.resolve("new"))).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("sentences: --model: onnx: ");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void withoutAnEncoderItIsSaidWhereItIs() {
    assumeTrue(
        getClass().getClassLoader().getResource("all-minilm-l6-v2.onnx") == null,
        "the encoder is there");
    assertThat(run("--output=" + folder.resolve("new"))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "sentences: --model: all-minilm-l6-v2.onnx is not on the class path; run it by mvn -q"
                + " -Psentences -pl sentences -am verify, or give --model and --tokenizer");
  }
}
