package dev.wengert.nn.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  private static History history() {
    History history = new History();
    history.epochEnded(
        new EpochReport(
            1,
            7,
            50,
            new LossTerms(0.5, ImmutableMap.of("l2", 0.25)),
            ImmutableMap.of("dev.loss", 0.625),
            0.01,
            1.5));
    history.epochEnded(
        new EpochReport(
            2,
            14,
            50,
            new LossTerms(0.25, ImmutableMap.of("l2", 0.125)),
            ImmutableMap.of("dev.loss", Double.NaN, "dev, \"accuracy\"", 0.75),
            0.005,
            1.25));
    return history;
  }

  @Test
  void csvHasARowAnEpoch() {
    assertThat(history().toCsv())
        .isEqualTo(
            """
            epoch,step,examples,loss,data,penalty.l2,dev.loss,rate,seconds,"dev, ""accuracy""\"
            1,7,50,0.75,0.5,0.25,0.625,0.01,1.5,
            2,14,50,0.375,0.25,0.125,NaN,0.005,1.25,0.75
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void jsonHasAnObjectAnEpoch() {
    JsonArray rows = JsonParser.parseString(history().toJson()).getAsJsonArray();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).getAsJsonObject().get("penalty.l2").getAsDouble()).isEqualTo(0.25);
    assertThat(rows.get(0).getAsJsonObject().keySet()).doesNotContain("dev, \"accuracy\"");
    assertThat(rows.get(1).getAsJsonObject().get("dev.loss").isJsonNull()).isTrue();
    assertThat(rows.get(1).getAsJsonObject().get("step").getAsInt()).isEqualTo(14);
  }

  @Test
  void bothAreWrittenToFiles(@TempDir Path folder) throws Exception {
    history().writeCsv(folder.resolve("h.csv"));
    history().writeJson(folder.resolve("h.json"));
    assertThat(Files.readString(folder.resolve("h.csv"), UTF_8)).isEqualTo(history().toCsv());
    assertThat(Files.readString(folder.resolve("h.json"), UTF_8)).isEqualTo(history().toJson());
  }

  /** A run that fails or is killed leaves the epochs that it had. */
  @Test
  void aHistoryWithAFileIsInItAfterEachEpoch(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"h.csv", "h.json"}) {
      Path file = folder.resolve(name);
      History kept = History.in(file);
      assertThat(file).doesNotExist();
      for (EpochReport epoch : history().epochs()) {
        kept.epochEnded(epoch);
        assertThat(Files.readString(file, UTF_8))
            .isEqualTo(name.endsWith("csv") ? kept.toCsv() : kept.toJson());
      }
    }
    assertThatThrownBy(() -> History.in(folder.resolve("h.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "history: the form of "
                + folder.resolve("h.txt")
                + " is not known; call it .csv or .json");
    assertThatThrownBy(
            () -> History.in(folder.resolve("none/h.csv")).epochEnded(history().epochs().get(0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("history: writing " + folder.resolve("none/h.csv") + " failed: ");
  }

  @Test
  void anEmptyHistoryIsEmpty() {
    assertThat(new History().toCsv()).isEqualTo("\r\n");
    assertThat(new History().toJson()).isEqualTo("[]");
    assertThat(history().epochs().get(1).step()).isEqualTo(14);
  }
}
