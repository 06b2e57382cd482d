package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertLawful;
import static dev.wengert.ops.Derivatives.random;
import static dev.wengert.ops.Derivatives.uniform;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The laws of {@link Derivatives} over shapes, for what the reference file does not hold too. */
class DerivativeLawsTest {

  /** Scalars, empty tensors, axes of side 1, and sides that tell the axes apart. */
  private static final int[][] SHAPES = {{}, {0}, {1}, {5}, {2, 3}, {3, 1}, {2, 0}, {2, 1, 3}};

  /** Functions of one tensor of any shape, smooth on (0.1, 0.9). */
  private static final ImmutableMap<String, UnaryOperator<Tensor>> UNARY =
      ImmutableMap.<String, UnaryOperator<Tensor>>builder()
          .put("log2", Elementary::log2)
          .put("log10", Elementary::log10)
          .put("asin", Elementary::asin)
          .put("acos", Elementary::acos)
          .put("sinh", Elementary::sinh)
          .put("rsqrt", Elementary::rsqrt)
          .put("erf", Elementary::erf)
          .put("gelu", Activations::gelu)
          .put("geluTanh", Activations::geluTanh)
          .put("mish", Activations::mish)
          .put("logSigmoid", Activations::logSigmoid)
          .put("elu", x -> Activations.elu(x.minus(1), 0.7))
          .put("leakyRelu", x -> Activations.leakyRelu(x.unaryMinus(), 0.2))
          .put("maximum", x -> Elementary.maximum(x, 0.95).times(x))
          .put("powOfItself", x -> x.pow(x))
          .put("timesItself", x -> x.times(x).times(x))
          .put("flatten", Shapes::flatten)
          .put("unsqueeze", x -> Shapes.unsqueeze(x, -1))
          .put("squeeze", x -> Shapes.squeeze(x))
          .put("flip", x -> Shapes.flip(x).times(x))
          .put("tile", x -> Shapes.tile(x, 2, 3))
          .put("stack", x -> Shapes.stack(0, x, x.times(x)))
          .put("prod", x -> Reductions.prod(x))
          .put("sumOfSquares", x -> Regularization.l2(x))
          .put("stopGradient", x -> x.times(Autodiff.stopGradient(Tensor.scalar(2.0))))
          .put("maskedFill", x -> Indexing.maskedFill(x, x.gt(0.5), 3).times(x))
          .buildOrThrow();

