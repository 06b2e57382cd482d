package dev.wengert.ops;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Index;
import dev.wengert.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Which function of this module is meant by each operation of the reference file. */
final class ReferenceTable {

  /** A function of a case's floating inputs; everything else comes from the case. */
  @FunctionalInterface
  interface Operation {
    Tensor apply(ReferenceCase c, List<Tensor> in);
  }

  static final ImmutableMap<String, Operation> OPERATIONS = operations();

  private ReferenceTable() {}

  private static ImmutableMap<String, Operation> operations() {
    ImmutableMap.Builder<String, Operation> table = ImmutableMap.builder();
    elementary(table);
    activations(table);
    reductions(table);
    shapes(table);
    indexing(table);
    linearAlgebra(table);
    windows(table);
    normalization(table);
    losses(table);
    networks(table);
    return table.buildOrThrow();
  }

  private static Operation unary(UnaryOperator<Tensor> f) {
    return (c, in) -> f.apply(in.get(0));
  }

  private static Operation binary(BinaryOperator<Tensor> f) {
    return (c, in) -> f.apply(in.get(0), in.get(1));
  }

  private static void elementary(ImmutableMap.Builder<String, Operation> table) {
    table
        .put("neg", unary(Tensor::unaryMinus))
        .put("exp", unary(Elementary::exp))
        .put("log", unary(Elementary::log))
        .put("log1p", unary(Elementary::log1p))
        .put("expm1", unary(Elementary::expm1))
        .put("sqrt", unary(Elementary::sqrt))
        .put("rsqrt", unary(Elementary::rsqrt))
        .put("reciprocal", unary(Elementary::reciprocal))
        .put("square", unary(Elementary::square))
        .put("abs", unary(Elementary::abs))
        .put("sin", unary(Elementary::sin))
        .put("cos", unary(Elementary::cos))
        .put("tan", unary(Elementary::tan))
        .put("asin", unary(Elementary::asin))
        .put("acos", unary(Elementary::acos))
        .put("atan", unary(Elementary::atan))
        .put("sinh", unary(Elementary::sinh))
        .put("cosh", unary(Elementary::cosh))
        .put("tanh", unary(Activations::tanh))
        .put("erf", unary(Elementary::erf))
        .put("pow_scalar", (c, in) -> in.get(0).pow(c.number("exponent")))
        .put("clamp", (c, in) -> Elementary.clamp(in.get(0), c.number("min"), c.number("max")))
        .put("add", binary(Tensor::plus))
        .put("sub", binary(Tensor::minus))
        .put("mul", binary(Tensor::times))
        .put("div", binary(Tensor::div))
        .put("pow", binary(Tensor::pow))
        .put("atan2", binary(Elementary::atan2))
        .put("maximum", binary(Elementary::maximum))
        .put("minimum", binary(Elementary::minimum))
        .put("where", (c, in) -> Selection.where(c.index().ne(0), in.get(0), in.get(1)));
  }

  private static void activations(ImmutableMap.Builder<String, Operation> table) {
    table
        .put("sigmoid", unary(Activations::sigmoid))
        .put("log_sigmoid", unary(Activations::logSigmoid))
        .put("relu", unary(Activations::relu))
        .put("relu6", unary(Activations::relu6))
        .put("elu", unary(Activations::elu))
        .put("selu", unary(Activations::selu))
        .put("silu", unary(Activations::silu))
        .put("mish", unary(Activations::mish))
        .put("softplus", unary(Activations::softplus))
        .put("softsign", unary(Activations::softsign))
        .put("hardtanh", unary(Activations::hardTanh))
        .put("leaky_relu", (c, in) -> Activations.leakyRelu(in.get(0), c.number("negative_slope")))
        .put(
            "gelu",
            (c, in) ->
                c.text("approximate").equals("tanh")
                    ? Activations.geluTanh(in.get(0))
                    : Activations.gelu(in.get(0)));
  }

  /** A reduction over the case's axes. */
  @FunctionalInterface
  private interface Fold {
    Tensor apply(Tensor x, boolean keepDims, int... axes);
  }

  private static Operation reduction(Fold fold) {
    return (c, in) -> fold.apply(in.get(0), c.flag("keepdims"), c.integers("axes"));
  }

  /** A function along the case's axis. */
  @FunctionalInterface
  private interface Along {
    Tensor apply(Tensor x, int axis);
  }

  private static Operation along(Along f) {
    return (c, in) -> f.apply(in.get(0), c.integer("axis"));
  }

