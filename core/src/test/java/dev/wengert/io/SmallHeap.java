package dev.wengert.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that reads the files it is given in turn, and prints what becomes of each. */
final class SmallHeap {

  private SmallHeap() {}

  public static void main(String[] args) throws IOException {
    for (String arg : args) {
      Path file = Path.of(arg);
      try {
        System.out.println(read(file));
      } catch (MalformedFileException e) {
        System.out.println(String.valueOf(e.getMessage()).replace(file.toString(), "FILE"));
      }
    }
  }

  private static String read(Path file) throws IOException {
    String name = file.toString();
    String format = name.substring(name.lastIndexOf('.') + 1);
    return switch (format) {
      case "npz" -> "read " + Npz.read(file).keySet();
      case "free" -> "read " + Npz.read(file, Long.MAX_VALUE).keySet();
      case "npy" -> "read " + Npy.read(file).spec();
      case "stream" -> "read " + Npy.read(Files.newInputStream(file)).spec();
      case "safetensors" -> "read " + Safetensors.read(file).tensors().keySet();
      case "tfjs" -> "read " + TensorFlowJs.read(file).keySet();
      case "idx" -> "read " + Idx.read(file).spec();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
