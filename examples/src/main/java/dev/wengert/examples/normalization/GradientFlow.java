package dev.wengert.examples.normalization;

import dev.wengert.Gradients;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import java.util.function.UnaryOperator;

/**
 * How large the gradient is at each depth of a network at its start: layers {@code a(W h)}, or
 * {@code a(batchNorm(W h))}, all of one width, weights normal with deviation scale / sqrt(width).
 *
 * @param plain without normalization: the norm of the gradient of the input of each layer
 * @param normalized with batch normalization
 * @param sigmas the deviation by which batch normalization divides, by layer
 */
@SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
record GradientFlow(double[] plain, double[] normalized, double[] sigmas) {

  private static final int WIDTH = 64;
  private static final int BATCH = 64;
  private static final double EPSILON =
      1e-5; // the usual one, in which still smaller weights would drown

  /** Measures networks of a depth with weights of a scale. */
  static GradientFlow measure(
      UnaryOperator<Tensor> activation, int depth, double scale, long seed) {
    double[] sigmas = new double[depth];
    return new GradientFlow(
        norms(activation, depth, scale, seed, false, new double[depth]),
        norms(activation, depth, scale, seed, true, sigmas),
        sigmas);
  }

  /** Returns by how many powers of ten the largest and the smallest norm differ. */
  static double decades(double[] norms) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (double norm : norms) {
      least = Math.min(least, norm);
      greatest = Math.max(greatest, norm);
    }
    return Math.log10(greatest / least);
  }

  private static double[] norms(
      UnaryOperator<Tensor> activation,
      int depth,
      double scale,
      long seed,
      boolean normalize,
      double[] sigmas) {
    Tape tape = new Tape();
    Tensor[] probes = new Tensor[depth];
    Tensor h = forward(tape, activation, scale, seed, normalize, probes, sigmas);
    Tensor cotangent = Key.of(seed).fold("cotangent").normal(h.spec());
    Gradients gradients = tape.gradients(Reductions.sum(h.times(cotangent)));
    double[] norms = new double[depth];
    for (int layer = 0; layer < depth; layer++) {
      norms[layer] =
          Elementary.sqrt(Reductions.sum(Elementary.square(gradients.of(probes[layer])))).item();
    }
    return norms;
  }

  /** Returns the outcome of as many layers as there are probes, and sets probes and sigmas. */
  private static Tensor forward(
      Tape tape,
      UnaryOperator<Tensor> activation,
      double scale,
      long seed,
      boolean normalize,
      Tensor[] probes,
      double[] sigmas) {
    Key key = Key.of(seed);
    Spec square = new Spec(DType.FLOAT64, Shape.of(WIDTH, WIDTH));
    Spec batch = new Spec(DType.FLOAT64, Shape.of(BATCH, WIDTH));
    Tensor h = key.fold("input").normal(batch);
    for (int layer = 0; layer < probes.length; layer++) {
      // What is added to a layer's input has the gradient of that input.
      probes[layer] = tape.watch(Tensor.zeros(batch));
      h = h.plus(probes[layer]);
      Tensor weight = key.fold(layer).normal(square).times(scale / Math.sqrt(WIDTH));
      Tensor z = h.matmul(weight);
      sigmas[layer] = Reductions.mean(Reductions.std(z.detach(), 0)).item();
      h = activation.apply(normalize ? Normalization.standardize(z, EPSILON, 0) : z);
    }
    return h;
  }

  /** Records the forward computation of a network with batch normalization. */
  static void record(Tape tape, UnaryOperator<Tensor> activation, int depth) {
    forward(tape, activation, 1, 1, true, new Tensor[depth], new double[depth]);
  }
}
