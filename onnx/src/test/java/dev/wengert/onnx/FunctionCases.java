package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Attention;
import dev.wengert.ops.Cells;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Convolutions;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Hooks;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Operators;
import dev.wengert.ops.Pooling;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import dev.wengert.ops.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The functions of ops but for losses, each at least once. */
final class FunctionCases {

  private final List<FunctionCase> cases = new ArrayList<>();
  private Key key = Key.of(3);

  private FunctionCases() {}

  static ImmutableList<FunctionCase> all() {
    FunctionCases all = new FunctionCases();
    all.activations();
    all.elementary();
    all.logic();
    all.reductions();
    all.shapes();
    all.indexing();
    all.matrices();
    all.windows();
    all.normalizations();
    all.networks();
    LossCases.addTo(all);
    FurtherCases.addTo(all);
    return ImmutableList.copyOf(all.cases);
  }

  /** Normal numbers. */
  Tensor x(int... sides) {
    key = key.fold(1);
    return key.normal(new Spec(DType.FLOAT32, Shape.of(sides)));
  }

  /** Numbers in (0, 1). */
  Tensor share(int... sides) {
    return Activations.sigmoid(x(sides));
  }

  void add(String name, Function<List<Tensor>, List<Tensor>> f, Tensor... inputs) {
    cases.add(new FunctionCase(name, f, List.of(inputs)));
  }

  void one(String name, UnaryOperator<Tensor> f, Tensor x) {
    add(name, in -> List.of(f.apply(in.get(0))), x);
  }

  void two(String name, BinaryOperator<Tensor> f, Tensor x, Tensor y) {
    add(name, in -> List.of(f.apply(in.get(0), in.get(1))), x, y);
  }

  private void activations() {
    one("Activations.relu", Activations::relu, x(3, 4));
    one("Activations.relu6", Activations::relu6, x(3, 4).times(6));
    one("Activations.hardTanh", Activations::hardTanh, x(3, 4));
    one("Activations.leakyRelu", x -> Activations.leakyRelu(x, 0.1), x(3, 4));
    one("Activations.sigmoid", Activations::sigmoid, x(3, 4));
    one("Activations.logSigmoid", Activations::logSigmoid, x(3, 4));
    one("Activations.tanh", Activations::tanh, x(3, 4));
    one("Activations.softplus", Activations::softplus, x(3, 4));
    one("Activations.softsign", Activations::softsign, x(3, 4));
    one("Activations.elu", x -> Activations.elu(x, 0.7), x(3, 4));
    one("Activations.elu", Activations::elu, x(3, 4));
    one("Activations.selu", Activations::selu, x(3, 4));
    one("Activations.silu", Activations::silu, x(3, 4));
    one("Activations.mish", Activations::mish, x(3, 4));
    one("Activations.hardSwish", Activations::hardSwish, x(3, 4).times(3));
    one("Activations.gelu", Activations::gelu, x(3, 4));
    one("Activations.geluTanh", Activations::geluTanh, x(3, 4));
    one("Activations.softmax", x -> Activations.softmax(x, 1), x(3, 4, 2));
    one("Activations.logSoftmax", x -> Activations.logSoftmax(x, -1), x(3, 4));
  }

