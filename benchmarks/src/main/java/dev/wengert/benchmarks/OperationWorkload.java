package dev.wengert.benchmarks;

import com.google.common.collect.ImmutableMap;
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
      Tensor images = Draw.floats(101, 64, 1, 28, 28);
      return weighed(
          in -> Convolutions.conv2d(images, in.get(0), in.get(1), Conv.DEFAULT.padding(1)),
          ImmutableMap.of("weight", Draw.kernel(102, 16, 1, 3), "bias", Draw.floats(103, 16)));
    }
  },
  /** The second convolution of {@link W9}. */
  CONV2D_SECOND {
    @Override
    public Workload draw() {
      return weighed(
          in -> Convolutions.conv2d(in.get(0), in.get(1), in.get(2), Conv.DEFAULT.padding(1)),
          ImmutableMap.of(
              "x", Draw.floats(101, 64, 16, 14, 14),
              "weight", Draw.kernel(102, 32, 16, 3),
              "bias", Draw.floats(103, 32)));
    }
  },
  /** Attention as in {@link W8}: batch 8, 4 heads, sequence 128, head width 64. */
  ATTENTION {
    @Override
    public Workload draw() {
      return weighed(
          in -> Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2)),
          ImmutableMap.of(
              "queries", Draw.floats(101, 8, 4, 128, 64),
              "keys", Draw.floats(102, 8, 4, 128, 64),
              "values", Draw.floats(103, 8, 4, 128, 64)));
    }
  },
  /** 4,096 rows of a table [32768, 128]; the gradient is a scatter-add into the whole table. */
  EMBEDDING {
    @Override
    public Workload draw() {
      Tensor index = Draw.classes(102, 4096, 32_768);
      return weighed(
          in -> Indexing.embedding(in.get(0), index),
          ImmutableMap.of("table", Draw.floats(101, 32_768, 128)));
    }
  },
  /** Softmax cross-entropy of [4096, 1000]. */
  CROSS_ENTROPY {
    @Override
    public Workload draw() {
      Tensor targets = Draw.classes(102, 4096, 1000);
      return new GradientWorkload(
          in -> Losses.crossEntropy(in.get(0), targets),
          ImmutableMap.of("logits", Draw.floats(101, 4096, 1000)));
    }
  },
  /** {@code einsum("bij,bjk->bik")} of [32, 128, 128] with the same. */
  EINSUM {
    @Override
    public Workload draw() {
      return weighed(
          in -> LinearAlgebra.einsum("bij,bjk->bik", in.get(0), in.get(1)),
          ImmutableMap.of(
              "a", Draw.floats(101, 32, 128, 128), "b", Draw.floats(102, 32, 128, 128)));
    }
  };

  /** Draws the operands. */
  public abstract Workload draw();

  private static Workload weighed(
      Function<List<Tensor>, Tensor> f, ImmutableMap<String, Tensor> named) {
    Tensor cotangent = Draw.floats(104, f.apply(named.values().asList()).shape().sides());
    return new GradientWorkload(in -> Reductions.sum(f.apply(in).times(cotangent)), named);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
