package dev.wengert.sentences;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.wengert.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A file as ONNX Runtime runs it. */
final class OnnxRuntime implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

  private final OrtSession session;

  private OnnxRuntime(OrtSession session) {
    this.session = session;
  }

  /** Loads a file, which will run on so many threads. */
  static OnnxRuntime of(byte[] file, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      return new OnnxRuntime(ENVIRONMENT.createSession(file, options));
    }
  }

  /** Returns the first output, floating, for whole numbers as inputs, in order. */
  Tensor run(List<Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try {
      int at = 0;
      for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
        OnnxJavaType type = ((TensorInfo) input.getValue().getInfo()).type;
        given.put(input.getKey(), whole(inputs.get(at++), type));
      }
      try (OrtSession.Result result = session.run(given)) {
        return floating((OnnxTensor) result.get(0));
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor whole(Tensor x, OnnxJavaType type) throws OrtException {
    int[] values = x.toIntArray();
    long[] sides = longs(x.shape().sides());
    return type == OnnxJavaType.INT32
        ? OnnxTensor.createTensor(ENVIRONMENT, IntBuffer.wrap(values), sides)
        : OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(longs(values)), sides);
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  private static Tensor floating(OnnxTensor value) {
    FloatBuffer buffer = value.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return Tensor.wrap(
        values, LongStream.of(value.getInfo().getShape()).mapToInt(Math::toIntExact).toArray());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
