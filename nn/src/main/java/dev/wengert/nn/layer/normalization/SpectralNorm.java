package dev.wengert.nn.layer.normalization;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Statistic;
import dev.wengert.nn.layer.Weights;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;

/**
 * A layer each of whose weights is divided by its largest singular value, so that the layer changes
 * no distance by more than a factor of 1: it runs with {@code W / sigma}, {@code sigma = u^T W v},
 * where W is the weight as a matrix of one row a {@linkplain Parameter#unitAxis unit}.
 *
 * <p>The singular vectors u and v are statistics ({@code layer.weight.left} and {@code
 * layer.weight.right}). They begin as 15 steps of power iteration on the first weight leave them;
 * each training pass takes one more from there, {@code v = W^T u / |W^T u|, u = W v / |W v|}, and
 * uses and notes what comes out; inference uses them as they are. As published, they are constants
 * to the derivative: {@code d sigma / d W = u v^T}. Weights are the parameters of that role with
 * two axes or more, wherever in the wrapped layer they are. A weight of zeros has no largest
 * singular value: the result is NaN.
 *
 * <p>Source: Miyato et al., "Spectral normalization for generative adversarial networks", 2018,
 * algorithm 1. PyTorch: {@code spectral_norm}.
 */
public final class SpectralNorm implements Layer {

  /** The name of the wrapped layer. */
  private static final String LAYER = "layer";

  private static final int FIRST_STEPS = 15;

  /** A weight by its path in the wrapped layer, and its singular vectors. */
  private record Weight(String path, Parameter parameter, Statistic left, Statistic right) {}

  /** The vectors of a power iteration: u [units, 1] and v [inputs, 1]. */
  private record SingularVectors(Tensor left, Tensor right) {

    /** Returns the vectors after some steps. */
    SingularVectors after(int steps, Tensor matrix) {
      SingularVectors vectors = this;
      for (int i = 0; i < steps; i++) {
        Tensor right = unit(MatMul.of(matrix, vectors.left, true, false));
        vectors = new SingularVectors(unit(MatMul.of(matrix, right, false, false)), right);
      }
      return vectors;
    }

    SingularVectors constant() {
      return new SingularVectors(Autodiff.stopGradient(left), Autodiff.stopGradient(right));
    }

    private static Tensor unit(Tensor x) {
      double smallest = x.dtype().least();
      return Normalization.normalize(x, Norm.L2, smallest);
    }
  }

  private final Layer layer;
  private final int steps;
  private final ImmutableList<Weight> weights;

  private SpectralNorm(Layer layer, int steps, ImmutableList<Weight> weights) {
    this.layer = layer;
    this.steps = steps;
    this.weights = weights;
  }

  /**
   * Returns a layer that runs with normalized weights, with one step of power iteration a pass.
   *
   * @throws IllegalArgumentException if it has no weight of two axes or more
   */
  public static SpectralNorm of(Layer layer) {
    return of(layer, 1);
  }

  /**
   * Returns a layer that runs with normalized weights.
   *
   * @param steps how many steps of power iteration a training pass takes, at least 1
   * @throws IllegalArgumentException if it has no weight of two axes or more, or takes no step
   */
  public static SpectralNorm of(Layer layer, int steps) {
    Preconditions.checkArgument(
        steps >= 1, "spectralNorm: not a number of steps: %s; give 1 or more", steps);
    ImmutableList.Builder<Weight> weights = ImmutableList.builder();
    Weights.of("spectralNorm", "to normalize", layer)
        .forEach((path, weight) -> weights.add(weight(path, weight)));
    return new SpectralNorm(layer, steps, weights.build());
  }

  private static Weight weight(String path, Parameter parameter) {
    return new Weight(
        path,
        parameter,
        Statistic.following(
            parameter,
            first -> begin(Weights.matrix(first, parameter)).left,
            Weights.units(parameter),
            1),
        Statistic.following(
            parameter,
            first -> begin(Weights.matrix(first, parameter)).right,
            Weights.inputs(parameter),
            1));
  }

  /** The iteration may begin anywhere but at right angles to u: at random, and always the same. */
  private static SingularVectors begin(Tensor matrix) {
    int units = matrix.shape().side(0);
    int inputs = matrix.shape().side(1);
    Tensor start = Key.of(0).normal(matrix.spec().withShape(Shape.of(units, 1)));
    Tensor unused = Tensor.zeros(matrix.spec().withShape(Shape.of(inputs, 1)));
    return new SingularVectors(start, unused).after(FIRST_STEPS, matrix);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child(LAYER, layer);
    for (Weight weight : weights) {
      String path = LAYER + "." + weight.path;
      declarations.statistic(path + ".left", weight.left);
      declarations.statistic(path + ".right", weight.right);
    }
  }

  /** Returns a pass in which the wrapped layer's weights are the normalized ones. */
  public Pass weights(Pass pass) {
    Pass normalized = pass;
    for (Weight weight : weights) {
      Tensor value = pass.value(weight.parameter);
      Tensor matrix = Weights.matrix(value, weight.parameter);
      SingularVectors vectors =
          new SingularVectors(pass.value(weight.left), pass.value(weight.right));
      if (pass.isTraining()) {
        vectors = vectors.after(steps, matrix);
        pass.update(weight.left, vectors.left);
        pass.update(weight.right, vectors.right);
        vectors = vectors.constant();
      }
      Tensor image = MatMul.of(matrix, vectors.right, false, false);
      Tensor sigma = Reductions.sum(vectors.left.times(image));
      normalized = normalized.with(weight.parameter, value.div(sigma));
    }
    return normalized;
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return layer.forward(x, weights(pass));
  }
}
