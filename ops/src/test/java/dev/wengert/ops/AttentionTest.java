package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.assertLawful;
import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.primitive.Axes;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionTest {

  private final Tensor q = random(1, 2, 3, 4);
  private final Tensor k = random(2, 2, 5, 4);
  private final Tensor v = random(3, 2, 5, 6);

  /** Leaving keys out is the same as masking them. */
  @Test
  void aMaskLeavesKeysOut() {
    Tensor mask = Tensor.of(true, true, false, true, false);
    Tensor kept = Tensor.of(0, 1, 3);
    Tensor expected =
        Attention.scaledDotProductAttention(
            q, Indexing.take(k, kept, 1), Indexing.take(v, kept, 1));
    assertClose(Attention.scaledDotProductAttention(q, k, v, mask), 1e-15, expected);
    Tensor added = Selection.where(mask, Tensor.zeros(DType.FLOAT64, 5), Double.NEGATIVE_INFINITY);
    assertClose(Attention.scaledDotProductAttention(q, k, v, added), 1e-15, expected);
  }

  @Test
  void causalAttentionSeesWhatIsNotLater() {
    Tensor square = random(4, 2, 5, 4);
    Tensor all = Attention.causalAttention(square, k, v);
    for (int i = 0; i < 5; i++) {
      Tensor query = Axes.part(square, 1, i, i + 1);
      Tensor expected =
          Attention.scaledDotProductAttention(
              query, Axes.part(k, 1, 0, i + 1), Axes.part(v, 1, 0, i + 1));
      assertClose(Axes.part(all, 1, i, i + 1), 1e-15, expected);
    }
    assertThat(Attention.causalMask(2, 3).toBooleanArray())
        .containsExactly(true, false, false, true, true, false);
  }

  @Test
  void aQueryThatMayLookNowhereGivesZeroAndHasGradientZero() {
    Tensor mask = Tensor.of(true, false, true).reshape(3, 1);
    Tensor y = Attention.scaledDotProductAttention(q, k, v, mask);
    assertThat(Axes.part(y, 1, 1, 2).toDoubleArray()).containsOnly(0.0);
    Tensor gradient =
        Autodiff.grad(
                x -> Reductions.sum(Attention.scaledDotProductAttention(x, k, v, mask).pow(2)))
            .apply(q);
    assertThat(Comparisons.all(Comparisons.isFinite(gradient)).toBooleanArray())
        .containsExactly(true);
    assertThat(Axes.part(gradient, 1, 1, 2).toDoubleArray()).containsOnly(0.0);
    Tensor curvature =
        Autodiff.hvp(
                in ->
                    Reductions.sum(
                        Attention.scaledDotProductAttention(in.get(0), k, v, mask).pow(2)),
                List.of(q),
                List.of(Tensor.full(q.spec(), 1)))
            .get(0);
    assertThat(Comparisons.all(Comparisons.isFinite(curvature)).toBooleanArray())
        .containsExactly(true);
    assertThat(Axes.part(curvature, 1, 1, 2).toDoubleArray()).containsOnly(0.0);
  }

  @Test
  void weightsAddUpToOneAndDerivativesAreLawful() {
    Tensor weights = Attention.attentionWeights(q, k);
    assertClose(Reductions.sum(weights, -1), 1e-15, Tensor.ones(DType.FLOAT64, 2, 3));
    assertClose(Attention.attentionWeights(q, k, Tensor.ones(DType.FLOAT64, 1)), 1e-15, weights);
    Tensor mask = Tensor.of(true, true, false, true, false);
    assertLawful(
        in -> Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2), mask), q, k, v);
    assertLawful(
        in -> Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2), in.get(3)),
        q,
        k,
        v,
        random(5, 3, 5));
  }
}
