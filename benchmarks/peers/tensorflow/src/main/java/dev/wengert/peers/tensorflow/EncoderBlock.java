package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Data.Block;
import dev.wengert.peers.tensorflow.Differentiated.Output;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/** W8: its rows are all places of all sequences. */
final class EncoderBlock {

  private static final int ROWS = Block.BATCH * Block.SEQUENCE;
  private static final double KEEP = 1 - Block.DROP;

  private final Network in;
  private final Ops tf;

  private EncoderBlock(Network in) {
    this.in = in;
    this.tf = in.tf;
  }

  /** Returns the block's loss. */
  static Output loss(Network in) {
    return new EncoderBlock(in).loss();
  }

  private Output loss() {
    Operand<TFloat32> x = in.data(Block.x(), ROWS, Block.WIDTH);
    Operand<TFloat32> cotangent = in.data(Block.cotangent(), ROWS, Block.WIDTH);
    Operand<TFloat32> heads = attention(norm(x, 1));
    Operand<TFloat32> attended = linear("out", heads, Block.out(), Block.WIDTH, Block.WIDTH);
    Operand<TFloat32> middle = tf.math.add(x, in.dropout(attended, KEEP));
    Operand<TFloat32> inner =
        gelu(linear("up", norm(middle, 2), Block.up(), Block.INNER, Block.WIDTH));
    Operand<TFloat32> fed =
        linear("down", in.dropout(inner, KEEP), Block.down(), Block.WIDTH, Block.INNER);
    Operand<TFloat32> out = tf.math.add(middle, in.dropout(fed, KEEP));
    return Output.scalar(in.sum(tf.math.mul(out, cotangent)));
  }

  private Operand<TFloat32> norm(Operand<TFloat32> x, int number) {
    Operand<TFloat32> scale = in.ones("scale" + number, Block.WIDTH);
    return in.normalize(x, scale, in.zeros("shift" + number, Block.WIDTH), 1);
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

  private Operand<TFloat32> attention(Operand<TFloat32> x) {
    Operand<TFloat32> stacked = linear("in", x, Block.in(), 3 * Block.WIDTH, Block.WIDTH);
    stacked = in.reshape(stacked, Block.BATCH, Block.SEQUENCE, 3, Block.HEADS, Block.HEAD);
    List<? extends Operand<TFloat32>> parts =
        tf.unstack(in.transpose(stacked, 2, 0, 3, 1, 4), 3L).output();
    Operand<TFloat32> scores =
        tf.train.batchMatMul(parts.get(0), parts.get(1), TFloat32.class, BatchMatMul.adjY(true));
    Operand<TFloat32> weights =
        tf.nn.softmax(tf.math.mul(scores, in.number(1 / Math.sqrt(Block.HEAD))));
    Operand<TFloat32> heads =
        tf.train.batchMatMul(in.dropout(weights, KEEP), parts.get(2), TFloat32.class);
    return in.reshape(in.transpose(heads, 0, 2, 1, 3), ROWS, Block.WIDTH);
  }
}