  private void elementary() {
    one("Elementary.exp", Elementary::exp, x(3, 4));
    one("Elementary.expm1", Elementary::expm1, Tensor.of(-3f, -1e-4f, 0f, 1e-5f, 0.5f, 2f));
    one("Elementary.log", Elementary::log, share(3, 4));
    one("Elementary.log1p", Elementary::log1p, Tensor.of(-0.5f, -1e-4f, 0f, 1e-6f, 0.5f, 20f));
    one("Elementary.log2", Elementary::log2, share(3, 4));
    one("Elementary.log10", Elementary::log10, share(3, 4));
    one("Elementary.sqrt", Elementary::sqrt, share(3, 4));
    one("Elementary.rsqrt", Elementary::rsqrt, share(3, 4));
    one("Elementary.reciprocal", Elementary::reciprocal, share(3, 4));
    one("Elementary.square", Elementary::square, x(3, 4));
    one("Elementary.abs", Elementary::abs, x(3, 4));
    one("Elementary.sign", Elementary::sign, x(3, 4));
    one("Elementary.floor", Elementary::floor, x(3, 4));
    one("Elementary.ceil", Elementary::ceil, x(3, 4));
    one("Elementary.round", Elementary::round, Tensor.of(0.5f, 1.5f, -0.5f, 2.4f));
    two("Elementary.maximum", Elementary::maximum, x(3, 4), x(4));
    one("Elementary.maximum", x -> Elementary.maximum(x, 0.3), x(3, 4));
    two("Elementary.minimum", Elementary::minimum, x(3, 4), x(3, 1));
    one("Elementary.clamp", x -> Elementary.clamp(x, -0.5, 0.7), x(3, 4));
    one("Elementary.sin", Elementary::sin, x(3, 4));
    one("Elementary.cos", Elementary::cos, x(3, 4));
    one("Elementary.tan", Elementary::tan, x(3, 4));
    one("Elementary.asin", Elementary::asin, share(3, 4));
    one("Elementary.acos", Elementary::acos, share(3, 4));
    one("Elementary.atan", Elementary::atan, x(3, 4));
    two(
        "Elementary.atan2",
        Elementary::atan2,
        Tensor.of(1f, 1f, -1f, -1f, 0f, 0f, 2f, -2f, 0f),
        Tensor.of(0.5f, -0.5f, 0.5f, -0.5f, 1f, -1f, 0f, 0f, 0f));
    one("Elementary.sinh", Elementary::sinh, x(3, 4));
    one("Elementary.cosh", Elementary::cosh, x(3, 4));
    one("Elementary.asinh", Elementary::asinh, x(3, 4));
    one("Elementary.acosh", Elementary::acosh, share(3, 4).plus(1));
    one("Elementary.atanh", Elementary::atanh, share(3, 4));
    one("Elementary.erf", Elementary::erf, x(3, 4));
    two("Elementary.hypot", Elementary::hypot, x(3, 4), x(3, 4));
    two("Elementary.logAddExp", Elementary::logAddExp, x(3, 4), x(4));
    one("Operators.plus", x -> Operators.plus(2, x), x(3, 4));
    one("Operators.minus", x -> Operators.minus(2, x), x(3, 4));
    one("Operators.times", x -> Operators.times(2, x), x(3, 4));
    one("Operators.div", x -> Operators.div(2, x), share(3, 4));
    one("Operators.pow", x -> Operators.pow(2, x), x(3, 4));
    two("Tensor.pow", Tensor::pow, share(3, 4), x(4));
    two("Tensor.div", Tensor::div, x(3, 1), share(4));
    one("Tensor.to", x -> x.to(DType.INT32), x(3, 4).times(4));
    one("Tensor.to", x -> x.gt(0).to(DType.FLOAT32), x(3, 4));
    two("Tensor.div", Tensor::div, Tensor.of(7, -7, 9), Tensor.of(2, 2, -4));
  }

