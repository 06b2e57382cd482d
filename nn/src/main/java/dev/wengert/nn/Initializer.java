package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Shapes;

/**
 * What a parameter's values are before training.
 *
 * <p>A weight's shape is [outputs, inputs, ...]; further axes are those of a convolution's window
 * and multiply both fans. A vector's fans are its length. All draws depend on the key and the shape
 * alone.
 */
@FunctionalInterface
public interface Initializer {

  /** Returns the first values of a parameter. */
  Tensor draw(Key key, Spec spec);

  /** Returns one value everywhere. PyTorch: {@code init.constant_}. */
  static Initializer constant(double value) {
    return (key, spec) -> Tensor.full(spec, value);
  }

  /** Returns zeros. */
  static Initializer zeros() {
    return constant(0);
  }

  /** Returns ones. */
  static Initializer ones() {
    return constant(1);
  }

  /**
   * Returns normal numbers of mean 0. PyTorch: {@code init.normal_}.
   *
   * @throws IllegalArgumentException if the standard deviation is negative or not finite
   */
  static Initializer normal(double deviation) {
    checkScale("normal", "standard deviation", deviation);
    return (key, spec) -> key.normal(spec).times(deviation);
  }

  /**
   * Returns numbers drawn uniformly from [-bound, bound). PyTorch: {@code init.uniform_}.
   *
   * @throws IllegalArgumentException if the bound is negative or not finite
   */
  static Initializer uniform(double bound) {
    checkScale("uniform", "bound", bound);
    return (key, spec) -> Creation.uniform(key, spec, -bound, bound);
  }

  /**
   * Returns normal numbers of mean 0, but none farther from 0 than two standard deviations. What is
   * left has 0.8796 times the deviation. Keras: {@code TruncatedNormal}; PyTorch's {@code
   * init.trunc_normal_} takes its bounds as absolute numbers.
   *
   * @param deviation the standard deviation before the cut
   * @throws IllegalArgumentException if the standard deviation is negative or not finite
   */
  static Initializer truncatedNormal(double deviation) {
    checkScale("truncatedNormal", "standard deviation", deviation);
    return (key, spec) -> {
      // The product may be rounded past the bound.
      double most = spec.dtype().atMost(2 * deviation);
      return Elementary.clamp(key.truncatedNormal(spec, 2).times(deviation), -most, most);
    };
  }

  /**
   * Returns normal numbers of variance {@code 1 / inputs}. Source: LeCun, Bottou, Orr and Müller,
   * "Efficient backprop", 1998, equation 16.
   */
  static Initializer leCun() {
    return (key, spec) -> normalOf(key, spec, 1 / inputs(spec.shape()));
  }

  /** Returns uniform numbers of variance {@code 1 / inputs}, the source as of {@link #leCun}. */
  static Initializer leCunUniform() {
    return (key, spec) -> uniformOf(key, spec, 1 / inputs(spec.shape()));
  }

  /**
   * Returns normal numbers of variance {@code 2 / inputs}, for relu. Source: He, Zhang, Ren and
   * Sun, "Delving deep into rectifiers", 2015, equation 10. PyTorch: {@code init.kaiming_normal_}.
   */
  static Initializer he() {
    return (key, spec) -> normalOf(key, spec, 2 / inputs(spec.shape()));
  }

  /**
   * Returns uniform numbers of variance {@code 2 / inputs}, the source as of {@link #he}. PyTorch:
   * {@code init.kaiming_uniform_}.
   */
  static Initializer heUniform() {
    return (key, spec) -> uniformOf(key, spec, 2 / inputs(spec.shape()));
  }

  /**
   * Returns normal numbers of variance {@code 2 / (inputs + outputs)}. Source: Glorot and Bengio,
   * "Understanding the difficulty of training deep feedforward neural networks", 2010, equation 12.
   * PyTorch: {@code init.xavier_normal_}.
   */
  static Initializer xavier() {
    return (key, spec) -> normalOf(key, spec, 2 / (inputs(spec.shape()) + outputs(spec.shape())));
  }

  /**
   * Returns uniform numbers of variance {@code 2 / (inputs + outputs)}: from [-b, b) with {@code b
   * = sqrt(6 / (inputs + outputs))}. Source: as of {@link #xavier}, equation 16. PyTorch: {@code
   * init.xavier_uniform_}.
   */
  static Initializer xavierUniform() {
    return (key, spec) -> uniformOf(key, spec, 2 / (inputs(spec.shape()) + outputs(spec.shape())));
  }

  /** Returns {@link #orthogonal(double)} with gain 1. */
  static Initializer orthogonal() {
    return orthogonal(1);
  }

  /**
   * Returns a random orthogonal matrix times a gain. The shape is read as the matrix [side 0, all
   * others]; the shorter of its rows and columns are orthogonal, each of the gain's length. Every
   * direction is as likely as any other. PyTorch: {@code init.orthogonal_}.
   *
   * <p>Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning
   * in deep linear neural networks", 2014; the draw: Mezzadri, "How to generate random matrices
   * from the classical compact groups", 2007. The values are read while they are drawn, so that a
   * recorded program cannot take the key as an input.
   *
   * @throws IllegalArgumentException if the gain is negative or not finite
   */
  static Initializer orthogonal(double gain) {
    checkScale("orthogonal", "gain", gain);
    return (key, spec) -> Orthogonal.draw(key, spec).times(gain);
  }

  /**
   * Returns what draws equal parts along axis 0 separately: for weights of several products that
   * are stored as one, such as a recurrent cell's gates.
   *
   * @param count how many parts
   * @param each what draws one part, as a matrix of its own
   * @throws IllegalArgumentException if the count is not positive, or at the draw, if it does not
   *     divide side 0
   */
  static Initializer parts(int count, Initializer each) {
    Preconditions.checkArgument(
        count > 0, "parts: the number of parts is not positive: %s; give 1 or more", count);
    return (key, spec) -> {
      Shape whole = spec.shape();
      Preconditions.checkArgument(
          whole.rank() > 0 && whole.side(0) % count == 0,
          "parts: %s do not divide the first side of %s; give a divisor",
          count,
          whole);
      Spec part = spec.withShape(whole.withSide(0, whole.side(0) / count));
      Tensor[] drawn = new Tensor[count];
      java.util.Arrays.setAll(drawn, i -> each.draw(key.fold(i), part));
      return Shapes.concat(0, drawn);
    };
  }

  private static Tensor normalOf(Key key, Spec spec, double variance) {
    return key.normal(spec).times(Math.sqrt(variance));
  }

  /** Uniform numbers from [-b, b) have the variance b^2 / 3. */
  private static Tensor uniformOf(Key key, Spec spec, double variance) {
    double bound = Math.sqrt(3 * variance);
    return Creation.uniform(key, spec, -bound, bound);
  }

  private static double inputs(Shape shape) {
    return shape.rank() < 2 ? shape.size() : shape.side(1) * window(shape);
  }

  private static double outputs(Shape shape) {
    return shape.rank() < 2 ? shape.size() : shape.side(0) * window(shape);
  }

  private static double window(Shape shape) {
    double window = 1;
    for (int axis = 2; axis < shape.rank(); axis++) {
      window *= shape.side(axis);
    }
    return window;
  }

  private static void checkScale(String operation, String what, double scale) {
    Preconditions.checkArgument(
        scale >= 0 && Double.isFinite(scale),
        "%s: not a %s: %s; give a finite number, 0 or more",
        operation,
        what,
        scale);
  }
}
