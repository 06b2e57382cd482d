package dev.wengert.peers.paired;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** What figures hold for: the machine, the JDK, the day, and how the run was asked for. */
final class Circumstances {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Circumstances() {}

  /** Returns them in one line. */
  static String of(Options options) throws IOException {
    return String.format(
        "peer %s, threads %d, rounds %d, vector module %s; %s, %d cores, JDK %s, %s%n",
        options.peer(),
        options.threads(),
        options.rounds(),
        options.isVectored() ? "on" : "off",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        LocalDate.now());
  }

  private static String processor() throws IOException {
    if (Files.exists(PROCESSORS)) {
      for (String line : Files.readAllLines(PROCESSORS)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
