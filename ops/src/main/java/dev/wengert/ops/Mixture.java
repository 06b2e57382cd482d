package dev.wengert.ops;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;

/**
 * The primitive that makes each place along an axis out of a few elements with a weight each: a
 * product with a matrix of which only what is not 0 is kept, row by row. Its transpose is the
 * transposed matrix.
 *
 * <p>What a place does not mix does not reach it, be it infinite or NaN: a product with the whole
 * matrix would spread that over all places.
 *
 * @param axis the axis, counted from the front
 * @param starts where the elements of each place begin, and where the last ones end
 * @param positions which elements they are
 * @param weights their weights
 */
record Mixture(
    int axis, ImmutableIntArray starts, ImmutableIntArray positions, ImmutableDoubleArray weights)
    implements Linear {

  /** What is too little to wake a thread for, in products. */
  private static final int GRAIN = 1 << 16;

  /** Collects the elements of each place in turn. */
  static final class Rows {
    private final ImmutableIntArray.Builder starts = ImmutableIntArray.builder().add(0);
    private final ImmutableIntArray.Builder positions = ImmutableIntArray.builder();
    private final ImmutableDoubleArray.Builder weights = ImmutableDoubleArray.builder();
    private int count;

    /** Adds an element to the current place; nothing if it has no weight. */
    Rows add(int position, double weight) {
      if (weight != 0) {
        positions.add(position);
        weights.add(weight);
        count++;
      }
      return this;
    }

    /** Goes on to the next place. */
    void next() {
      starts.add(count);
    }

    /** Returns x with an axis replaced by the places. */
    Tensor of(Tensor x, int axis) {
      return new Mixture(axis, starts.build(), positions.build(), weights.build()).apply(x);
    }
  }

  private int places() {
    return starts.length() - 1;
  }

  @Override
  public String name() {
    return "mixture";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0].withShape(inputs[0].shape().withSide(axis, places()))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(this::mix);
  }

  private void mix(Buffer[] inputs, Buffer[] results) {
    Shape shape = inputs[0].shape();
    Buffer result = results[0];
    int side = shape.side(axis);
    int width = shape.strides()[axis];
    int blocks = result.shape().size() == 0 ? 0 : result.shape().size() / (places() * width);
    Matrix matrix = new Matrix(this, width);
    long products = Math.max(1L, (long) weights.length() * width);
    Threads.forEachRange(
        blocks,
        (int) Math.max(1, GRAIN / products),
        (from, to) -> {
          for (int block = from; block < to; block++) {
            int source = block * side * width;
            int target = block * places() * width;
            if (result.dtype() == DType.FLOAT32) {
              matrix.mix(inputs[0].floats(), source, result.floats(), target);
            } else {
              matrix.mix(inputs[0].doubles(), source, result.doubles(), target);
            }
          }
        });
  }

  /** The rows as arrays; each element of x is itself a row of so many. */
  private static final class Matrix {
    private final int[] starts;
    private final int[] positions;
    private final double[] weights;
    private final int width;

    Matrix(Mixture rows, int width) {
      this.starts = rows.starts.toArray();
      this.positions = rows.positions.toArray();
      this.weights = rows.weights.toArray();
      this.width = width;
    }

    void mix(float[] x, int source, float[] y, int target) {
      for (int place = 0; place < starts.length - 1; place++) {
        int into = target + place * width;
        if (width == 1) {
          double sum = 0;
          for (int e = starts[place]; e < starts[place + 1]; e++) {
            sum += weights[e] * x[source + positions[e]];
          }
          y[into] = (float) sum;
          continue;
        }
        Arrays.fill(y, into, into + width, 0);
        for (int e = starts[place]; e < starts[place + 1]; e++) {
          int from = source + positions[e] * width;
          float weight = (float) weights[e];
          for (int i = 0; i < width; i++) {
            y[into + i] += weight * x[from + i];
          }
        }
      }
    }

    void mix(double[] x, int source, double[] y, int target) {
      for (int place = 0; place < starts.length - 1; place++) {
        int into = target + place * width;
        Arrays.fill(y, into, into + width, 0);
        for (int e = starts[place]; e < starts[place + 1]; e++) {
          int from = source + positions[e] * width;
          double weight = weights[e];
          for (int i = 0; i < width; i++) {
            y[into + i] += weight * x[from + i];
          }
        }
      }
    }
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    int side = input.shape().side(axis);
    int[] starts = new int[side + 1];
    for (int e = 0; e < positions.length(); e++) {
      starts[positions.get(e) + 1]++;
    }
    for (int position = 0; position < side; position++) {
      starts[position + 1] += starts[position];
    }
    int[] next = starts.clone();
    int[] places = new int[positions.length()];
    double[] shares = new double[places.length];
    for (int place = 0; place < places(); place++) {
      for (int e = this.starts.get(place); e < this.starts.get(place + 1); e++) {
        int at = next[positions.get(e)]++;
        places[at] = place;
        shares[at] = weights.get(e);
      }
    }
    return new Mixture(
            axis,
            ImmutableIntArray.copyOf(starts),
            ImmutableIntArray.copyOf(places),
            ImmutableDoubleArray.copyOf(shares))
        .apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Mixture(axis + 1, starts, positions, weights).applyAll(inputs);
  }
}
