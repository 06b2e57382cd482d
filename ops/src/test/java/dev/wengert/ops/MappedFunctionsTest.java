package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Mapped functions, and their gradients, against a loop over the examples. */
class MappedFunctionsTest {

  /** Functions of one [3, 3] tensor. */
  private static final ImmutableMap<String, UnaryOperator<Tensor>> FUNCTIONS =
      ImmutableMap.<String, UnaryOperator<Tensor>>builder()
          .put("softmax", x -> Activations.softmax(x, 0))
          .put("layerNorm", x -> Normalization.standardize(x, 1e-5, -1))
          .put("prod", x -> Reductions.prod(x, 1))
          .put("cumsum", x -> Reductions.cumsum(x, 0).times(x))
          .put("cumprod", x -> Reductions.cumprod(x, 1))
          .put("argmax", x -> Reductions.argmax(x, 1).to(DType.FLOAT64))
          .put("sort", x -> Indexing.sort(x, 0).pow(2))
          .put("topk", x -> Indexing.topk(x, 2, 1).values())
          .put("take", x -> Indexing.take(x, Tensor.of(2, 0, 2), 1))
          .put("oneHot", x -> Creation.oneHot(Reductions.argmax(x, 0), 3, DType.FLOAT64).times(x))
          .put("scatter", x -> Indexing.scatterAdd(x, Indexing.argsort(x, 0, true), x, 0))
          .put("tril", LinearAlgebra::tril)
          .put("diagonal", x -> LinearAlgebra.diag(LinearAlgebra.diagonal(x)))
          .put("einsum", x -> LinearAlgebra.einsum("ij,kj,ii->ik", x, x, x))
          .put("inverse", x -> LinearAlgebra.inverse(x.plus(positive())))
          .put("solve", x -> LinearAlgebra.solve(x.plus(positive()), x))
          .put("solveShared", x -> LinearAlgebra.solve(positive(), x))
          .put("cholesky", x -> LinearAlgebra.cholesky(x.matmul(x.transpose()).plus(positive())))
          .put("det", LinearAlgebra::det)
          .put("conv1d", x -> Convolutions.conv1d(x.reshape(1, 3, 3), kernel()))
          .put(
              "convTranspose1d",
              x -> Convolutions.convTranspose1d(x.reshape(1, 3, 3), kernel(), Conv.stride(2)))
          .put("adaptiveAvgPool", x -> Pooling.adaptiveAvgPool(x.reshape(1, 3, 3), 2))
          .put("upsampleLinear", x -> Pooling.upsampleLinear(x.reshape(1, 1, 3, 3), 4, 5))
          .put("maxPool", x -> Pooling.maxPool(x.reshape(1, 3, 3), Pooling.Pool.of(2).stride(1)))
          .put("quantile", x -> Statistics.quantile(x, 0.3, 0))
          .put("covariance", x -> Statistics.covariance(x))
          .put("bincount", x -> Statistics.bincount(Reductions.argmax(x, 0), 3).to(DType.FLOAT64))
          .put("logCumSumExp", x -> Reductions.logCumSumExp(x, 1))
          .put("kron", x -> LinearAlgebra.kron(x, x))
          .put("norm", x -> Reductions.norm(x, Norm.of(3), 0))
          .put("cosineSimilarity", x -> Losses.cosineSimilarity(x, x.times(x), 1))
          .put("crossEntropy", x -> Losses.crossEntropy(x, Tensor.of(2, 0, 1), 0.1, Reduce.NONE))
          .put("remainder", x -> Rounding.remainder(x, 0.7))
          .put("scatterMax", x -> Scattering.scatterMax(x, Indexing.argsort(x, 0, true), x, 1))
          .put("segmentProd", x -> Segments.segmentProd(x, Reductions.argmax(x, 1), 3))
          .put("indexSet", x -> Scattering.indexSet(x, x.get(0), dev.wengert.Index.at(2)))
          .put("cummax", x -> RunningExtremes.cummax(x, 1).values())
          .put("nanMedian", x -> NanReductions.nanMedian(x, 1))
          .put("mode", x -> Statistics.mode(x, 0))
          .put("unfold", x -> Patches.unfold(x.reshape(1, 1, 3, 3), Pooling.Pool.of(2).stride(1)))
          .put("adaptiveMaxPool", x -> MaxPooling.adaptiveMaxPool(x.reshape(1, 3, 3), 2))
          .put("resize", x -> Resizing.resize(x.reshape(1, 3, 3), Resize.cubic(), 5))
          .put(
              "gridSample",
              x ->
                  Sampling.gridSample(
                      x.reshape(1, 1, 3, 3),
                      x.get("0:2, :2").times(0.3).reshape(1, 1, 2, 2),
                      Sampling.Reading.linear()))
          .put("cdist", x -> TensorProducts.cdist(x, x.times(2), Norm.L2))
          .put("attention", x -> Attention.causalAttention(x, x.times(2), x))
          .buildOrThrow();

  private static Tensor positive() {
    return Creation.eye(DType.FLOAT64, 3).times(3);
  }

  private static Tensor kernel() {
    return random(4, 3, 3, 2);
  }

  @TestFactory
  List<DynamicTest> agreesWithALoop() {
    Tensor x = random(21, 4, 3, 3);
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, UnaryOperator<Tensor>> entry : FUNCTIONS.entrySet()) {
      UnaryOperator<Tensor> f = entry.getValue();
      tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> assertMaps(f, x)));
      UnaryOperator<Tensor> gradient =
          Autodiff.grad(e -> Reductions.sum(f.apply(e).times(f.apply(e))));
      tests.add(
          DynamicTest.dynamicTest(entry.getKey() + " gradient", () -> assertMaps(gradient, x)));
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey() + " gradient of the mapped function",
              () -> assertClose(gradientOfMapped(f, x), 1e-12, loop(gradient, x))));
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey() + " curvature", () -> assertMaps(e -> curvature(gradient, e), x)));
    }
    assertThat(tests).hasSize(180);
    return tests;
  }

  private static Tensor gradientOfMapped(UnaryOperator<Tensor> f, Tensor x) {
    UnaryOperator<Tensor> mapped = Autodiff.vmap(f);
    return Autodiff.grad(in -> Reductions.sum(mapped.apply(in).times(mapped.apply(in)))).apply(x);
  }

  /** The Hessian times a direction, forward over reverse. */
  private static Tensor curvature(UnaryOperator<Tensor> gradient, Tensor x) {
    Tensor u = random(22, 3, 3);
    return Autodiff.jvp(in -> gradient.apply(in.get(0)), List.of(x), List.of(u)).tangent();
  }

  private static void assertMaps(UnaryOperator<Tensor> f, Tensor x) {
    assertClose(Autodiff.vmap(f).apply(x), 1e-12, loop(f, x));
  }

  private static Tensor loop(UnaryOperator<Tensor> f, Tensor x) {
    Tensor[] each = new Tensor[x.shape().side(0)];
    for (int i = 0; i < each.length; i++) {
      each[i] = f.apply(x.get(i));
    }
    return Shapes.stack(0, each);
  }
}
