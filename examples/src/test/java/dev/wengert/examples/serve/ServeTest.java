package dev.wengert.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.examples.CommandRun;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Sequential;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeTest {

  @TempDir Path folder;

  private final Model<Sequential> model = Clouds.model();
  private final Values values = model.initialize(Key.of(1));

  private static HttpResponse<String> post(ScoringServer server, String body)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/score"))
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  /** The softmax of what the model says, taken here. */
  @Test
  void answersWithTheProbabilitiesOfEachRow() throws Exception {
    double[] logits =
        model
            .root()
            .forward(Tensor.of(new float[][] {{2, 0.5f}, {-1, 1}}), model.inference(values))
            .toDoubleArray();
    try (ScoringServer server = ScoringServer.start(model.predictor(values), 2, 0)) {
      HttpResponse<String> response = post(server, "[[2, 0.5], [-1, 1]]");
      assertThat(response.statusCode()).isEqualTo(200);
      double[][] found = new Gson().fromJson(response.body(), double[][].class);
      assertThat(found).hasDimensions(2, 3);
      for (int row = 0; row < 2; row++) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
          sum += Math.exp(logits[3 * row + c]);
        }
        for (int c = 0; c < 3; c++) {
          assertThat(found[row][c]).isCloseTo(Math.exp(logits[3 * row + c]) / sum, within(1e-6));
        }
      }
    }
  }

  @Test
  void saysWhatIsAmissInARequest() throws Exception {
    try (ScoringServer server = ScoringServer.start(model.predictor(values), 2, 0)) {
      for (List<String> wrong :
          List.of(
              List.of("[[1, 2, 3]]", "score: row 0 has 3 features; the model takes 2"),
              List.of("[[1, 2], null]", "score: row 1 has 0 features; the model takes 2"),
              List.of(
                  "[[1, 1e999]]", "score: row 0 holds Infinity; give numbers that FLOAT32 holds"),
              List.of("[[NaN, 1]]", "score: row 0 holds NaN; give numbers that FLOAT32 holds"),
              List.of("[]", "score: there are 0 rows; give 1 to 10000"),
              List.of("", "score: there are 0 rows; give 1 to 10000"),
              List.of("{\"a\": 1}", "score: not an array of rows: "),
              List.of("[[1, \"x\"]]", "score: not an array of rows: "))) {
        HttpResponse<String> response = post(server, wrong.get(0));
        assertThat(response.statusCode()).as(wrong.get(0)).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"error\":\"" + wrong.get(1));
      }
      HttpResponse<String> large = post(server, " ".repeat(1 << 22) + "[[1, 2]]");
      assertThat(large.statusCode()).isEqualTo(413);
      assertThat(large.body())
          .isEqualTo(
              "{\"error\":\"score: there are more than 4194304 bytes; send fewer rows at a"
                  + " time\"}");
      try (HttpClient http = HttpClient.newHttpClient()) {
        URI score = URI.create("http://127.0.0.1:" + server.port() + "/score");
        HttpResponse<String> got =
            http.send(HttpRequest.newBuilder(score).build(), BodyHandlers.ofString());
        assertThat(got.statusCode()).isEqualTo(405);
        assertThat(got.body())
            .isEqualTo("{\"error\":\"score: the method is GET; POST a JSON array of rows\"}");
        URI health = URI.create("http://127.0.0.1:" + server.port() + "/health");
        assertThat(
                http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString()).body())
            .isEqualTo("ok");
      }
    }
  }

  @Test
  void theCommandMeasuresItsLoadAndReportsItsTraining() throws IOException {
    CommandRun run =
        CommandRun.of(
            ServeCommand::new,
            "--load=40",
            "--clients=3",
            "--rows=5",
            "--output=" + folder.resolve("new"));
    assertThat(run.out())
        .contains("40 requests of 5 rows by 3 clients in ", " requests a second", "; 0 failed");
    String report = Files.readString(folder.resolve("new").resolve("report.html"));
    assertThat(report)
        .contains("aria-label=\"accuracy\"", "Confusion matrix, dev", "Decision regions, dev")
        .contains("reached its limit", "10, 600 steps");
  }

  @Test
  void percentilesAreOfTheSortedAnswers() {
    Load load = new Load(4, 0, 1, List.of(1.0, 2.0, 3.0, 10.0));
    assertThat(load.percentile(0.5)).isEqualTo(2);
    assertThat(load.percentile(0.99)).isEqualTo(10);
    assertThat(load.percentile(0)).isEqualTo(1);
  }
}