  private void logic() {
    two("Comparisons.and", (a, b) -> Comparisons.and(a.gt(0), b.lt(0)), x(3, 4), x(4));
    two("Comparisons.or", (a, b) -> Comparisons.or(a.ge(0), b.le(0)), x(3, 4), x(4));
    two("Comparisons.xor", (a, b) -> Comparisons.xor(a.gt(0), b.gt(0)), x(3, 4), x(4));
    one("Comparisons.not", a -> Comparisons.not(a.eq(0)), x(3, 4));
    Tensor special = Tensor.of(1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    one("Comparisons.isNaN", Comparisons::isNaN, special);
    one("Comparisons.isInfinite", Comparisons::isInfinite, special);
    one("Comparisons.isFinite", Comparisons::isFinite, special);
    one("Comparisons.any", a -> Comparisons.any(a.gt(1), 1), x(3, 4));
    one("Comparisons.all", a -> Comparisons.all(a.gt(-1)), x(3, 4));
    two("Comparisons.isClose", (a, b) -> Comparisons.isClose(a, b, 0.1, 0.1), x(9), x(9));
    two("Comparisons.allClose", Comparisons::allClose, x(9), x(9));
    two("Selection.where", (a, b) -> Selection.where(a.gt(0), a, b), x(3, 4), x(4));
    one("Selection.where", a -> Selection.where(a.gt(0), 2, a), x(3, 4));
    one("Selection.nanToNum", Selection::nanToNum, special);
  }

  private void reductions() {
    one("Reductions.sum", x -> Reductions.sum(x, 1), x(3, 4, 2));
    one("Reductions.sum", Reductions::sum, x(3, 4));
    one("Reductions.mean", x -> Reductions.mean(x, true, 0, 2), x(3, 4, 2));
    one("Reductions.variance", x -> Reductions.variance(x, 1, false, 1), x(3, 4, 2));
    one("Reductions.std", x -> Reductions.std(x, 0), x(3, 4));
    one("Reductions.max", x -> Reductions.max(x, 1), x(3, 4));
    one("Reductions.min", Reductions::min, x(3, 4));
    one("Reductions.prod", x -> Reductions.prod(x, true, 1), x(3, 4));
    one("Reductions.logSumExp", x -> Reductions.logSumExp(x, 1), x(3, 4));
    one("Reductions.norm", x -> Reductions.norm(x, Norm.L2, 1), x(3, 4));
    one("Reductions.norm", x -> Reductions.norm(x, Norm.L1, 1), x(3, 4));
    one("Reductions.norm", x -> Reductions.norm(x, Norm.of(3), 1), x(3, 4));
    one("Reductions.argmax", x -> Reductions.argmax(x, 1), x(3, 4));
    one("Reductions.argmin", x -> Reductions.argmin(x, 0), x(3, 4));
    one("Reductions.cumsum", x -> Reductions.cumsum(x, 1), x(3, 4));
    one("Reductions.cumprod", x -> Reductions.cumprod(x, 1), x(3, 4));
    one("Reductions.logCumSumExp", x -> Reductions.logCumSumExp(x, 1), x(3, 4));
    one("Reductions.diff", x -> Reductions.diff(x, 1), x(3, 4));
    one("Reductions.countNonZero", x -> Reductions.countNonZero(x.gt(0), 1), x(3, 4));
    one("Statistics.median", x -> Statistics.median(x, 1), x(3, 5));
    one("Statistics.quantile", x -> Statistics.quantile(x, 0.3, 0), x(6, 2));
    one("Statistics.covariance", Statistics::covariance, x(6, 3));
    one("Statistics.bincount", x -> Statistics.bincount(x, 4), Tensor.of(0, 3, 3, 1));
    two(
        "Statistics.searchSorted",
        (a, b) -> Statistics.searchSorted(a, b, true),
        Tensor.of(0f, 1f, 2f),
        Tensor.of(0.5f, 1f, 3f));
  }

  private void shapes() {
    one("Shapes.squeeze", Shapes::squeeze, x(3, 1, 4));
    one("Shapes.unsqueeze", x -> Shapes.unsqueeze(x, 1), x(3, 4));
    one("Shapes.flatten", Shapes::flatten, x(3, 4));
    one("Shapes.moveAxis", x -> Shapes.moveAxis(x, 0, 2), x(3, 4, 2));
    one("Shapes.swapAxes", x -> Shapes.swapAxes(x, 0, 1), x(3, 4, 2));
    two("Shapes.concat", (a, b) -> Shapes.concat(1, a, b), x(3, 4), x(3, 2));
    two("Shapes.stack", (a, b) -> Shapes.stack(1, a, b), x(3, 4), x(3, 4));
    add("Shapes.split", in -> Shapes.split(in.get(0), 1, 1, 3), x(3, 4));
    add("Shapes.chunk", in -> Shapes.chunk(in.get(0), 0, 2), x(4, 3));
    add("Shapes.meshgrid", in -> Shapes.meshgrid(in.get(0), in.get(1)), x(3), x(4));
    one("Shapes.tile", x -> Shapes.tile(x, 2, 3), x(3, 4));
    one("Shapes.repeat", x -> Shapes.repeat(x, 2, 1), x(3, 4));
    one("Shapes.roll", x -> Shapes.roll(x, 1, 1), x(3, 4));
    one("Shapes.flip", x -> Shapes.flip(x, 0, 1), x(3, 4));
    int[] before = {1, 0};
    int[] after = {0, 2};
    one("Shapes.pad", x -> Shapes.pad(x, before, after), x(3, 4));
    one("Shapes.pad", x -> Shapes.pad(x, before, after, 1.5), x(3, 4));
    two("Shapes.channels", Shapes::channels, x(3), x(2, 3, 4));
    one("Tensor.get", x -> x.get("1:, ::-2"), x(3, 5));
    one("Tensor.get", x -> x.get(1), x(3, 5));
    one("Tensor.broadcastTo", x -> x.broadcastTo(2, 3, 4), x(3, 1));
    one("Tensor.transpose", Tensor::transpose, x(3, 4));
    one("Creation.arange", x -> Creation.arange(1, 9, 2).to(DType.FLOAT32).plus(x), x(4));
    one("Creation.linspace", x -> Creation.linspace(0, 1, 4).to(DType.FLOAT32).plus(x), x(4));
    one("Creation.eye", x -> Creation.eye(DType.FLOAT32, 4).plus(x), x(4));
    one("Creation.oneHot", x -> Creation.oneHot(x, 4, DType.FLOAT32), Tensor.of(3, 0, 1));
    one("Creation.sequenceMask", x -> Creation.sequenceMask(x, 4), Tensor.of(3, 0, 1));
    one("Creation.uniform", x -> Creation.uniform(Key.of(1), x.spec(), 0, 1).plus(x), x(4));
    one(
        "Creation.permutation",
        x -> Creation.permutation(Key.of(1), 4).to(DType.FLOAT32).plus(x),
        x(4));
  }

  private void indexing() {
    Tensor index = Tensor.of(new int[][] {{0, 2}, {-1, 1}});
    two("Indexing.take", (x, i) -> Indexing.take(x, i, 0), x(3, 4), index);
    two("Indexing.indexSelect", (x, i) -> Indexing.indexSelect(x, i, 1), x(3, 4), Tensor.of(2, 0));
    two(
        "Indexing.embedding",
        Indexing::embedding,
        x(5, 3),
        Tensor.of(new int[][] {{0, 4}, {1, 1}}));
    two("Indexing.gather", (x, i) -> Indexing.gather(x, i, 1), x(2, 4), index);
    add(
        "Indexing.scatterAdd",
        in -> List.of(Indexing.scatterAdd(in.get(0), in.get(1), in.get(2), 1)),
        x(2, 4),
        Tensor.of(new int[][] {{0, 0}, {-1, 1}}),
        x(2, 2));
    one("Indexing.argsort", x -> Indexing.argsort(x, 1, false), x(3, 5));
    one("Indexing.sort", x -> Indexing.sort(x, 0, true), x(3, 5));
    add(
        "Indexing.topk",
        in -> {
          Indexing.TopK found = Indexing.topk(in.get(0), 2, 1);
          return List.of(found.values(), found.indices());
        },
        x(3, 5));
    one("Indexing.maskedFill", x -> Indexing.maskedFill(x, x.gt(0), -1), x(3, 4));
    two("Tensor.get", (x, i) -> x.get(Index.positions(i)), x(3, 4), Tensor.of(2, 0, -1));
  }

  private void matrices() {
    two("LinearAlgebra.matmul", LinearAlgebra::matmul, x(3, 4), x(4, 2));
    two("LinearAlgebra.matmul", LinearAlgebra::matmul, x(2, 3, 4), x(4, 2));
    two(
        "LinearAlgebra.matmul",
        (a, b) -> LinearAlgebra.matmul(a, b, true, true),
        x(2, 4, 3),
        x(2, 5, 4));
    two("LinearAlgebra.dot", LinearAlgebra::dot, x(4), x(4));
    two("LinearAlgebra.outer", LinearAlgebra::outer, x(3), x(4));
    two("LinearAlgebra.kron", LinearAlgebra::kron, x(2, 3), x(3, 2));
    two(
        "LinearAlgebra.einsum",
        (a, b) -> LinearAlgebra.einsum("bij,kj->bik", a, b),
        x(2, 3, 4),
        x(5, 4));
    one("LinearAlgebra.tril", LinearAlgebra::tril, x(3, 4));
    one("LinearAlgebra.triu", x -> LinearAlgebra.triu(x, 1), x(2, 3, 4));
    one("LinearAlgebra.diagonal", LinearAlgebra::diagonal, x(3, 4));
    one("LinearAlgebra.diag", LinearAlgebra::diag, x(3));
    one("LinearAlgebra.trace", LinearAlgebra::trace, x(3, 3));
  }

  private void windows() {
    add(
        "Convolutions.conv1d",
        in -> List.of(Convolutions.conv1d(in.get(0), in.get(1), in.get(2), Conv.same())),
        x(2, 3, 7),
        x(4, 3, 3),
        x(4));
    Conv how = Conv.stride(2, 1).padding(1, 2).dilation(1, 2).groups(2);
    two(
        "Convolutions.conv2d",
        (x, w) -> Convolutions.conv2d(x, w, how),
        x(2, 4, 7, 6),
        x(6, 2, 3, 3));
    two("Convolutions.conv3d", Convolutions::conv3d, x(1, 2, 4, 4, 4), x(3, 2, 2, 2, 2));
    two(
        "Convolutions.convTranspose1d",
        (x, w) -> Convolutions.convTranspose1d(x, w, Conv.stride(2)),
        x(2, 3, 4),
        x(3, 2, 3));
    Conv spread = Conv.stride(2).padding(1).outputPadding(1).groups(2);
    add(
        "Convolutions.convTranspose2d",
        in -> List.of(Convolutions.convTranspose2d(in.get(0), in.get(1), in.get(2), spread)),
        x(2, 4, 4, 5),
        x(4, 2, 3, 3),
        x(4));
    two(
        "Convolutions.convTranspose3d",
        (x, w) -> Convolutions.convTranspose3d(x, w, Conv.DEFAULT),
        x(1, 2, 3, 3, 3),
        x(2, 1, 2, 2, 2));
    one("Pooling.maxPool", x -> Pooling.maxPool(x, Pool.of(3).stride(2).padding(1)), x(2, 3, 6, 7));
    one("Pooling.avgPool", x -> Pooling.avgPool(x, Pool.of(2)), x(2, 3, 6, 7));
    one(
        "Pooling.avgPool",
        x -> Pooling.avgPool(x, Pool.of(3).stride(2).padding(1), false),
        x(2, 3, 6, 7));
    one("Pooling.adaptiveAvgPool", x -> Pooling.adaptiveAvgPool(x, 2, 3), x(2, 3, 5, 7));
    one("Pooling.upsampleNearest", x -> Pooling.upsampleNearest(x, 2), x(2, 3, 3, 4));
    one("Pooling.upsampleLinear", x -> Pooling.upsampleLinear(x, 5, 6), x(2, 3, 3, 4));
  }

  private void normalizations() {
    one("Normalization.standardize", x -> Normalization.standardize(x, 1e-5, 1), x(3, 4));
    add(
        "Normalization.batchNorm",
        in -> List.of(Normalization.batchNorm(in.get(0), in.get(1), in.get(2), 1e-5)),
        x(3, 4, 2),
        x(4),
        x(4));
    add(
        "Normalization.batchNorm",
        in ->
            List.of(
                Normalization.batchNorm(
                    in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), 1e-5)),
        x(3, 4, 2),
        x(4),
        share(4),
        x(4),
        x(4));
    add(
        "Normalization.batchNormWithStatistics",
        in -> {
          var batch = Normalization.batchNormWithStatistics(in.get(0), in.get(1), in.get(2), 1e-5);
          return List.of(batch.output(), batch.mean(), batch.variance());
        },
        x(3, 4, 2),
        x(4),
        x(4));
    add(
        "Normalization.layerNorm",
        in -> List.of(Normalization.layerNorm(in.get(0), in.get(1), in.get(2), 1e-5)),
        x(3, 4, 2),
        x(4, 2),
        x(4, 2));
    add(
        "Normalization.groupNorm",
        in -> List.of(Normalization.groupNorm(in.get(0), 2, in.get(1), in.get(2), 1e-5)),
        x(3, 4, 2),
        x(4),
        x(4));
    add(
        "Normalization.instanceNorm",
        in -> List.of(Normalization.instanceNorm(in.get(0), in.get(1), in.get(2), 1e-5)),
        x(3, 4, 5),
        x(4),
        x(4));
    two("Normalization.rmsNorm", (x, g) -> Normalization.rmsNorm(x, g, 1e-5), x(3, 4), x(4));
    two("Normalization.weightNorm", (v, g) -> Normalization.weightNorm(v, g, 0), x(3, 4), x(3, 1));
    one("Normalization.normalize", x -> Normalization.normalize(x, Norm.L2, 1e-6, 1), x(3, 4));
    one("Regularization.l1", Regularization::l1, x(3, 4));
    one("Regularization.l2", Regularization::l2, x(3, 4));
    one("Regularization.mask", x -> Regularization.mask(x, x.gt(0)), x(3, 4));
    one("Regularization.dropout", x -> Regularization.dropout(x, x.gt(0), 0.5), x(3, 4));
  }

