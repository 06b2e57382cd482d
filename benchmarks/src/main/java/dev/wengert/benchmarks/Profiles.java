package dev.wengert.benchmarks;

import dev.wengert.Wengert;
import dev.wengert.program.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Prints where a compiled workload's time goes: its program, and how long each instruction takes
 * beside how long it would take at this machine's limits.
 *
 * <p>Arguments are workloads, {@code W2/base}; {@code threads=2} runs with two for one, and {@code
 * trace=FOLDER} writes a trace of each into a folder, which the viewers of Chrome and Perfetto
 * open.
 */
public final class Profiles {

  private static final String THREADS = "threads=";
  private static final String TRACE = "trace=";

  private static final long WARM_UP_NANOS = 4_000_000_000L;

  private Profiles() {}

  /** Profiles the workloads that the arguments name. */
  public static void main(String[] arguments) {
    Measure.beginWithVectors();
    int threads = 1;
    Path folder = null;
    for (String argument : arguments) {
      if (argument.startsWith(THREADS)) {
        threads = Integer.parseInt(argument.substring(THREADS.length()));
      } else if (argument.startsWith(TRACE)) {
        folder = Path.of(argument.substring(TRACE.length()));
      }
    }
    for (String argument : arguments) {
      if (!argument.contains("=")) {
        Path traces = folder;
        Wengert.withThreads(threads, () -> print(argument, traces));
      }
    }
  }

  private static void print(String name, @Nullable Path traces) {
    CompiledWork work =
        new CompiledWork(
            Workloads.draw(name)
                .work()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "profiles: layers do the work of "
                                + name
                                + ", which is no function to compile; name another workload")));
    System.out.println(name + "\n\n" + work + "\n");
    warm(work);
    Profile profile = work.profile();
    System.out.println(profile);
    if (traces != null) {
      try {
        profile.writeTrace(traces.resolve(name.replace('/', '-') + ".json"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Runs it until the JVM has compiled its loops. */
  private static void warm(CompiledWork work) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < end) {
      work.run();
    }
  }
}
