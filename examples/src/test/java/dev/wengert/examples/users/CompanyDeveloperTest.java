package dev.wengert.examples.users;

import static dev.wengert.ops.Losses.crossEntropy;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.datasets.Penguins;
import dev.wengert.nn.Model;
import dev.wengert.nn.architecture.Mlp;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Features;
import dev.wengert.nn.data.table.Recipe;
import dev.wengert.nn.data.table.Table;
import dev.wengert.nn.data.table.TablePredictor;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a developer in a company writes: from a CSV file with gaps to a service that answers for raw
 * rows, with one file between the two programs.
 */
class CompanyDeveloperTest {

  @TempDir Path folder;

  private static Model<Mlp> model(Features features) {
    return Model.of(Mlp.of(features.width(), 16, features.outputs()));
  }

  /** The program that trains; it returns how others were told apart. */
  private static ConfusionMatrix train(Path csv, Path file) throws IOException {
    List<Table> parts = Table.csv(csv).stratified("species", Key.of(1), 0.75, 0.25);
    Features features = Recipe.predicting("species").fit(parts.get(0));
    Examples training = features.examples(parts.get(0));
    Model<Mlp> model = model(features);
    Trainer<Mlp> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> crossEntropy(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, AdamW.of(0.01, 1e-3)))
            .build();
    Outcome outcome =
        trainer.train(training, Batching.of(32), Limit.epochs(30), trainer.start(Key.of(2)));
    TablePredictor predictor = TablePredictor.of(features, model, outcome.state().values());
    predictor.write(file);

    ConfusionMatrix matrix = ConfusionMatrix.of(features.outputs());
    Tensor held = features.examples(parts.get(1)).y();
    matrix.update(predictor.outputs(parts.get(1)), held);
    return matrix;
  }

  /** The program that serves: a line of CSV in, a name out. */
  private static HttpServer serve(Path file, ExecutorService threads) throws IOException {
    TablePredictor predictor = TablePredictor.read(file, CompanyDeveloperTest::model);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/species", exchange -> answer(exchange, predictor));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, TablePredictor predictor) throws IOException {
    String line = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int status = 200;
    String answer;
    try {
      answer = predictor.ofCsv(line).label();
    } catch (IllegalArgumentException e) {
      status = 400;
      answer = String.valueOf(e.getMessage());
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static HttpResponse<String> ask(HttpClient client, HttpServer server, String line)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/species");
    return client.send(
        HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(line)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void fromAFileToAService() throws Exception {
    Path csv = folder.resolve("penguins.csv");
    Penguins.table().writeCsv(csv);
    Path file = folder.resolve("penguins.safetensors");
    ConfusionMatrix matrix = train(csv, file);
    assertThat(matrix.accuracy()).isGreaterThan(0.96);
    assertThat(matrix.report("Adelie", "Chinstrap", "Gentoo"))
        .containsPattern("Gentoo +\\d\\.\\d\\d +\\d\\.\\d\\d +\\d\\.\\d\\d +31");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      HttpServer server = serve(file, threads);
      // The first Gentoo of the set, one whose sex nobody knows, and one of an unheard-of island.
      List<String> lines =
          List.of(
              ",Biscoe,46.1,13.2,211,4500,female",
              ",Torgersen,38.9,17.8,181,3625,",
              ",Cormorant,50.0,19.5,196,3900,male");
      for (int round = 0; round < 20; round++) {
        List<Future<HttpResponse<String>>> answers =
            lines.stream().map(line -> threads.submit(() -> ask(client, server, line))).toList();
        assertThat(answers.get(0).get().body()).isEqualTo("Gentoo");
        assertThat(answers.get(1).get().body()).isEqualTo("Adelie");
        assertThat(answers.get(2).get().body()).isEqualTo("Chinstrap");
      }
      HttpResponse<String> refused = ask(client, server, ",Biscoe,long,13.2,211,4500,female");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("bill_length_mm").contains("long");
      server.stop(0);
    }
  }
}
