package dev.wengert.cpu.index;

import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Task;
import dev.wengert.kernel.SparseProduct;
import java.util.Arrays;

/** How a {@link SparseProduct} runs: place by place, each from the elements it takes. */
public final class SparseProducts {

  /** What is too little to wake a thread for, in products. */
  private static final int GRAIN = 1 << 16;

  private SparseProducts() {}

  /** Binds a product to a contiguous operand. */
  public static Task bind(SparseProduct product, Layout x, Layout result) {
    int side = x.shape().side(product.axis());
    int width = x.shape().strides()[product.axis()];
    int places = product.places();
    int blocks = result.shape().size() == 0 ? 0 : result.shape().size() / (places * width);
    Matrix matrix = new Matrix(product, width);
    long products = Math.max(1L, (long) product.weights().length() * width);
    int grain = (int) Math.max(1, GRAIN / products);
    Steps mix =
        (frame, lane, from, to) -> {
          for (int block = from; block < to; block++) {
            int source = frame.offset(0) + block * side * width;
            int target = frame.offset(1) + block * places * width;
            if (frame.array(0) instanceof float[] numbers) {
              matrix.mix(numbers, source, (float[]) frame.array(1), target);
            } else {
              matrix.mix((double[]) frame.array(0), source, (double[]) frame.array(1), target);
            }
          }
        };
    return frame -> Threads.forEachRange(blocks, grain, frame, mix);
  }

  /** The rows as arrays; each element of x is itself a row of so many. */
  private static final class Matrix {
    private final int[] starts;
    private final int[] positions;
    private final double[] weights;
    private final int width;

    Matrix(SparseProduct rows, int width) {
      this.starts = rows.starts().toArray();
      this.positions = rows.positions().toArray();
      this.weights = rows.weights().toArray();
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
}
