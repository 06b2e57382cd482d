package dev.wengert.io;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A weight of a model of TensorFlow.js, as its manifest describes it.
 *
 * @param name what it is called
 * @param shape the sides
 * @param type how a number is stored
 * @param steps what a stored number stands for, if not for itself
 */
record TensorFlowJsWeight(String name, Shape shape, ElementType type, @Nullable Steps steps) {

  private static final int BLOCK = 1 << 14;

  /**
   * Numbers at equal distances: q stands for {@code q * scale + min}, computed in FLOAT64 as
   * TensorFlow.js does it, and rounded to the dtype, halves upwards to an integer.
   *
   * @param scale the distance
   * @param min what 0 stands for
   * @param dtype FLOAT32 or INT32
   */
  record Steps(double scale, double min, DType dtype) {}

  /** Returns how many bytes it has in its shards. */
  long bytes() {
    return (long) shape.size() * type.bytes();
  }

  /** Returns what errors call it. */
  String what() {
    return "the weight \"" + name + "\"";
  }

  /**
   * Reads its numbers.
   *
   * @throws MalformedFileException if one has no place in the dtype
   */
  Tensor read(Source source) throws IOException {
    if (steps == null) {
      return type.read(source, ByteOrder.LITTLE_ENDIAN, shape, what());
    }
    source.require(bytes(), what(), (long) shape.size() * steps.dtype.bytes());
    return steps.dtype == DType.INT32 ? ints(source, steps) : floats(source, steps);
  }

  private Tensor floats(Source source, Steps known) throws IOException {
    float[] result = new float[shape.size()];
    for (int done = 0; done < result.length; ) {
      for (int stored : next(source, result.length - done)) {
        float value = (float) (stored * known.scale + known.min);
        if (!Float.isFinite(value)) {
          throw noPlace(source, known, done, stored);
        }
        result[done++] = value;
      }
    }
    return Tensor.wrap(result, shape.sides());
  }

  private Tensor ints(Source source, Steps known) throws IOException {
    int[] result = new int[shape.size()];
    for (int done = 0; done < result.length; ) {
      for (int stored : next(source, result.length - done)) {
        long value = Math.round(stored * known.scale + known.min);
        if ((int) value != value) {
          throw noPlace(source, known, done, stored);
        }
        result[done++] = (int) value;
      }
    }
    return Tensor.wrap(result, shape.sides());
  }

  /** Returns the next stored numbers, up to so many. */
  private int[] next(Source source, int left) throws IOException {
    Shape block = Shape.of(Math.min(left, BLOCK));
    return type.read(source, ByteOrder.LITTLE_ENDIAN, block, what()).toIntArray();
  }

  private MalformedFileException noPlace(Source source, Steps known, int at, int stored) {
    return source.malformed(
        "a value of %s has no place in %s: %s * %s + %s at %s; convert the model again",
        what(), known.dtype, stored, known.scale, known.min, Arrays.toString(shape.indices(at)));
  }
}
