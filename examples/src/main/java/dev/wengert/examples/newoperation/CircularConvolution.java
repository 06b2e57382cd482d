package dev.wengert.examples.newoperation;

import dev.wengert.Bilinear;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;

/**
 * The circular convolution of two vectors of n FLOAT64 numbers, {@code c[k] = sum_i a[i] b[(k - i)
 * mod n]}; or the correlation {@code c[k] = sum_i a[i] b[(i + k) mod n]}.
 *
 * <p>Each is linear in a and in b, so stating two transposes is enough for derivatives of every
 * order in both modes. The transposes are again such products.
 *
 * @param correlation which of the two
 */
record CircularConvolution(boolean correlation) implements Bilinear {

  static Tensor convolve(Tensor a, Tensor b) {
    return new CircularConvolution(false).apply(a, b);
  }

  private static Tensor correlate(Tensor a, Tensor b) {
    return new CircularConvolution(true).apply(a, b);
  }

  @Override
  public String name() {
    return correlation ? "circularCorrelation" : "circularConvolution";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].dtype() != DType.FLOAT64
        || inputs[0].shape().rank() != 1
        || !inputs[0].equals(inputs[1])) {
      throw new IllegalArgumentException(
          name() + ": a is " + inputs[0] + ", b is " + inputs[1] + "; give two equal FLOAT64[n]");
    }
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host((buffers, results) -> compute(buffers[0], buffers[1], results[0]));
  }

  private void compute(Buffer first, Buffer second, Buffer result) {
    double[] a = first.doubles();
    double[] b = second.doubles();
    double[] c = result.doubles();
    int n = a.length;
    for (int k = 0; k < n; k++) {
      c[k] = 0;
      for (int i = 0; i < n; i++) {
        c[k] += a[i] * b[Math.floorMod(correlation ? i + k : k - i, n)];
      }
    }
  }

  @Override
  public Tensor transposeFirst(Tensor cotangent, Tensor second, Spec first) {
    return correlation ? correlate(cotangent, second) : correlate(second, cotangent);
  }

  @Override
  public Tensor transposeSecond(Tensor cotangent, Tensor first, Spec second) {
    return correlation ? convolve(first, cotangent) : correlate(first, cotangent);
  }
}
