package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Data.Blocks;
import dev.wengert.peers.tensorflow.Differentiated.Output;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/** W8; its rows are all places of all sequences. */
final class EncoderBlock {

  private static final double KEEP = 1 - Blocks.DROP;

  private final Network in;
  private final Ops tf;
  private final Blocks sides = Blocks.ONE;
  private final int rows = sides.batch() * sides.sequence();

  private EncoderBlock(Network in) {
    this.in = in;
    this.tf = in.tf;
  }

  /** Returns the block's result as a scalar. */
  static Output output(Network in) {
    return Output.scalar(new EncoderBlock(in).value());
  }

  private Operand<TFloat32> value() {
    int width = sides.width();
    int inner = sides.inner();
    Operand<TFloat32> x = in.data(sides.x(), rows, width);
    Operand<TFloat32> cotangent = in.data(sides.cotangent(), rows, width);
    Operand<TFloat32> stacked = linear("in", norm(1, x), sides.in(0), 3 * width, width);
    Operand<TFloat32> attended = linear("out", attention(stacked), sides.out(0), width, width);
    Operand<TFloat32> middle = tf.math.add(x, in.dropout(attended, KEEP));
    Operand<TFloat32> raised = gelu(linear("up", norm(2, middle), sides.up(0), inner, width));
    Operand<TFloat32> fed = linear("down", in.dropout(raised, KEEP), sides.down(0), width, inner);
    Operand<TFloat32> out = tf.math.add(middle, in.dropout(fed, KEEP));
    return in.sum(tf.math.mul(out, cotangent));
  }

  private Operand<TFloat32> norm(int number, Operand<TFloat32> x) {
    Operand<TFloat32> scale = in.ones("scale" + number, sides.width());
    return in.normalize(x, scale, in.zeros("shift" + number, sides.width()), 1);
  }

  private Operand<TFloat32> linear(
      String name, Operand<TFloat32> x, float[] weight, int rows, int columns) {
    Operand<TFloat32> parameter = in.parameter(name + "Weight", weight, rows, columns);
    return in.linear(x, parameter, in.zeros(name + "Bias", rows));
  }

  private Operand<TFloat32> gelu(Operand<TFloat32> x) {
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, in.number(Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, in.number(0.5)), tf.math.add(in.number(1), erf));
  }

  private Operand<TFloat32> attention(Operand<TFloat32> stacked) {
    Operand<TFloat32> parted =
        in.reshape(stacked, sides.batch(), sides.sequence(), 3, sides.heads(), sides.head());
    List<? extends Operand<TFloat32>> parts =
        tf.unstack(in.transpose(parted, 2, 0, 3, 1, 4), 3L).output();
    Operand<TFloat32> scores =
        tf.train.batchMatMul(parts.get(0), parts.get(1), TFloat32.class, BatchMatMul.adjY(true));
    Operand<TFloat32> weights =
        tf.nn.softmax(tf.math.mul(scores, in.number(1 / Math.sqrt(sides.head()))));
    Operand<TFloat32> heads =
        tf.train.batchMatMul(in.dropout(weights, KEEP), parts.get(2), TFloat32.class);
    return in.reshape(in.transpose(heads, 0, 2, 1, 3), rows, sides.width());
  }
}
