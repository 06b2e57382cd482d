package dev.wengert.ops.primitive;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Linear;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.SparseProduct;

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
public record SparseMatMul(
    int axis, ImmutableIntArray starts, ImmutableIntArray positions, ImmutableDoubleArray weights)
    implements Linear {

  /** Collects the elements of each place in turn. */
  public static final class Rows {
    private final ImmutableIntArray.Builder starts = ImmutableIntArray.builder().add(0);
    private final ImmutableIntArray.Builder positions = ImmutableIntArray.builder();
    private final ImmutableDoubleArray.Builder weights = ImmutableDoubleArray.builder();
    private int count;

    /** Adds an element to the current place; nothing if it has no weight. */
    public Rows add(int position, double weight) {
      if (weight != 0) {
        positions.add(position);
        weights.add(weight);
        count++;
      }
      return this;
    }

    /** Goes on to the next place. */
    public void next() {
      starts.add(count);
    }

    /** Returns x with an axis replaced by the places. */
    public Tensor of(Tensor x, int axis) {
      return new SparseMatMul(axis, starts.build(), positions.build(), weights.build()).apply(x);
    }
  }

  private int places() {
    return starts.length() - 1;
  }

  @Override
  public String name() {
    return "sparseMatMul";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0].withShape(inputs[0].shape().withSide(axis, places()))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new SparseProduct(axis, starts, positions, weights);
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
    return new SparseMatMul(
            axis,
            ImmutableIntArray.copyOf(starts),
            ImmutableIntArray.copyOf(places),
            ImmutableDoubleArray.copyOf(shares))
        .apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new SparseMatMul(axis + 1, starts, positions, weights).applyAll(inputs);
  }
}
