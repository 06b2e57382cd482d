package dev.wengert.examples.serve;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What a server bore: several clients, each sending its next request when it has an answer.
 *
 * @param requests how many were answered
 * @param failures how many of them with an error
 * @param seconds how long it took
 * @param sortedMillis how long each answer took, ascending
 */
record Load(int requests, int failures, double seconds, List<Double> sortedMillis) {

  /** Sends requests to a server. */
  static Load on(int port, String body, int requests, int clients) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/score"))
            .POST(BodyPublishers.ofString(body))
            .build();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger();
    double[] millis = new double[requests];
    long begun = System.nanoTime();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> running =
          IntStream.range(0, clients)
              .<Future<?>>mapToObj(
                  client ->
                      threads.submit(
                          () -> {
                            for (int i = next.getAndIncrement();
                                i < requests;
                                i = next.getAndIncrement()) {
                              long asked = System.nanoTime();
                              HttpResponse<String> response =
                                  http.send(request, BodyHandlers.ofString());
                              millis[i] = (System.nanoTime() - asked) / 1e6;
                              if (response.statusCode() != 200) {
                                failures.incrementAndGet();
                              }
                            }
                            return null;
                          }))
              .toList();
      for (Future<?> client : running) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("load: a request failed: " + e.getCause(), e);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    Arrays.sort(millis);
    return new Load(requests, failures.get(), seconds, Arrays.stream(millis).boxed().toList());
  }

  /** Returns how long a share of the answers took at most. */
  double percentile(double share) {
    int at = (int) Math.ceil(share * sortedMillis.size()) - 1;
    return sortedMillis.get(Math.max(0, at));
  }
}
