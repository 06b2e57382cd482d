package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Data;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * A graph that is built, and the session that runs it. All data are variables: constants would be
 * folded away.
 */
final class Network implements AutoCloseable {

  final Graph graph = new Graph();
  final Ops tf = Ops.create(graph);

  /** Whether random masks are drawn. */
  final boolean isTraining;

  /** What gradients are taken of, by name. */
  final Map<String, Operand<? extends TNumber>> parameters = new LinkedHashMap<>();

  private final List<Op> first = new ArrayList<>();
  private final Session session;

  Network(int threads, boolean isTraining) {
    this.isTraining = isTraining;
    this.session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .build());
  }

  /** Returns data that have no gradient. */
  Operand<TFloat32> data(float[] values, long... sides) {
    Variable<TFloat32> variable = tf.variable(Shape.of(sides), TFloat32.class);
    first.add(tf.assign(variable, tf.constant(Shape.of(sides), DataBuffers.of(values))));
    return variable;
  }

  /** Returns data that have no gradient. */
  Operand<TFloat64> data(double[] values, long... sides) {
    Variable<TFloat64> variable = tf.variable(Shape.of(sides), TFloat64.class);
    first.add(tf.assign(variable, tf.constant(Shape.of(sides), DataBuffers.of(values))));
    return variable;
  }

  /** Returns a parameter. */
  Operand<TFloat32> parameter(String name, float[] values, long... sides) {
    Operand<TFloat32> variable = data(values, sides);
    parameters.put(name, variable);
    return variable;
  }

  /** Returns a parameter. */
  Operand<TFloat64> parameter(String name, double[] values, long... sides) {
    Operand<TFloat64> variable = data(values, sides);
    parameters.put(name, variable);
    return variable;
  }

  /** Returns a parameter [n] that begins at zero. */
  Operand<TFloat32> zeros(String name, int n) {
    return parameter(name, new float[n], n);
  }

  /** Returns a parameter [n] that begins at one. */
  Operand<TFloat32> ones(String name, int n) {
    return parameter(name, Data.ones(n), n);
  }

  /** Returns classes as rows of zeros and a one. */
  Operand<TFloat32> oneHot(int[] classes, int count) {
    float[] rows = new float[classes.length * count];
    for (int i = 0; i < classes.length; i++) {
      rows[i * count + classes[i]] = 1;
    }
    return data(rows, classes.length, count);
  }

  /** Returns a variable of zeros like another one, without a gradient. */
  <T extends TNumber> Operand<T> zerosLike(Operand<T> like) {
    Variable<T> variable = tf.variable(like.shape(), like.type());
    first.add(tf.assign(variable, tf.zeros(tf.constant(sides(like.shape())), like.type())));
    return variable;
  }

  private static int[] sides(Shape shape) {
    return Arrays.stream(shape.asArray()).mapToInt(Math::toIntExact).toArray();
  }

  private static int[] axes(Operand<?> x) {
    int[] axes = new int[x.shape().numDimensions()];
    Arrays.setAll(axes, i -> i);
    return axes;
  }

  /** Returns a constant. */
  Operand<TFloat32> number(double value) {
    return tf.constant((float) value);
  }

  /** Returns a tensor in other sides. */
  Operand<TFloat32> reshape(Operand<TFloat32> x, int... sides) {
    return tf.reshape(x, tf.constant(sides));
  }

  /** Returns a tensor's axes in another order. */
  Operand<TFloat32> transpose(Operand<TFloat32> x, int... order) {
    return tf.linalg.transpose(x, tf.constant(order));
  }

  /** Returns the sum of all elements. */
  <T extends TNumber> Operand<T> sum(Operand<T> x) {
    return tf.sum(x, tf.constant(axes(x)));
  }

  /** Returns the mean of all elements. */
  <T extends TNumber> Operand<T> mean(Operand<T> x) {
    return tf.math.mean(x, tf.constant(axes(x)));
  }

  /**
   * Returns the sum of all squares, as twice {@code l2Loss}: differentiating the square of a
   * variable crashes the JVM.
   */
  <T extends TNumber> Operand<T> squares(List<Operand<T>> weights) {
    Operand<T> half = tf.nn.l2Loss(weights.get(0));
    for (Operand<T> weight : weights.subList(1, weights.size())) {
      half = tf.math.add(half, tf.nn.l2Loss(weight));
    }
    return tf.math.add(half, half);
  }

  /** Returns x W^T + b. */
  Operand<TFloat32> linear(Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, weight, MatMul.transposeB(true)), bias);
  }

  /** Returns what stays with a probability, scaled up, where masks are drawn; else x. */
  <T extends TNumber> Operand<T> dropout(Operand<T> x, double keep) {
    if (!isTraining) {
      return x;
    }
    Operand<T> probability = tf.constant(x.type(), keep);
    Operand<T> uniform = tf.random.randomUniform(tf.constant(sides(x.shape())), x.type());
    return tf.math.mul(
        tf.math.div(x, probability), tf.math.floor(tf.math.add(uniform, probability)));
  }

  /** Returns x normalized over an axis, of primitives. */
  Operand<TFloat32> normalize(
      Operand<TFloat32> x, Operand<TFloat32> scale, Operand<TFloat32> shift, int axis) {
    Operand<TFloat32> centered =
        tf.math.sub(x, tf.math.mean(x, tf.constant(axis), Mean.keepDims(true)));
    Operand<TFloat32> variance =
        tf.math.mean(tf.math.mul(centered, centered), tf.constant(axis), Mean.keepDims(true));
    Operand<TFloat32> deviation = tf.math.sqrt(tf.math.add(variance, number(Data.EPSILON)));
    return tf.math.add(tf.math.mul(tf.math.div(centered, deviation), scale), shift);
  }

  /** Returns [N, H, W, C] normalized over all but the last axis, by TensorFlow's own operation. */
  Operand<TFloat32> batchNorm(
      Operand<TFloat32> x, Operand<TFloat32> scale, Operand<TFloat32> shift) {
    Operand<TFloat32> none = tf.constant(new float[0]);
    return tf.nn
        .fusedBatchNorm(
            x,
            scale,
            shift,
            none,
            none,
            FusedBatchNorm.epsilon((float) Data.EPSILON),
            FusedBatchNorm.isTraining(true))
        .y();
  }

  /** Returns the mean softmax cross-entropy. */
  Operand<TFloat32> crossEntropy(Operand<TFloat32> logits, Operand<TFloat32> oneHot) {
    return mean(tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss());
  }

  /** Returns the gradients of all parameters, in order, of a scalar. */
  List<Operand<?>> gradients(Operand<?> loss) {
    return gradients(tf.gradients(loss, parameters.values()));
  }

  /** Returns the gradients of all parameters, in order, by a cotangent. */
  List<Operand<?>> gradients(Operand<?> y, Operand<?> cotangent) {
    return gradients(tf.gradients(y, parameters.values(), Gradients.dx(List.of(cotangent))));
  }

  private List<Operand<?>> gradients(Gradients found) {
    List<Operand<?>> gradients = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      gradients.add(found.dy(i));
    }
    return gradients;
  }

  /** Fills the variables, all at once: a session optimizes the graph for each set of targets. */
  void start() {
    run(first);
  }

  /** Runs operations and takes nothing. */
  void run(List<? extends Op> targets) {
    Session.Runner runner = session.runner();
    targets.forEach(runner::addTarget);
    runner.run().close();
  }

  /** Runs operations and takes their results: a compiler leaves out what nobody takes. */
  void fetch(List<Operand<?>> results) {
    Session.Runner runner = session.runner();
    results.forEach(runner::fetch);
    runner.run().close();
  }

  /** Returns what every framework must get. */
  Map<String, Double> check(Operand<?> value, List<Operand<?>> gradients) {
    Map<String, Double> check = new LinkedHashMap<>();
    check.put("value", value.shape().size() == 1 ? item(toDouble(value)) : absoluteSum(value));
    int next = 0;
    for (String name : parameters.keySet()) {
      check.put(name, absoluteSum(gradients.get(next++)));
    }
    return check;
  }

  @SuppressWarnings("unchecked")
  private Operand<TFloat64> toDouble(Operand<?> x) {
    return tf.dtypes.cast((Operand<? extends TNumber>) x, TFloat64.class);
  }

  @SuppressWarnings("unchecked")
  private double absoluteSum(Operand<?> x) {
    // A gradient's shape is not always known while the graph is built.
    Operand<?> axes =
        tf.range(tf.constant(0), tf.rank((Operand<? extends TNumber>) x), tf.constant(1));
    return item(tf.sum(tf.math.abs(toDouble(x)), (Operand<? extends TNumber>) axes));
  }

  private double item(Operand<TFloat64> x) {
    try (Result result = session.runner().fetch(x).run()) {
      return ((TFloat64) result.get(0)).getDouble();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
