package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Momentum;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A workload made of layers, on the data and from the first parameters of the one written by hand,
 * so that checks agree: what layers cost is the difference.
 */
final class LayerWorkload implements Workload {

  private final Tensor x;
  private final UnaryOperator<Tensor> loss;
  private final @Nullable Penalty penalty;
  private final Model<Layer> model;
  private final Model<Layer> unmasked;
  private final @Nullable Optimizer optimizer;
  private Values values;
  private Optimizer.@Nullable State state;
  private int steps;

  /**
   * Makes a workload.
   *
   * @param network makes the network from the probability to stay
   * @param first the first parameters in the order of declaration
   * @param loss the loss of the network's output
   * @param optimizer makes what takes the steps; null for gradients alone
   */
  private LayerWorkload(
      DoubleFunction<Layer> network,
      double keep,
      List<Tensor> first,
      Tensor x,
      UnaryOperator<Tensor> loss,
      @Nullable Penalty penalty,
      @Nullable Rule optimizer) {
    DType dtype = x.dtype();
    this.x = x;
    this.loss = loss;
    this.penalty = penalty;
    this.model = Model.of(network.apply(keep), dtype);
    this.unmasked = Model.of(network.apply(1), dtype);
    this.values = model.initialize(Key.of(0));
    ImmutableList<String> paths = model.parameters().keySet().asList();
    for (int i = 0; i < paths.size(); i++) {
      Parameter parameter = model.parameters().values().asList().get(i);
      values = values.with(paths.get(i), first.get(i).reshape(parameter.shape()));
    }
    this.optimizer = optimizer == null ? null : optimizer.of(model);
    this.state = this.optimizer == null ? null : this.optimizer.start();
  }

  /** Makes an optimiser of a model. */
  @FunctionalInterface
  private interface Rule {
    Optimizer of(Model<?> model);
  }

  /** Returns W1: 2-20-3-1, examples along the first axis. */
  static Workload w1(W1.Variant variant) {
    W1 hand = new W1(variant);
    boolean drops = variant == W1.Variant.DROPOUT;
    Tensor y = column(hand.y);
    return new LayerWorkload(
        keep ->
            drops
                ? Sequential.of(
                    Dense.of(2, 20),
                    Activation.relu(),
                    Dropout.keeping(keep),
                    Dense.of(20, 3),
                    Activation.relu(),
                    Dropout.keeping(keep),
                    Dense.of(3, 1))
                : Sequential.of(
                    Dense.of(2, 20),
                    Activation.relu(),
                    Dense.of(20, 3),
                    Activation.relu(),
                    Dense.of(3, 1)),
        0.86,
        hand.parameters,
        column(hand.x),
        logits -> Losses.binaryCrossEntropyWithLogits(logits, y),
        variant == W1.Variant.L2 ? Penalty.l2(0.7, y.size()) : null,
        model -> Optimizer.of(model, GradientDescent.of(0.3)));
  }

  /** Examples along the first axis instead of the second. */
  private static Tensor column(Tensor x) {
    return Tensor.wrap(x.transpose().toDoubleArray(), x.shape().side(1), x.shape().side(0));
  }

  /** Returns W2. */
  static Workload w2() {
    W2 hand = new W2();
    return new LayerWorkload(
        keep ->
            Sequential.of(
                Dense.of(784, 512),
                BatchNorm.of(512),
                Activation.relu(),
                Dropout.keeping(keep),
                Dense.of(512, 256),
                BatchNorm.of(256),
                Activation.relu(),
                Dropout.keeping(keep),
                Dense.of(256, 10)),
        0.5,
        turned(hand.parameters),
        hand.x,
        logits -> Losses.crossEntropy(logits, hand.targets),
        Penalty.l2(1e-4),
        model -> Optimizer.of(model, Momentum.of(0.01)));
  }

  /** Returns W3. */
  static Workload w3() {
    return normalization(LayerNorm.of(1024));
  }

  /** Returns W4; the running statistics move, too. */
  static Workload w4() {
    return normalization(BatchNorm.of(1024));
  }

