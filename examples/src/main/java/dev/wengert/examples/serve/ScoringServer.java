package dev.wengert.examples.serve;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wengert.Tensor;
import dev.wengert.nn.Predictor;
import dev.wengert.ops.Activations;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A model behind HTTP: {@code POST /score} takes a JSON array of rows, each an array of features,
 * and answers with the probabilities of each row; {@code GET /health} answers {@code ok}.
 *
 * <p>A {@link Predictor} holds nothing that changes, so all threads share one.
 */
final class ScoringServer implements AutoCloseable {

  private static final Gson GSON = new Gson();

  /** More rows in one request are no question, but an attack. */
  static final int MAX_ROWS = 10_000;

  private static final int MAX_BYTES = 1 << 22;

  private final Predictor predictor;
  private final int features;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private ScoringServer(Predictor predictor, int features, HttpServer server) {
    this.predictor = predictor;
    this.features = features;
    this.server = server;
  }

  /**
   * Starts a server on this machine alone.
   *
   * @param port 0 for any that is free
   * @throws IOException if the port is taken
   */
  static ScoringServer start(Predictor predictor, int features, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer http = HttpServer.create(address, 0);
    ScoringServer server = new ScoringServer(predictor, features, http);
    http.setExecutor(server.threads);
    http.createContext("/score", server::score);
    http.createContext("/health", exchange -> answer(exchange, 200, "ok"));
    http.start();
    return server;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void score(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(
          exchange,
          405,
          error(
              "score: the method is "
                  + exchange.getRequestMethod()
                  + "; POST a JSON array of rows"));
      return;
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      answer(
          exchange,
          413,
          error("score: there are more than " + MAX_BYTES + " bytes; send fewer rows at a time"));
      return;
    }
    String body = new String(bytes, StandardCharsets.UTF_8);
    float[][] rows;
    try {
      rows = GSON.fromJson(body, float[][].class);
    } catch (JsonParseException | NumberFormatException e) {
      answer(exchange, 400, error("score: not an array of rows: " + e.getMessage()));
      return;
    }
    String wrong = problem(rows);
    if (wrong != null) {
      answer(exchange, 400, error(wrong));
      return;
    }
    Tensor probabilities = Activations.softmax(predictor.of(Tensor.of(rows)), 1);
    answer(exchange, 200, GSON.toJson(probabilities.toArray()));
  }

  /** Returns what is wrong with rows, null if nothing is. */
  private @Nullable String problem(float @Nullable [] @Nullable [] rows) {
    if (rows == null || rows.length == 0 || rows.length > MAX_ROWS) {
      return "score: there are "
          + (rows == null ? 0 : rows.length)
          + " rows; give 1 to "
          + MAX_ROWS;
    }
    for (int i = 0; i < rows.length; i++) {
      float[] row = rows[i];
      if (row == null || row.length != features) {
        return "score: row "
            + i
            + " has "
            + (row == null ? 0 : row.length)
            + " features; the model takes "
            + features;
      }
      for (float number : row) {
        if (!Float.isFinite(number)) {
          return "score: row " + i + " holds " + number + "; give numbers that FLOAT32 holds";
        }
      }
    }
    return null;
  }

  private static String error(String message) {
    return GSON.toJson(Map.of("error", message));
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Answers what was asked already, and ends. */
  @Override
  public void close() {
    server.stop(1);
    threads.close();
  }
}
