package dev.wengert.sentences;

import com.google.common.io.Resources;
import dev.wengert.examples.UserError;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.text.WordPiece;
import dev.wengert.onnx.Onnx;
import dev.wengert.onnx.OnnxLayer;
import dev.wengert.onnx.format.OnnxReader;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the encoder is: in files, or on the class path. */
final class Encoders {

  private static final String MODEL = "all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

  private Encoders() {}

  /**
   * Returns the bytes of an ONNX file.
   *
   * @param file the file; null for the one on the class path
   * @throws UserError if it is not there
   */
  static byte[] model(@Nullable Path file) {
    try {
      return file == null ? Resources.toByteArray(resource(MODEL)) : Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable("--model", file, e);
    }
  }

  /**
   * Returns the network in an ONNX file.
   *
   * @throws UserError if it is none, or has operators that are not imported
   */
  static OnnxLayer layer(byte[] file) {
    try {
      return Onnx.of(OnnxReader.read(file));
    } catch (MalformedFileException | IllegalArgumentException e) {
      throw new UserError("--model: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the tokenizer in a file.
   *
   * @param file the file; null for the one on the class path
   * @throws UserError if it is not there or is damaged
   */
  static WordPiece tokenizer(@Nullable Path file) {
    try {
      return file == null
          ? WordPiece.ofJson(
              TOKENIZER, Resources.toString(resource(TOKENIZER), StandardCharsets.UTF_8))
          : WordPiece.read(file);
    } catch (MalformedFileException e) {
      throw new UserError("--tokenizer: " + e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable("--tokenizer", file, e);
    }
  }

  private static URL resource(String name) {
    URL resource = Encoders.class.getClassLoader().getResource(name);
    if (resource == null) {
      throw new UserError(
          "--model: "
              + name
              + " is not on the class path; run it by mvn -q -Psentences -pl sentences -am"
              + " verify, or give --model"
              + " and --tokenizer");
    }
    return resource;
  }

  private static UserError unreadable(String option, @Nullable Path file, IOException e) {
    return new UserError(
        option + ": " + file + ": cannot be read: " + UserError.reason(e) + "; give another file",
        e);
  }
}
