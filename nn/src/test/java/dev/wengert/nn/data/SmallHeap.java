package dev.wengert.nn.data;

import dev.wengert.io.MalformedFileException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads a MATLAB file in a JVM of 128 MiB. */
final class SmallHeap {

  private SmallHeap() {}

  public static void main(String[] args) throws IOException {
    try {
      System.out.println("read " + Matlab.read(Path.of(args[0])).keySet());
    } catch (MalformedFileException e) {
      System.out.println(e.getMessage());
    }
  }

  /** Returns what the program says last. */
  static String outcome(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", "")
                    + File.pathSeparator
                    + System.getProperty("surefire.test.class.path", ""),
                SmallHeap.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    return lines.getLast();
  }
}
