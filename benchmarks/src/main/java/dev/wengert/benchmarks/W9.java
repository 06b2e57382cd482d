package dev.wengert.benchmarks;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Convolutions;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Workload W9: one training step of a small convolutional network, recorded anew each time.
 *
 * <p>FLOAT32, 64 images 28x28: (convolution 3x3 with padding 1, batch norm, relu, max-pool 2) twice
 * with 16 and 32 channels, linear 1568-10, softmax cross-entropy; gradient descent 0.01.
 */
public final class W9 implements Workload {

  private static final int IMAGES = 64;
  private static final int SIDE = 28;
  private static final int[] CHANNELS = {1, 16, 32};
  private static final int FEATURES = 32 * 7 * 7;
  private static final int CLASSES = 10;
  private static final double RATE = 0.01;
  private static final double EPSILON = 1e-5;

  final Tensor x;
  final Tensor targets;
  private final List<String> names = new ArrayList<>();
  List<Tensor> parameters = new ArrayList<>();

  /** Draws data and first parameters. */
  public W9() {
    x = Draw.floats(91, IMAGES, CHANNELS[0], SIDE, SIDE);
    targets = Draw.classes(92, IMAGES, CLASSES);
    for (int i = 0; i < 2; i++) {
      int channels = CHANNELS[i + 1];
      add("weight" + (i + 1), Draw.kernel(93 + i, channels, CHANNELS[i], 3));
      add("bias" + (i + 1), Tensor.zeros(DType.FLOAT32, channels));
      add("scale" + (i + 1), Tensor.ones(DType.FLOAT32, channels));
      add("shift" + (i + 1), Tensor.zeros(DType.FLOAT32, channels));
    }
    add("weight3", Draw.weight(95, FEATURES, CLASSES));
    add("bias3", Tensor.zeros(DType.FLOAT32, CLASSES));
  }

  private void add(String name, Tensor parameter) {
    names.add(name);
    parameters.add(parameter);
  }

  private Tensor loss(List<Tensor> p) {
    Tensor value = x;
    int next = 0;
    for (int i = 0; i < 2; i++) {
      Conv how = Conv.DEFAULT.padding(1);
      value = Convolutions.conv2d(value, p.get(next++), p.get(next++), how);
      value = Normalization.batchNorm(value, p.get(next++), p.get(next++), EPSILON);
      value = Pooling.maxPool(Activations.relu(value), Pooling.Pool.of(2));
    }
    Tensor logits = value.reshape(IMAGES, FEATURES).matmul(p.get(next++)).plus(p.get(next));
    return Losses.crossEntropy(logits, targets);
  }

  private List<Tensor> step(List<Tensor> at) {
    List<Tensor> gradients = Autodiff.valueAndGrad(this::loss, at).gradients();
    List<Tensor> updated = new ArrayList<>(at.size());
    for (int i = 0; i < gradients.size(); i++) {
      updated.add(at.get(i).minus(gradients.get(i).times(RATE)));
    }
    return updated;
  }

  @Override
  public void run() {
    parameters = step(parameters);
  }

  @Override
  public Optional<Work> work() {
    return Optional.of(new Work(this::step, parameters, parameters.size()));
  }

  @Override
  public Numbers numbers() {
    return Numbers.ofLoss(names, this::loss, parameters);
  }
}
