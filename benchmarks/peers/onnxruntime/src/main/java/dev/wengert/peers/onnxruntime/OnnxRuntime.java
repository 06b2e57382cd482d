package dev.wengert.peers.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.wengert.peers.Measurement;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times inference that several callers share, and prints one JSON line for each size of batch and
 * number of callers, as Wengert's {@code Requests} does.
 *
 * <p>A request begins with a caller's Java array and ends with one; all optimizations of ONNX
 * Runtime are on. Arguments: the models, none meaning all; {@code threads=1} for each request;
 * {@code check=true} times nothing.
 */
public final class OnnxRuntime implements AutoCloseable {

  private static final List<Integer> BATCHES = List.of(1, 32);
  private static final List<Integer> CALLERS = List.of(1, 2, 4, 8);
  private static final double SECONDS = 1.5;

  private final ServedModel model;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private OnnxRuntime(ServedModel model, int threads) throws OrtException {
    this.model = model;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(model.toBytes(), options);
    }
  }

  /** Runs the models that the arguments name. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = Arrays.asList(arguments);
    boolean timed = !all.contains("check=true");
    List<String> wanted = all.stream().filter(each -> !each.contains("=")).toList();
    int threads =
        all.stream()
            .filter(each -> each.startsWith("threads="))
            .mapToInt(each -> Integer.parseInt(each.substring("threads=".length())))
            .findFirst()
            .orElse(1);
    for (ServedModel model : ServedModel.values()) {
      if (wanted.isEmpty() || wanted.contains(model.toString())) {
        try (OnnxRuntime runtime = new OnnxRuntime(model, threads)) {
          runtime.run(timed);
        }
      }
    }
  }

  private void run(boolean timed) throws Exception {
    for (int batch : BATCHES) {
      float[] input = model.input(batch);
      for (int callers : timed ? CALLERS : CALLERS.subList(0, 1)) {
        System.out.println(line(batch, callers, input, timed));
      }
    }
  }

  private String line(int batch, int callers, float[] input, boolean timed) throws Exception {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "{\"peer\": \"onnxruntime\", \"version\": \"%s\", \"workload\": \"%s\","
                    + " \"variant\": \"batch-%d\", \"callers\": %d",
                environment.getVersion(),
                model,
                batch,
                callers));
    float[] output = answer(batch, input);
    if (timed) {
      Load load = Load.of(callers, SECONDS, () -> answer(batch, input));
      line.append(
          String.format(
              Locale.ROOT,
              ", \"requests_per_second\": %.2f, \"p50_us\": %.2f, \"p99_us\": %.2f,"
                  + " \"peak_mb\": %d",
              load.requestsPerSecond(),
              load.median(),
              load.slowest(),
              Measurement.megabytes("VmHWM")));
    }
    double sum = 0;
    for (float each : output) {
      sum += Math.abs(each);
    }
    return line.append(", \"check\": {\"value\": ")
        .append(sum)
        .append(", \"first\": ")
        .append(output[0])
        .append(", \"last\": ")
        .append(output[output.length - 1])
        .append("}}")
        .toString();
  }

  private float[] answer(int batch, float[] input) throws OrtException {
    try (OnnxTensor x =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), model.shape(batch));
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, x))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
