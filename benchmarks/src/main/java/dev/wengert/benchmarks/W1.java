package dev.wengert.benchmarks;

import dev.wengert.Autodiff;
import dev.wengert.Gradients;
import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Regularization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Workload W1: one training step of the 2-20-3-1 network, recorded anew each time.
 *
 * <p>FLOAT64, X [2, 211], Z = W X + b, relu, relu, sigmoid, binary cross-entropy, full-batch
 * gradient descent with rate 0.3.
 */
public final class W1 implements Workload {

  /** What is added to the plain network. */
  public enum Variant {
    /** Nothing. */
    BASE,
    /** 0.7 / (2 m) times the sum of squared weights. */
    L2,
    /** Both hidden layers kept with probability 0.86, fresh masks. */
    DROPOUT,
    /** Nothing, but examples are along the first axis, as layers have them. */
    ROWS,
    /** {@link #L2}, examples along the first axis. */
    ROWS_L2,
    /** {@link #DROPOUT}, examples along the first axis. */
    ROWS_DROPOUT,
    /** Both hidden layers normalized over the examples. */
    BATCHNORM,
    /** Both hidden layers normalized over the units. */
    LAYERNORM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isByRow() {
      return this == ROWS || this == ROWS_L2 || this == ROWS_DROPOUT;
    }

    boolean isPenalized() {
      return this == L2 || this == ROWS_L2;
    }

    boolean drops() {
      return this == DROPOUT || this == ROWS_DROPOUT;
    }
  }

  private static final int EXAMPLES = 211;
  private static final double RATE = 0.3;
  private static final double LAMBDA = 0.7;
  private static final double KEEP = 0.86;
  private static final double RADIUS_SQUARED = 0.6;
  private static final double EPSILON = 1e-5;
  private static final int[] UNITS = {2, 20, 3, 1};

  private final Variant variant;
  final Tensor x;
  final Tensor y;
  private final List<String> names = new ArrayList<>();
  List<Tensor> parameters = new ArrayList<>();
  private int steps;

  /** Draws data and first parameters. */
  public W1(Variant variant) {
    this.variant = variant;
    Tensor columns = Draw.doubles(11, 1, 2, EXAMPLES);
    Tensor squares = columns.times(columns);
    Tensor labels = squares.get(0).plus(squares.get(1)).lt(RADIUS_SQUARED).to(DType.FLOAT64);
    boolean isByRow = variant.isByRow();
    x = isByRow ? Tensor.wrap(columns.transpose().toDoubleArray(), EXAMPLES, 2) : columns;
    y = isByRow ? labels.reshape(EXAMPLES, 1) : labels.reshape(1, EXAMPLES);
    for (int i = 0; i < 3; i++) {
      int units = UNITS[i + 1];
      add("weight" + (i + 1), Draw.doubles(12 + i, Math.sqrt(2.0 / UNITS[i]), units, UNITS[i]));
      add("bias" + (i + 1), Tensor.zeros(new Spec(DType.FLOAT64, bias(units))));
      if (i < 2 && variant.compareTo(Variant.BATCHNORM) >= 0) {
        add("scale" + (i + 1), Tensor.ones(DType.FLOAT64, units, 1));
        add("shift" + (i + 1), Tensor.zeros(DType.FLOAT64, units, 1));
      }
    }
  }

  private void add(String name, Tensor parameter) {
    names.add(name);
    parameters.add(parameter);
  }

  private Shape bias(int units) {
    return variant.isByRow() ? Shape.of(units) : Shape.of(units, 1);
  }

  private Tensor loss(List<Tensor> p, Key key, double keep) {
    Tensor value = x;
    Tensor squares = Tensor.scalar(0.0);
    int next = 0;
    for (int i = 0; i < 3; i++) {
      Tensor weight = p.get(next++);
      value =
          variant.isByRow()
              ? MatMul.of(value, weight, false, true).plus(p.get(next++))
              : weight.matmul(value).plus(p.get(next++));
      if (variant.isPenalized()) {
        squares = squares.plus(Regularization.l2(weight));
      }
      if (i < 2) {
        if (variant.compareTo(Variant.BATCHNORM) >= 0) {
          int axis = variant == Variant.BATCHNORM ? 1 : 0;
          value =
              Normalization.standardize(value, EPSILON, axis)
                  .times(p.get(next++))
                  .plus(p.get(next++));
        }
        value = Activations.relu(value);
        if (variant.drops()) {
          value = Regularization.dropout(value, key.fold(i), keep);
        }
      }
    }
    Tensor loss = Losses.binaryCrossEntropyWithLogits(value, y);
    return variant.isPenalized() ? loss.plus(squares.times(LAMBDA / (2 * EXAMPLES))) : loss;
  }

  @Override
  public void run() {
    Tape tape = new Tape();
    List<Tensor> watched = new ArrayList<>(parameters.size());
    for (Tensor parameter : parameters) {
      watched.add(tape.watch(parameter));
    }
    Gradients gradients = tape.gradients(loss(watched, Key.of(steps), KEEP));
    List<Tensor> updated = new ArrayList<>(parameters.size());
    for (int i = 0; i < watched.size(); i++) {
      updated.add(parameters.get(i).minus(gradients.of(watched.get(i)).times(RATE)));
    }
    parameters = updated;
    steps++;
  }

  @Override
  public Optional<Work> work() {
    int n = parameters.size();
    List<Tensor> first = new ArrayList<>(parameters);
    first.add(Key.of(0).bits());
    return Optional.of(
        new Work(
            in -> {
              List<Tensor> at = in.subList(0, n);
              Key key = Key.ofBits(in.get(n));
              var found = Autodiff.valueAndGrad((List<Tensor> p) -> loss(p, key, KEEP), at);
              List<Tensor> next = new ArrayList<>();
              for (int i = 0; i < n; i++) {
                next.add(at.get(i).minus(found.gradients().get(i).times(RATE)));
              }
              next.add(key.fold(0).bits());
              next.add(found.value());
              return next;
            },
            first,
            n + 1));
  }

  @Override
  public Numbers numbers() {
    Key key = Key.of(steps);
    return Numbers.ofLoss(names, p -> loss(p, key, 1), parameters);
  }
}