  private static Workload normalization(Layer layer) {
    Model<Layer> model = Model.of(layer);
    Values first = model.initialize(Key.of(0));
    return CotangentWorkload.normalization(
        in -> {
          Values values = first.with("weight", in.get(1)).with("bias", in.get(2));
          return layer.forward(in.get(0), model.training(values, Key.of(0)));
        });
  }

  /** Returns W8; the layer has a product each for queries, keys and values, so 16 parameters. */
  static Workload w8() {
    EncoderBlocks hand = new W8().block;
    List<Tensor> p = turned(hand.parameters);
    List<Tensor> first = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      first.add(rows(p.get(2), part));
      first.add(rows(p.get(3), part));
    }
    first.addAll(List.of(p.get(4), p.get(5), p.get(0), p.get(1)));
    first.addAll(List.of(p.get(8), p.get(9), p.get(10), p.get(11), p.get(6), p.get(7)));
    return new LayerWorkload(
        keep ->
            TransformerEncoderBlock.of(
                TransformerSettings.of(256, 4)
                    .withNormFirst()
                    .withKeepProbability(keep)
                    .withActivation(Activations::gelu)),
        0.9,
        first,
        hand.x,
        out -> Reductions.sum(out.times(hand.cotangent)),
        null,
        null);
  }

  /** Returns one of three parts of a weight or a bias. */
  private static Tensor rows(Tensor stacked, int part) {
    int side = stacked.shape().side(0) / 3;
    Shape shape = stacked.shape().withSide(0, side);
    float[] all = stacked.toFloatArray();
    float[] own = new float[shape.size()];
    System.arraycopy(all, part * own.length, own, 0, own.length);
    return Tensor.wrap(own, shape.sides());
  }

  /** Returns W9. */
  static Workload w9() {
    W9 hand = new W9();
    Conv padded = Conv.DEFAULT.padding(1);
    return new LayerWorkload(
        keep ->
            Sequential.of(
                Convolution.of2d(1, 16, padded, 3),
                BatchNorm.of(16),
                Activation.relu(),
                MaxPool.of(2),
                Convolution.of2d(16, 32, padded, 3),
                BatchNorm.of(32),
                Activation.relu(),
                MaxPool.of(2),
                Flatten.of(),
                Dense.of(32 * 7 * 7, 10)),
        1,
        turned(hand.parameters),
        hand.x,
        logits -> Losses.crossEntropy(logits, hand.targets),
        null,
        model -> Optimizer.of(model, GradientDescent.of(0.01)));
  }

  /** Matrices [in, out] as layers have them, [out, in]. */
  private static List<Tensor> turned(List<Tensor> parameters) {
    return parameters.stream()
        .map(
            p ->
                p.rank() == 2
                    ? Tensor.wrap(
                        p.transpose().toFloatArray(), p.shape().side(1), p.shape().side(0))
                    : p)
        .toList();
  }

  private Model.Step step(Model<Layer> network, Values at) {
    return network.differentiate(
        at,
        Key.of(steps),
        (net, pass) -> {
          Tensor data = loss.apply(net.forward(x, pass));
          return penalty == null ? data : data.plus(penalty.of(pass));
        });
  }

  @Override
  public void run() {
    Model.Step step = step(model, values);
    if (optimizer != null && state != null) {
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values().with(step.statistics());
      state = next.state();
    }
    steps++;
  }

  @Override
  public Optional<Work> work() {
    return Optional.empty();
  }

  @Override
  public Numbers numbers() {
    ImmutableList<String> paths = unmasked.parameters().keySet().asList();
    return new Numbers(
        paths,
        in -> {
          Values at = values;
          for (int i = 0; i < in.size(); i++) {
            at = at.with(paths.get(i), in.get(i));
          }
          Model.Step step = step(unmasked, at);
          return ImmutableList.<Tensor>builder()
              .add(step.loss())
              .addAll(step.gradients().byPath().values())
              .build();
        },
        paths.stream().map(values::get).toList());
  }
}
