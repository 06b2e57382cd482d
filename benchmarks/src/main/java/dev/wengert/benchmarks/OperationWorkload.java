package dev.wengert.benchmarks;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.ops.Attention;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Convolutions;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Single operations, forward and backward, FLOAT32: sum(y * R) and the gradients of the inputs. */
public enum OperationWorkload {
  /** The first convolution of {@link W9}; no gradient of the images. */
  CONV2D_FIRST {
    @Override
    public Workload draw() {
      Tensor images = Draw.normal(KEY, 64, 1, 28, 28);
      return weighed(
          in -> Convolutions.conv2d(images, in.get(0), in.get(1), Conv.DEFAULT.padding(1)),
          Draw.kernel(KEY.fold(1), 16, 1, 3),
          Draw.normal(KEY.fold(2), 16));
    }
  },
  /** The second convolution of {@link W9}. */
  CONV2D_SECOND {
    @Override
    public Workload draw() {
      return weighed(
          in -> Convolutions.conv2d(in.get(0), in.get(1), in.get(2), Conv.DEFAULT.padding(1)),
          Draw.normal(KEY, 64, 16, 14, 14),
          Draw.kernel(KEY.fold(1), 32, 16, 3),
          Draw.normal(KEY.fold(2), 32));
    }
  },
  /** Attention as in {@link W8}: batch 8, 4 heads, sequence 128, head width 64. */
  ATTENTION {
    @Override
    public Workload draw() {
      return weighed(
          in -> Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2)),
          Draw.normal(KEY, 8, 4, 128, 64),
          Draw.normal(KEY.fold(1), 8, 4, 128, 64),
          Draw.normal(KEY.fold(2), 8, 4, 128, 64));
    }
  },
  /** 4,096 rows of a table [32768, 128]; the gradient is a scatter-add into the whole table. */
  EMBEDDING {
    @Override
    public Workload draw() {
      Tensor index = Draw.classes(KEY.fold(1), 4096, 32_768);
      return weighed(in -> Indexing.embedding(in.get(0), index), Draw.normal(KEY, 32_768, 128));
    }
  },
  /** Softmax cross-entropy of [4096, 1000]. */
  CROSS_ENTROPY {
    @Override
    public Workload draw() {
      Tensor targets = Draw.classes(KEY.fold(1), 4096, 1000);
      return new GradientWorkload(
          in -> Losses.crossEntropy(in.get(0), targets), List.of(Draw.normal(KEY, 4096, 1000)));
    }
  },
  /** {@code einsum("bij,bjk->bik")} of [32, 128, 128] with the same. */
  EINSUM {
    @Override
    public Workload draw() {
      return weighed(
          in -> LinearAlgebra.einsum("bij,bjk->bik", in.get(0), in.get(1)),
          Draw.normal(KEY, 32, 128, 128),
          Draw.normal(KEY.fold(1), 32, 128, 128));
    }
  };

  private static final Key KEY = Key.of(4);

  /** Draws the operands. */
  public abstract Workload draw();

  private static Workload weighed(Function<List<Tensor>, Tensor> f, Tensor... arguments) {
    List<Tensor> all = List.of(arguments);
    Tensor cotangent = KEY.fold("cotangent").normal(f.apply(all).spec());
    return new GradientWorkload(in -> Reductions.sum(f.apply(in).times(cotangent)), all);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