  @TestFactory
  List<DynamicTest> functionsOfOneTensor() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, UnaryOperator<Tensor>> entry : UNARY.entrySet()) {
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey(),
              () -> {
                for (int[] shape : SHAPES) {
                  UnaryOperator<Tensor> f = entry.getValue();
                  assertLawful(in -> f.apply(in.get(0)), uniform(7, 0.1, 0.9, shape));
                }
              }));
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests;
  }

  private static final ImmutableMap<String, BinaryOperator<Tensor>> BINARY =
      ImmutableMap.<String, BinaryOperator<Tensor>>builder()
          .put("plus", Tensor::plus)
          .put("minus", Tensor::minus)
          .put("times", Tensor::times)
          .put("div", Tensor::div)
          .put("pow", Tensor::pow)
          .put("atan2", Elementary::atan2)
          .put("hypot", Elementary::hypot)
          .put("logAddExp", Elementary::logAddExp)
          .put("maximum", (x, y) -> Elementary.maximum(x, y.plus(2)).times(x))
          .put("where", (x, y) -> Selection.where(x.lt(y), x.times(y), y.div(x)))
          .buildOrThrow();

  @TestFactory
  List<DynamicTest> functionsOfTwoTensorsThatBroadcast() {
    int[][][] pairs = {
      {{}, {}}, {{2, 3}, {3}}, {{2, 3}, {}}, {{2, 1}, {1, 3}}, {{0}, {1}}, {{1}, {3, 1}}, {{4}, {4}}
    };
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, BinaryOperator<Tensor>> entry : BINARY.entrySet()) {
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey(),
              () -> {
                for (int[][] pair : pairs) {
                  BinaryOperator<Tensor> f = entry.getValue();
                  assertLawful(
                      in -> f.apply(in.get(0), in.get(1)),
                      uniform(3, 0.2, 0.9, pair[0]),
                      uniform(4, 1.1, 1.9, pair[1]));
                }
              }));
    }
    assertThat(tests).hasSize(10);
    return tests;
  }

  /** Functions along axis 1 of [2, 4, 3], all elements different. */
  private static final ImmutableMap<String, UnaryOperator<Tensor>> ALONG =
      ImmutableMap.<String, UnaryOperator<Tensor>>builder()
          .put("cumsum", x -> Reductions.cumsum(x, 1).times(x))
          .put("cumprod", x -> Reductions.cumprod(x, 1))
          .put("sort", x -> Indexing.sort(x, 1).times(x))
          .put("sortDescending", x -> Indexing.sort(x, -2, true).times(x))
          .put("topk", x -> Indexing.topk(x, 2, 1).values().pow(2))
          .put("norm1", x -> Reductions.norm(x, Norm.L1, 1))
          .put("norm2", x -> Reductions.norm(x, Norm.L2, true, 1, 2))
          .put("norm3", x -> Reductions.norm(x, Norm.of(3), 1))
          .put("normInf", x -> Reductions.norm(x, Norm.MAX, 1).pow(2))
          .put("variance", x -> Reductions.variance(x, 1, false, 1))
          .put("std", x -> Reductions.std(x, 0, true, 0, 2))
          .put("max", x -> Reductions.max(x, 1).pow(2))
          .put("min", x -> Reductions.min(x, true, 0, 2).pow(2))
          .put("logSumExp", x -> Reductions.logSumExp(x, 1))
          .put("softmax", x -> Activations.softmax(x, 1))
          .put("logSoftmax", x -> Activations.logSoftmax(x, 1))
          .put("roll", x -> Shapes.roll(x, 2, 1).times(x))
          .put("repeat", x -> Shapes.repeat(x, 2, 1).pow(2))
          .put("split", x -> Shapes.split(x, 1, 1, 3).get(1).pow(2))
          .put("chunk", x -> Shapes.chunk(x, 1, 3).get(0).pow(2))
          .put("moveAxis", x -> Shapes.moveAxis(x, 1, 0).pow(2))
          .put("swapAxes", x -> Shapes.swapAxes(x, 0, 2).pow(2))
          .put("padValue", x -> Shapes.pad(x, new int[] {0, 1, 2}, new int[] {1, 0, 0}, 3).pow(2))
          .put("tril", x -> LinearAlgebra.tril(x, 1).pow(2))
          .put("triu", x -> LinearAlgebra.triu(x, -1).pow(2))
          .put("diagonal", x -> LinearAlgebra.diagonal(x, -1).pow(2))
          .put("diag", x -> LinearAlgebra.diag(x).pow(2))
          .put("normalize", x -> Normalization.normalize(x, Norm.L2, 1e-12, 1))
          .put("take", x -> Indexing.take(x, Tensor.of(3, 0, 0, -1), 1).pow(2))
          .put("mask", x -> Indexing.maskedSelect(x, x.gt(0)).pow(2))
          .put("positions", x -> x.get(Index.positions(1, 0, 1), Index.positions(3, 3, 3)).pow(2))
          .put("rangeBack", x -> x.get(Index.ellipsis(), Index.range(3, 0, -1), Index.all()).pow(2))
          .put(
              "avgPool",
              x -> Pooling.avgPool(x, Pooling.Pool.of(2).stride(1).padding(1), false).pow(2))
          .put("maxPool", x -> Pooling.maxPool(x, Pooling.Pool.of(2).dilation(2).stride(1)).pow(2))
          .put("adaptiveAvgPool", x -> Pooling.adaptiveAvgPool(x, 2).pow(2))
          .put("upsampleLinear", x -> Pooling.upsampleLinear(x, 5).pow(2))
          .put("upsampleNearest", x -> Pooling.upsampleNearest(x, 3).pow(2))
          .put("einsumRepeated", x -> LinearAlgebra.einsum("bij,bkj,bij->ik", x, x, x))
          .buildOrThrow();

  @TestFactory
  List<DynamicTest> functionsAlongAnAxis() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, UnaryOperator<Tensor>> entry : ALONG.entrySet()) {
      Function<List<Tensor>, Tensor> f = in -> entry.getValue().apply(in.get(0));
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey(), () -> assertLawful(f, random(11, 2, 4, 3).times(2))));
    }
    assertThat(tests).hasSizeGreaterThan(35);
    return tests;
  }

  /** What FLOAT32 gives is what FLOAT64 gives, to its precision: value and gradient. */
  @TestFactory
  List<DynamicTest> float32AgreesWithFloat64() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, UnaryOperator<Tensor>> entry : ALONG.entrySet()) {
      tests.add(
          DynamicTest.dynamicTest(
              entry.getKey(),
              () -> {
                Tensor x = random(11, 2, 4, 3).times(2).to(DType.FLOAT32);
                Tensor wide = x.to(DType.FLOAT64);
                Tensor value = entry.getValue().apply(x);
                assertThat(value.dtype()).isEqualTo(DType.FLOAT32);
                Derivatives.assertClose(
                    value.to(DType.FLOAT64), 1e-5, entry.getValue().apply(wide));
                Derivatives.assertClose(
                    gradient(entry.getValue(), x).to(DType.FLOAT64),
                    2e-4,
                    gradient(entry.getValue(), wide));
              }));
    }
    assertThat(tests).hasSizeGreaterThan(35);
    return tests;
  }

  private static Tensor gradient(UnaryOperator<Tensor> f, Tensor x) {
    return Autodiff.grad(in -> Reductions.sum(f.apply(in))).apply(x);
  }

  /** The chain rule: the derivative of a composition by the product of the Jacobians. */
  @Test
  void compositionsMultiplyJacobians() {
    UnaryOperator<Tensor> inner = x -> Activations.softmax(x, 0);
    UnaryOperator<Tensor> outer = x -> Reductions.cumprod(x.plus(0.5), 0);
    Tensor x = random(5, 4);
    Tensor whole = Autodiff.jacobian(e -> outer.apply(inner.apply(e)), x);
    Tensor product = Autodiff.jacobian(outer, inner.apply(x)).matmul(Autodiff.jacobian(inner, x));
    Derivatives.assertClose(whole, 1e-13, product);
  }

  /** A planted fault: half the derivative of the square. */
  @Test
  void aWrongDerivativeBreaksTheLaws() {
    Function<List<Tensor>, Tensor> wrong =
        Autodiff.custom(
            "wrong", in -> in.get(0).times(in.get(0)), (in, out, d) -> List.of(in.get(0).times(d)));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> assertLawful(wrong, random(1, 3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("value along a direction");
  }
}
