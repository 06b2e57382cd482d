package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times the inference of {@linkplain ServedModel models} that several callers share, and prints one
 * JSON line for each size of batch and number of callers.
 *
 * <p>A request begins with a caller's Java array and ends with one. Arguments: the models, none
 * meaning all; {@code check=true} times nothing; {@code threads=1} is for other frameworks' sake,
 * the property {@code wengert.threads} says how many threads a request has.
 */
public final class Requests {

  private static final ImmutableList<Integer> BATCHES = ImmutableList.of(1, 32);
  private static final ImmutableList<Integer> CALLERS = ImmutableList.of(1, 2, 4, 8);
  private static final double SECONDS = 1.5;

  private final ServedModel model;
  private final Predictor predictor;

  private Requests(ServedModel model) {
    this.model = model;
    this.predictor = model.predictor();
  }

  /** Runs the models that the arguments name. */
  public static void main(String[] arguments) {
    Measure.beginWithVectors();
    List<String> all = Arrays.asList(arguments);
    boolean timed = !all.contains("check=true");
    List<String> wanted = all.stream().filter(each -> !each.contains("=")).toList();
    for (ServedModel model : ServedModel.values()) {
      if (wanted.isEmpty() || wanted.contains(model.toString())) {
        new Requests(model).run(timed);
      }
    }
  }

  private void run(boolean timed) {
    for (int batch : BATCHES) {
      float[] input = model.input(batch);
      for (int callers : timed ? CALLERS : CALLERS.subList(0, 1)) {
        System.out.println(line(batch, callers, input, timed));
      }
    }
  }

  private String line(int batch, int callers, float[] input, boolean timed) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "{\"workload\": \"%s\", \"variant\": \"batch-%d\", \"callers\": %d",
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
              ResidentMemory.megabytes("VmHWM")));
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

  private float[] answer(int batch, float[] input) {
    return predictor.of(Tensor.wrap(input, model.shape(batch).sides())).toFloatArray();
  }
}
