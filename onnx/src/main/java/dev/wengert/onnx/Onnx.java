package dev.wengert.onnx;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.Values;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxReader;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxWriter;
import java.io.IOException;
import java.nio.file.Path;

/** ONNX files: their graphs as layers, their tensors, and files of what was computed here. */
public final class Onnx {

  private Onnx() {}

  /**
   * Returns the graph of a file as a layer.
   *
   * @throws MalformedFileException if it is not an ONNX file or is damaged
   * @throws IllegalArgumentException if it has operators that are not imported, all of which are
   *     named, or operators of a version that is not read
   * @throws IOException if the file cannot be read
   */
  public static OnnxLayer read(Path file) throws IOException {
    return of(OnnxReader.read(file));
  }

  /**
   * Returns the graph of a file as a layer.
   *
   * @throws IllegalArgumentException if it has operators that are not imported, all of which are
   *     named, or operators of a version that is not read
   */
  public static OnnxLayer of(OnnxModel file) {
    return new OnnxLayer(file);
  }

  /**
   * Returns the tensors of a file by the names that the file gives them, as they are: integers as
   * INT32, 16-bit floats as FLOAT32. Nothing of the graph needs to be known for it. Texts are left
   * out.
   *
   * @throws MalformedFileException if it is not an ONNX file or is damaged, or an integer has no
   *     place in INT32
   * @throws IOException if the file cannot be read
   */
  public static Values tensors(Path file) throws IOException {
    ImmutableMap.Builder<String, Tensor> tensors = ImmutableMap.builder();
    for (OnnxTensor tensor : OnnxReader.read(file).graph().initializers()) {
      if (tensor.type() != OnnxType.STRING) {
        tensors.put(tensor.name(), tensor.toTensor());
      }
    }
    return new Values(tensors.buildKeepingLast());
  }

  /**
   * Writes a model, whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, OnnxModel model) throws IOException {
    OnnxWriter.write(file, model);
  }
}
