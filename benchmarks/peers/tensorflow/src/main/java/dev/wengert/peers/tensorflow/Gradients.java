package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Data;
import dev.wengert.peers.Data.Normalized;
import dev.wengert.peers.Draw;
import dev.wengert.peers.tensorflow.Differentiated.Output;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** W3 to W7: functions of parameters. */
final class Gradients {

  private Gradients() {}

  /** Returns W3 over axis 1 and W4 over axis 0; axis 0 by TensorFlow's own operation, too. */
  static Output normalization(Network in, int axis, boolean isFused) {
    int rows = Normalized.ROWS;
    int columns = Normalized.COLUMNS;
    Operand<TFloat32> x = in.parameter("x", Normalized.x(), rows, columns);
    Operand<TFloat32> scale = in.parameter("scale", Normalized.scale(), columns);
    Operand<TFloat32> shift = in.parameter("shift", Normalized.shift(), columns);
    Operand<TFloat32> cotangent = in.data(Normalized.cotangent(), rows, columns);
    if (isFused) {
      Operand<TFloat32> y = in.batchNorm(in.reshape(x, rows, 1, 1, columns), scale, shift);
      return new Output(in.reshape(y, rows, columns), cotangent);
    }
    return new Output(in.normalize(x, scale, shift, axis), cotangent);
  }

  /** Returns W5. */
  static Output elementwise(Network in) {
    Ops tf = in.tf;
    int n = Data.ELEMENTS;
    Operand<TFloat32> x = in.parameter("x", Draw.floats(51, n), n);
    Operand<TFloat32> a = in.parameter("a", Draw.floats(52, n), n);
    Operand<TFloat32> b = in.parameter("b", Draw.floats(53, n), n);
    Operand<TFloat32> mask = in.data(Draw.mask(54, n), n);
    Operand<TFloat32> value = tf.nn.relu(tf.math.add(tf.math.mul(x, a), b));
    return Output.scalar(in.sum(tf.math.mul(tf.math.sigmoid(value), mask)));
  }

  /** Returns W6 of a dtype and a side, {@code f32-64}. */
  static Output product(Network in, String variant) {
    Ops tf = in.tf;
    int n = Integer.parseInt(variant.substring(4));
    if (variant.startsWith("f64")) {
      Operand<TFloat64> a = in.parameter("a", Draw.doubles(61, n * n, 1), n, n);
      Operand<TFloat64> b = in.parameter("b", Draw.doubles(62, n * n, 1), n, n);
      Operand<TFloat64> r = in.data(Draw.doubles(63, n * n, 1), n, n);
      return Output.scalar(in.sum(tf.math.mul(tf.linalg.matMul(a, b), r)));
    }
    Operand<TFloat32> a = in.parameter("a", Draw.floats(61, n * n), n, n);
    Operand<TFloat32> b = in.parameter("b", Draw.floats(62, n * n), n, n);
    Operand<TFloat32> r = in.data(Draw.floats(63, n * n), n, n);
    return Output.scalar(in.sum(tf.math.mul(tf.linalg.matMul(a, b), r)));
  }

  /** Returns W7. */
  static Output chain(Network in) {
    Ops tf = in.tf;
    Operand<TFloat32> value = in.data(Data.smallX(), Data.SMALL);
    Operand<TFloat32> p = in.parameter("p", Data.smallP(), Data.SMALL);
    Operand<TFloat32> q = in.parameter("q", Data.smallQ(), Data.SMALL);
    for (int i = 0; i < Data.LINKS; i++) {
      value =
          switch (i % 3) {
            case 0 -> tf.math.mul(value, p);
            case 1 -> tf.math.add(value, q);
            default -> tf.math.tanh(value);
          };
    }
    return Output.scalar(in.sum(value));
  }
}
