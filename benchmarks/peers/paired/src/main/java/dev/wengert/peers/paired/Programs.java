package dev.wengert.peers.paired;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The programs of both sides, each in a JVM of its own on this one's JDK and with a heap of 4 GB at
 * most.
 */
final class Programs {

  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx4g");

  private final Options options;
  private final Path log;

  Programs(Options options) throws IOException {
    this.options = options;
    this.log = Files.createTempFile("paired", ".log");
    log.toFile().deleteOnExit();
  }

  /** Runs the other framework with arguments. */
  List<Line> theirs(List<String> arguments) throws IOException, InterruptedException {
    boolean isXla = options.peer().equals("tensorflow-xla");
    String module = isXla ? "tensorflow" : options.peer();
    Path target = options.peers().resolve(module).resolve("target");
    Path libraries = target.resolve("classpath.txt");
    Options.require(
        Files.exists(libraries),
        options.peer() + " is not built: there is no " + libraries,
        "build it: mvn -q -f benchmarks/peers package");
    List<String> command = java();
    // Without it each tensor is registered with the collector, at a fifth of the time of an
    // operation.
    command.add("-Dorg.bytedeco.javacpp.nopointergc=true");
    command.add("-cp");
    command.add(target.resolve("classes") + ":" + Files.readString(libraries).strip());
    command.add(main(module));
    command.add("threads=" + options.threads());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    String threads = Integer.toString(options.threads());
    for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
      environment.put(variable, threads);
    }
    // Else threads of OpenMP and of OpenBLAS spin against each other, at ten times the time.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
    if (isXla) {
      environment.put("TF_XLA_FLAGS", "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit");
    }
    return lines(builder);
  }

  private static String main(String module) {
    String name =
        switch (module) {
          case "libtorch" -> "libtorch.Libtorch";
          case "tensorflow" -> "tensorflow.TensorFlow";
          default -> "onnxruntime.OnnxRuntime";
        };
    return "dev.wengert.peers." + name;
  }

  /** Runs a program of Wengert's benchmarks with arguments. */
  List<Line> ours(String main, List<String> arguments) throws IOException, InterruptedException {
    return ours(main, List.of(), arguments);
  }

  /**
   * Runs {@code Measure} as users start programs: by itself it lets loops begin with vectors, which
   * comes to the steady state sooner and leaves garbage behind until then.
   */
  List<Line> measuredAsUsersStart(List<String> arguments) throws IOException, InterruptedException {
    return ours("Measure", List.of("-Dwengert.simd=auto"), arguments);
  }

  private List<Line> ours(String main, List<String> flags, List<String> arguments)
      throws IOException, InterruptedException {
    Path jar = options.wengert().resolve("benchmarks.jar");
    Options.require(
        Files.exists(jar),
        "Wengert's benchmarks are not built: there is no " + jar,
        "build them: mvn -q -pl benchmarks -am -Pbench verify -Dbench=-l");
    List<String> command = java();
    if (options.isVectored()) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    command.add("-Dwengert.threads=" + options.threads());
    command.addAll(flags);
    command.addAll(List.of("-cp", jar + ":" + options.wengert().resolve("lib") + "/*"));
    command.add("dev.wengert.benchmarks." + main);
    command.add("threads=" + options.threads());
    command.addAll(arguments);
    return lines(new ProcessBuilder(command));
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    return command;
  }

  private List<Line> lines(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(log.toFile()).start();
    List<Line> lines = new ArrayList<>();
    try (var reader = process.inputReader()) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (text.startsWith("{")) {
          lines.add(Line.of(text));
        }
      }
    }
    int status = process.waitFor();
    Line last = lines.isEmpty() ? null : lines.getLast();
    if (status != 0 || last == null || last.fields().containsKey("error")) {
      throw new Options.Refused(
          "paired: "
              + String.join(" ", builder.command())
              + " ended with status "
              + status
              + (last == null ? "" : " after " + last.fields())
              + "; it said:\n"
              + Files.readString(log));
    }
    return lines;
  }
}