  private static void reductions(ImmutableMap.Builder<String, Operation> table) {
    table
        .put("sum", reduction(Reductions::sum))
        .put("mean", reduction(Reductions::mean))
        .put(
            "var",
            (c, in) ->
                Reductions.variance(
                    in.get(0), c.integer("ddof"), c.flag("keepdims"), c.integers("axes")))
        .put(
            "std",
            (c, in) ->
                Reductions.std(
                    in.get(0), c.integer("ddof"), c.flag("keepdims"), c.integers("axes")))
        .put("amax", reduction(Reductions::max))
        .put("amin", reduction(Reductions::min))
        .put("logsumexp", reduction(Reductions::logSumExp))
        .put("prod", reduction(Reductions::prod))
        .put("norm2", reduction((x, keep, axes) -> Reductions.norm(x, Norm.L2, keep, axes)))
        .put("softmax", along(Activations::softmax))
        .put("log_softmax", along(Activations::logSoftmax))
        .put("cumsum", along(Reductions::cumsum));
  }

  private static void shapes(ImmutableMap.Builder<String, Operation> table) {
    table
        .put("flip", along(Shapes::flip))
        .put("transpose", (c, in) -> in.get(0).transpose(c.integers("axes")))
        .put("permute", (c, in) -> in.get(0).transpose(c.integers("axes")))
        .put("reshape", (c, in) -> in.get(0).reshape(c.integers("shape")))
        .put("broadcast_to", (c, in) -> in.get(0).broadcastTo(c.integers("shape")))
        .put("concat", (c, in) -> Shapes.concat(c.integer("axis"), in))
        .put("stack", (c, in) -> Shapes.stack(c.integer("axis"), in))
        .put("slice", (c, in) -> slice(c, in.get(0)))
        .put(
            "pad",
            (c, in) ->
                Shapes.pad(in.get(0), c.integers("before"), c.integers("after"), c.number("value")))
        .put("tril", unary(LinearAlgebra::tril))
        .put("triu", unary(LinearAlgebra::triu))
        .put("diagonal", unary(LinearAlgebra::diagonal));
  }

  private static Tensor slice(ReferenceCase c, Tensor x) {
    int[] starts = c.integers("starts");
    Index[] ranges = new Index[starts.length];
    for (int i = 0; i < starts.length; i++) {
      ranges[i] = Index.range(starts[i], c.integers("stops")[i], c.integers("steps")[i]);
    }
    return x.get(ranges);
  }

  private static void indexing(ImmutableMap.Builder<String, Operation> table) {
    table
        .put(
            "index_select",
            (c, in) -> Indexing.indexSelect(in.get(0), c.index(), c.integer("axis")))
        .put("embedding", (c, in) -> Indexing.embedding(in.get(0), c.index()))
        .put("gather", (c, in) -> Indexing.gather(in.get(0), c.index(), c.integer("axis")))
        .put(
            "scatter_add",
            (c, in) -> Indexing.scatterAdd(in.get(0), c.index(), in.get(1), c.integer("axis")))
        .put(
            "mask_mul",
            (c, in) -> Regularization.dropout(in.get(0), c.index().ne(0), c.number("keep_prob")));
  }

  private static void linearAlgebra(ImmutableMap.Builder<String, Operation> table) {
    table
        .put("matmul", binary(LinearAlgebra::matmul))
        .put("outer", binary(LinearAlgebra::outer))
        .put("dot", binary(LinearAlgebra::dot))
        .put(
            "einsum",
            (c, in) -> LinearAlgebra.einsum(c.text("equation"), in.toArray(new Tensor[0])))
        .put("trace", unary(LinearAlgebra::trace))
        .put("inverse", unary(LinearAlgebra::inverse))
        .put("solve", binary(LinearAlgebra::solve))
        .put("cholesky", unary(LinearAlgebra::cholesky))
        .put("logdet", unary(LinearAlgebra::logdet))
        .put("det", unary(LinearAlgebra::det));
  }

  private static Conv conv(ReferenceCase c) {
    return Conv.stride(c.integer("stride"))
        .padding(c.integer("padding"))
        .dilation(c.integer("dilation"))
        .groups(c.integer("groups"));
  }

  private static Pooling.Pool pool(ReferenceCase c) {
    return Pooling.Pool.of(c.integer("kernel"))
        .stride(c.integer("stride"))
        .padding(c.integer("padding"));
  }

