package dev.wengert.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs ONNX files by ONNX Runtime: what everything here is compared with. */
final class OnnxRuntime implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

  private final OrtSession session;

  private OnnxRuntime(OrtSession session) {
    this.session = session;
  }

  /** Loads a file. */
  static OnnxRuntime of(byte[] file) {
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      return new OnnxRuntime(ENVIRONMENT.createSession(file, options));
    } catch (OrtException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns a file's outputs, in order. */
  static ImmutableList<Tensor> run(byte[] file, Tensor... inputs) {
    try (OnnxRuntime runtime = of(file)) {
      return runtime.run(List.of(inputs));
    }
  }

  /** Returns the outputs, in order, for inputs in order. */
  ImmutableList<Tensor> run(List<Tensor> inputs) {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try {
      int at = 0;
      for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
        TensorInfo info = (TensorInfo) input.getValue().getInfo();
        given.put(input.getKey(), tensor(inputs.get(at++), info.type));
      }
      ImmutableList.Builder<Tensor> results = ImmutableList.builder();
      try (OrtSession.Result result = session.run(given)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          results.add(tensor((OnnxTensor) output.getValue()));
        }
      }
      return results.build();
    } catch (OrtException e) {
      throw new IllegalArgumentException(e);
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(Tensor x, OnnxJavaType type) throws OrtException {
    long[] shape = Arrays.stream(x.shape().sides()).asLongStream().toArray();
    return switch (type) {
      case FLOAT -> OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(x.toFloatArray()), shape);
      case DOUBLE ->
          OnnxTensor.createTensor(ENVIRONMENT, DoubleBuffer.wrap(x.toDoubleArray()), shape);
      case INT32 -> OnnxTensor.createTensor(ENVIRONMENT, IntBuffer.wrap(x.toIntArray()), shape);
      case INT64 ->
          OnnxTensor.createTensor(
              ENVIRONMENT,
              LongBuffer.wrap(Arrays.stream(x.toIntArray()).asLongStream().toArray()),
              shape);
      case BOOL -> {
        boolean[] truths = x.toBooleanArray();
        ByteBuffer bytes = ByteBuffer.allocateDirect(truths.length).order(ByteOrder.nativeOrder());
        for (int i = 0; i < truths.length; i++) {
          bytes.put(i, (byte) (truths[i] ? 1 : 0));
        }
        yield OnnxTensor.createTensor(ENVIRONMENT, bytes, shape, OnnxJavaType.BOOL);
      }
      default -> throw new IllegalArgumentException("no input of type " + type);
    };
  }

  private static Tensor tensor(OnnxTensor value) {
    TensorInfo info = value.getInfo();
    int[] sides = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
    int size = (int) Arrays.stream(info.getShape()).reduce(1, (a, b) -> a * b);
    if (size == 0) {
      return Tensor.zeros(dtype(info.type), sides);
    }
    return switch (info.type) {
      case FLOAT -> {
        float[] values = new float[size];
        value.getFloatBuffer().get(values);
        yield Tensor.wrap(values, sides);
      }
      case DOUBLE -> {
        double[] values = new double[size];
        value.getDoubleBuffer().get(values);
        yield Tensor.wrap(values, sides);
      }
      case INT32 -> {
        int[] values = new int[size];
        value.getIntBuffer().get(values);
        yield Tensor.wrap(values, sides);
      }
      case INT64 -> {
        long[] values = new long[size];
        value.getLongBuffer().get(values);
        yield Tensor.wrap(
            Longs.asList(values).stream().mapToInt(Math::toIntExact).toArray(), sides);
      }
      case BOOL -> {
        boolean[] values = new boolean[size];
        ByteBuffer bytes = value.getByteBuffer();
        for (int i = 0; i < size; i++) {
          values[i] = bytes.get(i) != 0;
        }
        yield Tensor.wrap(values, sides);
      }
      default -> throw new IllegalArgumentException("no output of type " + info.type);
    };
  }

  private static DType dtype(OnnxJavaType type) {
    return switch (type) {
      case DOUBLE -> DType.FLOAT64;
      case INT32, INT64 -> DType.INT32;
      case BOOL -> DType.BOOL;
      default -> DType.FLOAT32;
    };
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
