package dev.wengert.benchmarks;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Regularization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Workload W2: one training step of a classifier of 784 numbers, recorded anew each time.
 *
 * <p>FLOAT32, 784-512-256-10, batch 128: (linear, batch norm in training mode, relu, dropout 0.5)
 * twice, linear, softmax cross-entropy plus 1e-4 times the sum of squared weights; gradient descent
 * 0.01 with momentum 0.9.
 */
public final class W2 implements Workload {

  private static final int BATCH = 128;
  private static final int[] UNITS = {784, 512, 256, 10};
  private static final double KEEP = 0.5;
  private static final double LAMBDA = 1e-4;
  private static final double RATE = 0.01;
  private static final double MOMENTUM = 0.9;
  private static final double EPSILON = 1e-5;

  final Tensor x;
  final Tensor targets;
  private final List<String> names = new ArrayList<>();
  List<Tensor> parameters = new ArrayList<>();
  private List<Tensor> velocities = new ArrayList<>();
  private int steps;

  /** Draws data and first parameters. */
  public W2() {
    x = Draw.floats(21, BATCH, UNITS[0]);
    targets = Draw.classes(22, BATCH, UNITS[3]);
    for (int i = 0; i < 3; i++) {
      add("weight" + (i + 1), Draw.weight(23 + i, UNITS[i], UNITS[i + 1]));
      add("bias" + (i + 1), Tensor.zeros(DType.FLOAT32, UNITS[i + 1]));
      if (i < 2) {
        add("scale" + (i + 1), Tensor.ones(DType.FLOAT32, UNITS[i + 1]));
        add("shift" + (i + 1), Tensor.zeros(DType.FLOAT32, UNITS[i + 1]));
      }
    }
    for (Tensor parameter : parameters) {
      velocities.add(Tensor.zeros(parameter.spec()));
    }
  }

  private void add(String name, Tensor parameter) {
    names.add(name);
    parameters.add(parameter);
  }

  private Tensor loss(List<Tensor> p, Key key, double keep) {
    Tensor value = x;
    Tensor squares = Tensor.scalar(0f);
    int next = 0;
    for (int i = 0; i < 3; i++) {
      Tensor weight = p.get(next++);
      squares = squares.plus(Regularization.l2(weight));
      value = value.matmul(weight).plus(p.get(next++));
      if (i < 2) {
        value = Normalization.batchNorm(value, p.get(next++), p.get(next++), EPSILON);
        value = Regularization.dropout(Activations.relu(value), key.fold(i), keep);
      }
    }
    return Losses.crossEntropy(value, targets).plus(squares.times(LAMBDA));
  }

  @Override
  public void run() {
    List<Tensor> gradients =
        Autodiff.valueAndGrad(p -> loss(p, Key.of(steps), KEEP), parameters).gradients();
    List<Tensor> updated = new ArrayList<>(parameters.size());
    List<Tensor> moving = new ArrayList<>(parameters.size());
    for (int i = 0; i < gradients.size(); i++) {
      Tensor velocity = velocities.get(i).times(MOMENTUM).plus(gradients.get(i));
      moving.add(velocity);
      updated.add(parameters.get(i).minus(velocity.times(RATE)));
    }
    parameters = updated;
    velocities = moving;
    steps++;
  }

  @Override
  public Optional<Work> work() {
    int n = parameters.size();
    List<Tensor> first = new ArrayList<>(parameters);
    first.addAll(velocities);
    first.add(Key.of(0).bits());
    return Optional.of(new Work(in -> step(in, n), first, 2 * n + 1));
  }

  private List<Tensor> step(List<Tensor> in, int n) {
    List<Tensor> at = in.subList(0, n);
    Key key = Key.ofBits(in.get(2 * n));
    var found = Autodiff.valueAndGrad((List<Tensor> p) -> loss(p, key, KEEP), at);
    List<Tensor> next = new ArrayList<>();
    List<Tensor> moving = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Tensor velocity = in.get(n + i).times(MOMENTUM).plus(found.gradients().get(i));
      moving.add(velocity);
      next.add(at.get(i).minus(velocity.times(RATE)));
    }
    next.addAll(moving);
    next.add(key.fold(0).bits());
    next.add(found.value());
    return next;
  }

  @Override
  public Numbers numbers() {
    Key key = Key.of(steps);
    return Numbers.ofLoss(names, p -> loss(p, key, 1), parameters);
  }
}
