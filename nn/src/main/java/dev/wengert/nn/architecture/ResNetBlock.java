package dev.wengert.nn.architecture;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.BatchNormFolding;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import org.jspecify.annotations.Nullable;

/**
 * A block of a residual network: {@code y = relu(around(x) + f(x))}, f convolutions, each with a
 * normalization and all but the last with relu. What goes around is x, or where the shape changes a
 * convolution of 1 x 1 and a normalization of it.
 *
 * <p>Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016, figure
 * 5.
 */
final class ResNetBlock implements Layer, BatchNormFolding.Foldable {

  private final ImmutableList<Layer> convolutions;

  /** One behind each convolution; empty where they are taken in. */
  private final ImmutableList<BatchNorm> norms;

  private final @Nullable Sequential projection;

  private ResNetBlock(
      ImmutableList<Layer> convolutions,
      ImmutableList<BatchNorm> norms,
      @Nullable Sequential projection) {
    this.convolutions = convolutions;
    this.norms = norms;
    this.projection = projection;
  }

  /** Returns a block of two convolutions of 3 x 3, the first of which strides. */
  static ResNetBlock ofTwo(int inputs, int outputs, int stride) {
    return new ResNetBlock(
        ImmutableList.of(three(inputs, outputs, stride), three(outputs, outputs, 1)),
        ImmutableList.of(BatchNorm.of(outputs), BatchNorm.of(outputs)),
        projection(inputs, outputs, stride));
  }

  /** Returns a block of 1 x 1, 3 x 3, which strides, and 1 x 1. */
  static ResNetBlock ofThree(int inputs, int inner, int outputs, int stride) {
    return new ResNetBlock(
        ImmutableList.of(
            one(inputs, inner, 1), three(inner, inner, stride), one(inner, outputs, 1)),
        ImmutableList.of(BatchNorm.of(inner), BatchNorm.of(inner), BatchNorm.of(outputs)),
        projection(inputs, outputs, stride));
  }

  private static Convolution three(int inputs, int outputs, int stride) {
    return Convolution.of2d(inputs, outputs, Conv.stride(stride).padding(1), 3).withoutBias();
  }

  private static Convolution one(int inputs, int outputs, int stride) {
    return Convolution.of2d(inputs, outputs, Conv.stride(stride), 1).withoutBias();
  }

  private static @Nullable Sequential projection(int inputs, int outputs, int stride) {
    return inputs == outputs && stride == 1
        ? null
        : Sequential.of(one(inputs, outputs, stride), BatchNorm.of(outputs));
  }

  @Override
  public Layer folded(BatchNormFolding folding) {
    ImmutableList.Builder<Layer> joined = ImmutableList.builder();
    for (int i = 0; i < norms.size(); i++) {
      joined.add(folding.joined(convolutions.get(i), norms.get(i)));
    }
    return new ResNetBlock(
        norms.isEmpty() ? convolutions : joined.build(),
        ImmutableList.of(),
        projection == null ? null : folding.fold(projection));
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < convolutions.size(); i++) {
      declarations.child("conv" + (i + 1), convolutions.get(i));
      if (!norms.isEmpty()) {
        declarations.child("bn" + (i + 1), norms.get(i));
      }
    }
    if (projection != null) {
      declarations.child("downsample", projection);
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor y = x;
    for (int i = 0; i < convolutions.size(); i++) {
      Tensor in = i == 0 ? x : Activations.relu(y);
      Tensor convolved = pass.run(convolutions.get(i), in);
      y = norms.isEmpty() ? convolved : pass.run(norms.get(i), convolved);
    }
    Tensor around = projection == null ? x : pass.run(projection, x);
    return Activations.relu(around.plus(y));
  }
}