  private void networks() {
    one("Hooks.onCotangent", x -> Hooks.onCotangent(x, d -> d.times(2)).plus(1), x(3, 4));
    add(
        "Attention.scaledDotProductAttention",
        in -> List.of(Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2))),
        x(2, 3, 4),
        x(2, 5, 4),
        x(2, 5, 4));
    add(
        "Attention.causalAttention",
        in -> List.of(Attention.causalAttention(in.get(0), in.get(1), in.get(2))),
        x(2, 3, 4),
        x(2, 3, 4),
        x(2, 3, 4));
    one("Attention.causalMask", x -> Selection.where(Attention.causalMask(3, 4), x, 0), x(3, 4));
    two("Attention.attentionWeights", Attention::attentionWeights, x(2, 3, 4), x(2, 5, 4));
    two(
        "Attention.means",
        (w, v) -> Attention.means(Activations.softmax(w, -1), v),
        x(3, 4),
        x(4, 2));
    add(
        "Cells.rnnCell",
        in ->
            List.of(
                Cells.rnnCell(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5))),
        x(2, 3),
        x(2, 4),
        x(4, 3),
        x(4, 4),
        x(4),
        x(4));
    add(
        "Cells.gruCell",
        in ->
            List.of(
                Cells.gruCell(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5))),
        x(2, 3),
        x(2, 4),
        x(12, 3),
        x(12, 4),
        x(12),
        x(12));
    add(
        "Cells.gruGates",
        in -> List.of(Cells.gruGates(in.get(0), in.get(1), in.get(2))),
        x(2, 12),
        x(2, 12),
        x(2, 4));
    add(
        "Cells.lstmCell",
        in -> {
          var state =
              Cells.lstmCell(
                  in.get(0),
                  new Cells.LstmState(in.get(1), in.get(2)),
                  in.get(3),
                  in.get(4),
                  in.get(5),
                  in.get(6));
          return List.of(state.h(), state.c());
        },
        x(2, 3),
        x(2, 4),
        x(2, 4),
        x(16, 3),
        x(16, 4),
        x(16),
        x(16));
    add(
        "Cells.lstmGates",
        in -> {
          var state = Cells.lstmGates(in.get(0), in.get(1));
          return List.of(state.h(), state.c());
        },
        x(2, 16),
        x(2, 4));
  }
}