  private static void windows(ImmutableMap.Builder<String, Operation> table) {
    table
        .put("conv1d", (c, in) -> Convolutions.conv1d(in.get(0), in.get(1), in.get(2), conv(c)))
        .put("conv2d", (c, in) -> Convolutions.conv2d(in.get(0), in.get(1), in.get(2), conv(c)))
        .put(
            "conv_transpose2d",
            (c, in) ->
                Convolutions.convTranspose2d(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    Conv.stride(c.integer("stride")).padding(c.integer("padding"))))
        .put("max_pool2d", (c, in) -> Pooling.maxPool(in.get(0), pool(c)))
        .put(
            "avg_pool2d",
            (c, in) -> Pooling.avgPool(in.get(0), pool(c), c.flag("count_include_pad")))
        .put(
            "adaptive_avg_pool2d",
            (c, in) -> Pooling.adaptiveAvgPool(in.get(0), c.integer("output")));
  }

  private static void normalization(ImmutableMap.Builder<String, Operation> table) {
    table
        .put(
            "layer_norm",
            (c, in) -> Normalization.layerNorm(in.get(0), in.get(1), in.get(2), c.number("eps")))
        .put(
            "batch_norm_train",
            (c, in) -> Normalization.batchNorm(in.get(0), in.get(1), in.get(2), c.number("eps")))
        .put(
            "batch_norm_eval",
            (c, in) ->
                Normalization.batchNorm(
                    in.get(0),
                    c.constant("running_mean"),
                    c.constant("running_var"),
                    in.get(1),
                    in.get(2),
                    c.number("eps")))
        .put(
            "group_norm",
            (c, in) ->
                Normalization.groupNorm(
                    in.get(0), c.integer("groups"), in.get(1), in.get(2), c.number("eps")))
        .put(
            "instance_norm",
            (c, in) -> Normalization.instanceNorm(in.get(0), in.get(1), in.get(2), c.number("eps")))
        .put("rms_norm", (c, in) -> Normalization.rmsNorm(in.get(0), in.get(1), c.number("eps")))
        .put(
            "weight_norm",
            (c, in) -> Normalization.weightNorm(in.get(0), in.get(1), c.integer("axis")));
  }

  private static Reduce reduce(ReferenceCase c) {
    return Reduce.valueOf(c.text("reduction").toUpperCase(Locale.ROOT));
  }

  /** The file's {@code nll_loss} and {@code kl_div} take logits. */
  private static void losses(ImmutableMap.Builder<String, Operation> table) {
    table
        .put(
            "cross_entropy",
            (c, in) ->
                Losses.crossEntropy(in.get(0), c.index(), c.number("label_smoothing"), reduce(c)))
        .put(
            "nll_loss",
            (c, in) -> Losses.nllLoss(Activations.logSoftmax(in.get(0), -1), c.index(), reduce(c)))
        .put("mse_loss", (c, in) -> Losses.mseLoss(in.get(0), in.get(1), reduce(c)))
        .put("l1_loss", (c, in) -> Losses.l1Loss(in.get(0), in.get(1), reduce(c)))
        .put(
            "huber_loss",
            (c, in) -> Losses.huberLoss(in.get(0), in.get(1), c.number("delta"), reduce(c)))
        .put(
            "bce_loss",
            (c, in) -> Losses.binaryCrossEntropy(in.get(0), c.constant("target"), reduce(c)))
        .put(
            "bce_with_logits",
            (c, in) ->
                Losses.binaryCrossEntropyWithLogits(in.get(0), c.constant("target"), reduce(c)))
        .put(
            "kl_div",
            (c, in) ->
                Losses.klDivergence(
                    Activations.logSoftmax(in.get(0), -1), c.constant("target"), reduce(c)))
        .put("hinge_loss", (c, in) -> Losses.hingeLoss(in.get(0), c.constant("target"), reduce(c)))
        .put(
            "cosine_similarity",
            (c, in) -> Losses.cosineSimilarity(in.get(0), in.get(1), c.integer("axis")));
  }

  private static void networks(ImmutableMap.Builder<String, Operation> table) {
    table
        .put(
            "rnn_cell",
            (c, in) ->
                Cells.rnnCell(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5)))
        .put("lstm_cell", (c, in) -> lstm(in))
        .put(
            "gru_cell",
            (c, in) ->
                Cells.gruCell(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5)))
        .put(
            "attention",
            (c, in) ->
                c.flag("causal")
                    ? Attention.causalAttention(in.get(0), in.get(1), in.get(2))
                    : Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2)));
  }

  private static Tensor lstm(List<Tensor> in) {
    Cells.LstmState state = new Cells.LstmState(in.get(1), in.get(2));
    Cells.LstmState next =
        Cells.lstmCell(in.get(0), state, in.get(3), in.get(4), in.get(5), in.get(6));
    return Shapes.concat(1, next.h(), next.c());
  }
}
