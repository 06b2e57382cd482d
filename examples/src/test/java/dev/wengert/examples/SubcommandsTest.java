package dev.wengert.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.regularization.training.FakeTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What all subcommands have in common, whatever options they get one day. */
class SubcommandsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  static Stream<String> subcommands() {
    return line(new StringWriter(), new StringWriter()).getSubcommands().keySet().stream();
  }

  @Test
  void thereAreThirteen() {
    assertThat(subcommands()).hasSize(13);
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void helpTellsWhatItDoesAndEachOption(String name) {
    assertThat(run(name, "--help")).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).startsWith("Usage: wengert-examples " + name);
    assertThat(out.toString().lines().count()).isGreaterThan(8);
    for (OptionSpec option : options(name)) {
      assertThat(out.toString()).contains(option.longestName());
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void anUnknownOptionIsOneLine(String name) {
    String[] arguments = {name, "digits", "--bogus"}; // only graph takes a parameter
    assertThat(run(name.equals("graph") ? arguments : new String[] {name, "--bogus"})).isEqualTo(2);
    assertLine(name, "Unknown option: '--bogus'; see wengert-examples " + name + " --help");
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void aValueThatIsNoneIsOneLine(String name) {
    for (OptionSpec option : options(name)) {
      Class<?> type = option.auxiliaryTypes()[0];
      if ((type.isPrimitive() && type != boolean.class) || type.isEnum()) {
        assertThat(run(name, option.longestName() + "=bogus")).isEqualTo(2);
        assertLine(name, "Invalid value for option '" + option.longestName());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void aNumberOutOfRangeIsOneLineAndNothingIsWritten(String name) throws IOException {
    for (OptionSpec option : options(name)) {
      Class<?> type = option.auxiliaryTypes()[0];
      if (type.isPrimitive() && type != boolean.class && !option.longestName().equals("--seed")) {
        Path output = folder.resolve("new");
        assertThat(run(name, option.longestName() + "=-1", "--output=" + output))
            .as(option.longestName())
            .isEqualTo(2);
        assertLine(name, "--");
        assertThat(folder).isEmptyDirectory();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void aFileThatIsMissingIsOneLineAndNothingIsWritten(String name) {
    for (OptionSpec option : options(name)) {
      if (option.auxiliaryTypes()[0] == Path.class && !option.longestName().equals("--output")) {
        String missing = folder.resolve("nowhere").toString();
        String output = folder.resolve("new").toString();
        assertThat(run(name, option.longestName() + "=" + missing, "--output=" + output))
            .isEqualTo(2);
        assertLine(name, "");
        assertThat(err.toString()).contains(missing);
        assertThat(folder).isEmptyDirectory();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void anOutputThatCannotBeWrittenIsOneLineBeforeTheWork(String name) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String output = "--output=" + file.resolve("new");
    if (name.equals("graph")) {
      assertThat(run(name, "digits", output)).isEqualTo(2);
      assertLine(name, "--output: " + file.resolve("new") + ": cannot be written: ");
      return;
    }
    assertThat(run(name, output)).isEqualTo(2);
    assertLine(name, "--output: " + file.resolve("new") + ": " + file + " is not a folder; ");
    assertThat(out.toString()).isEmpty();
  }

  /** What would not fit into memory is refused before it is tried. */
  @ParameterizedTest
  @CsvSource({
    "normalization, --updates",
    "normalization, --steps",
    "custom-layer, --steps",
    "digits, --images",
    "digits, --epochs",
    "characters, --steps",
    "characters, --generate",
    "penalties, --steps",
    "serve, --port",
    "serve, --load",
    "serve, --clients",
    "serve, --rows",
    "table, --rows",
    "table, --epochs"
  })
  void aNumberThatIsFarTooLargeIsOneLine(String name, String option) {
    assertThat(run(name, option + "=2147483647", "--output=" + folder.resolve("new"))).isEqualTo(2);
    assertLine(name, option + ": out of range: 2147483647; choose from ");
  }

  @Test
  void anUnknownExampleNamesThoseThereAreOnce() {
    assertThat(run("graph", "poetry")).isEqualTo(2);
    assertLine(
        "graph",
        "Invalid value for positional parameter at index 0 (EXAMPLE): expected one of"
            + " regularization, penalties, normalization, custom-layer, custom-gradient,"
            + " gradient-check, new-operation, digits, characters, table, physics, serve but was"
            + " 'poetry';"
            + " see wengert-examples graph --help");
  }

  @ParameterizedTest
  @MethodSource("subcommands")
  void graphPrintsTheTapeOfEachOther(String name) {
    if (!name.equals("graph")) {
      assertThat(run("graph", name)).isZero();
      assertThat(out.toString()).startsWith("%0 = ");
    }
  }

  private static List<OptionSpec> options(String name) {
    CommandLine line = line(new StringWriter(), new StringWriter());
    return new ArrayList<>(
        requireNonNull(line.getSubcommands().get(name)).getCommandSpec().options());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return line(out, err).execute(arguments);
  }

  private static CommandLine line(StringWriter out, StringWriter err) {
    Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));
    return WengertExamples.commandLine(new FakeTrainer(), terminal);
  }

  private void assertLine(String name, String beginning) {
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(name + ": " + beginning);
    assertThat(out.toString()).isEmpty();
  }
}
