package dev.wengert.ops;

import static dev.wengert.ops.GradientTable.OFF;
import static dev.wengert.ops.GradientTable.flag;
import static dev.wengert.ops.GradientTable.moderate;
import static dev.wengert.ops.GradientTable.mostly;
import static dev.wengert.ops.GradientTable.pairs;
import static dev.wengert.ops.GradientTable.twins;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import java.util.List;
import net.jqwik.api.Arbitrary;

/** The functions of single elements, and the losses, which are such with a sum behind. */
final class ElementwiseGradients {

  private ElementwiseGradients() {}

  static GradientTable table() {
    GradientTable table = new GradientTable();
    activations(table);
    elementary(table);
    elementaryPairs(table);
    selection(table);
    losses(table);
    return table;
  }

  private static void activations(GradientTable table) {
    TensorArbitrary x = moderate();
    // Where all elements lie on the flat side there is nothing to test, but for what is added.
    table.unary("Activations.relu(Tensor)", x, e -> withSlope(e, Activations.relu(e)));
    table.unary("Activations.relu6(Tensor)", x, e -> withSlope(e, Activations.relu6(e.times(4))));
    table.unary("Activations.hardTanh(Tensor)", x, e -> withSlope(e, Activations.hardTanh(e)));
    table.unary("Activations.leakyRelu(Tensor, double)", x, e -> Activations.leakyRelu(e, 0.3));
    table.unary("Activations.sigmoid(Tensor)", x, Activations::sigmoid);
    table.unary("Activations.logSigmoid(Tensor)", x, Activations::logSigmoid);
    table.unary("Activations.tanh(Tensor)", x, Activations::tanh);
    table.unary("Activations.softplus(Tensor)", x, Activations::softplus);
    table.unary("Activations.softsign(Tensor)", x, Activations::softsign);
    table.unary("Activations.elu(Tensor, double)", x, e -> Activations.elu(e, 0.7));
    table.unary("Activations.elu(Tensor)", x, Activations::elu);
    table.unary("Activations.selu(Tensor)", x, Activations::selu);
    table.unary("Activations.silu(Tensor)", x, Activations::silu);
    table.unary("Activations.mish(Tensor)", x, Activations::mish);
    table.unary(
        "Activations.hardSwish(Tensor)", x, e -> withSlope(e, Activations.hardSwish(e.times(2))));
    table.unary("Activations.gelu(Tensor)", x, Activations::gelu);
    table.unary("Activations.geluTanh(Tensor)", x, Activations::geluTanh);
  }

  private static Tensor withSlope(Tensor x, Tensor y) {
    return y.plus(x.times(0.25));
  }

  private static void elementary(GradientTable table) {
    TensorArbitrary x = moderate();
    TensorArbitrary positive = moderate().between(0.125, 3);
    TensorArbitrary within = moderate().between(-0.75, 0.75);
    table.unary("Elementary.exp(Tensor)", x, Elementary::exp);
    table.unary("Elementary.expm1(Tensor)", x, Elementary::expm1);
    table.unary("Elementary.log(Tensor)", positive, Elementary::log);
    table.unary("Elementary.log1p(Tensor)", moderate().between(-0.75, 3), Elementary::log1p);
    table.unary("Elementary.log2(Tensor)", positive, Elementary::log2);
    table.unary("Elementary.log10(Tensor)", positive, Elementary::log10);
    table.unary("Elementary.sqrt(Tensor)", positive, Elementary::sqrt);
    table.unary("Elementary.rsqrt(Tensor)", positive, Elementary::rsqrt);
    table.unary("Elementary.reciprocal(Tensor)", x.away(0, 0.25), Elementary::reciprocal);
    table.unary("Elementary.square(Tensor)", x, Elementary::square);
    table.unary("Operators.plus(double, Tensor)", x, e -> Operators.plus(2, e));
    table.unary("Operators.minus(double, Tensor)", x, e -> Operators.minus(2, e));
    table.unary("Operators.times(double, Tensor)", x, e -> Operators.times(3, e));
    table.unary("Operators.div(double, Tensor)", x.away(0, 0.25), e -> Operators.div(2, e));
    table.unary("Operators.pow(double, Tensor)", x, e -> Operators.pow(1.5, e));
    table.unary("Elementary.abs(Tensor)", x, Elementary::abs);
    table.unary("Elementary.sin(Tensor)", x, Elementary::sin);
    table.unary("Elementary.cos(Tensor)", x, Elementary::cos);
    table.unary("Elementary.tan(Tensor)", moderate().between(-1.25, 1.25), Elementary::tan);
    table.unary("Elementary.asin(Tensor)", within, Elementary::asin);
    table.unary("Elementary.acos(Tensor)", within, Elementary::acos);
    table.unary("Elementary.atan(Tensor)", x, Elementary::atan);
    table.unary("Elementary.sinh(Tensor)", x, Elementary::sinh);
    table.unary("Elementary.cosh(Tensor)", x, Elementary::cosh);
    table.unary("Elementary.asinh(Tensor)", x, Elementary::asinh);
    table.unary("Elementary.acosh(Tensor)", moderate().between(1.25, 4), Elementary::acosh);
    table.unary("Elementary.atanh(Tensor)", within, Elementary::atanh);
    table.unary("Elementary.erf(Tensor)", x, Elementary::erf);
    table.unary(
        "Elementary.clamp(Tensor, double, double)",
        x,
        e -> withSlope(e, Elementary.clamp(e, -2.5, 2.5)));
    table.unary(
        "Elementary.maximum(Tensor, double)", x, e -> withSlope(e, Elementary.maximum(e, -1)));
    table.unary(
        "Elementary.minimum(Tensor, double)", x, e -> withSlope(e, Elementary.minimum(e, 1)));
  }

  private static void elementaryPairs(GradientTable table) {
    Arbitrary<List<Tensor>> close = pairs(moderate().sides(2, 3, 5), y -> y.plus(OFF));
    Arbitrary<List<Tensor>> nonZero = pairs(moderate().away(0, 0.25), y -> y.plus(OFF));
    table.add(
        "Elementary.maximum(Tensor, Tensor)",
        close,
        in -> withSlope(in.get(0).plus(in.get(1)), Elementary.maximum(in.get(0), in.get(1))));
    table.add(
        "Elementary.minimum(Tensor, Tensor)",
        close,
        in -> withSlope(in.get(0).plus(in.get(1)), Elementary.minimum(in.get(0), in.get(1))));
    table.add(
        "Elementary.atan2(Tensor, Tensor)", nonZero, in -> Elementary.atan2(in.get(0), in.get(1)));
    table.add(
        "Elementary.hypot(Tensor, Tensor)", nonZero, in -> Elementary.hypot(in.get(0), in.get(1)));
    table.add(
        "Elementary.logAddExp(Tensor, Tensor)",
        close,
        in -> Elementary.logAddExp(in.get(0), in.get(1)));
  }

  private static void selection(GradientTable table) {
    TensorArbitrary x = moderate();
    table.add(
        "Selection.where(Tensor, Tensor, Tensor)",
        pairs(moderate().rank(1, 3).sides(2, 3, 5), y -> y),
        (in, v) -> {
          Shape shape = Shape.broadcast("test", in.get(0).shape(), in.get(1).shape());
          Tensor condition = mostly(v, shape.sides());
          return withSlope(
              in.get(0).plus(in.get(1)), Selection.where(condition, in.get(0), in.get(1)));
        });
    table.add(
        "Selection.where(Tensor, Tensor, double)",
        x,
        (e, v) -> Selection.where(mostly(v, e.shape().sides()), e, 0.5));
    table.add(
        "Selection.where(Tensor, double, Tensor)",
        x,
        (e, v) -> Selection.where(Comparisons.not(mostly(v, e.shape().sides())), 0.5, e));
    table.unary("Selection.nanToNum(Tensor)", x, Selection::nanToNum);
    table.add(
        "Selection.nanToNum(Tensor, double, double, double)",
        x,
        (e, v) -> {
          Tensor spoiled = Selection.where(mostly(v, e.shape().sides()), e, Double.NaN);
          return Selection.nanToNum(spoiled, 0.5, 1, 2).plus(e);
        });
    table.add(
        "Indexing.maskedFill(Tensor, Tensor, double)",
        x,
        (e, v) -> Indexing.maskedFill(e, Comparisons.not(mostly(v, e.shape().sides())), 0.5));
    table.add(
        "Regularization.mask(Tensor, Tensor)",
        x,
        (e, v) -> Regularization.mask(e, mostly(v, e.shape().sides())));
    table.add(
        "Regularization.dropout(Tensor, Tensor, double)",
        x,
        (e, v) -> Regularization.dropout(e, mostly(v, e.shape().sides()), 0.75));
    table.add(
        "Regularization.dropout(Tensor, Key, double)",
        x,
        (e, v) -> Regularization.dropout(e, Key.of(v), flag(v, 0) ? 0.75 : 0.9));
    table.unary("Regularization.l1(Tensor)", x, Regularization::l1);
    table.unary("Regularization.l2(Tensor)", x, Regularization::l2);
  }

  /** A loss of two tensors of one shape. */
  private interface Loss {
    Tensor of(Tensor x, Tensor y, Reduce reduce);
  }

  /** Adds a loss as it is, and with each reduction. */
  private static void loss(
      GradientTable table, String name, Arbitrary<List<Tensor>> inputs, String more, Loss loss) {
    table.add(
        "Losses." + name + "(Tensor, Tensor" + more + ", Reduce)",
        inputs,
        (in, v) -> loss.of(in.get(0), in.get(1), GradientTable.reduction(v)));
  }

  private static void losses(GradientTable table) {
    TensorArbitrary filled = moderate().nonEmpty();
    Arbitrary<List<Tensor>> any = twins(filled, -3, 3).map(ElementwiseGradients::secondOff);
    Arbitrary<List<Tensor>> small =
        twins(filled.between(-1.5, 1.5), -1.5, 1.5).map(ElementwiseGradients::bothOff);
    Arbitrary<List<Tensor>> shares =
        twins(filled.between(0.125, 0.75), 0.125, 0.75)
            .map(in -> List.of(in.get(0).plus(OFF), in.get(1).plus(OFF / 2)));
    Arbitrary<List<Tensor>> target = twins(filled, 0.125, 1).map(ElementwiseGradients::bothOff);
    loss(table, "mseLoss", any, "", Losses::mseLoss);
    loss(table, "l1Loss", any, "", Losses::l1Loss);
    loss(table, "huberLoss", any, ", double", (x, y, r) -> Losses.huberLoss(x, y, 1.5, r));
    loss(table, "binaryCrossEntropy", shares, "", Losses::binaryCrossEntropy);
    loss(table, "binaryCrossEntropyWithLogits", target, "", Losses::binaryCrossEntropyWithLogits);
    loss(table, "hingeLoss", small, "", Losses::hingeLoss);
    loss(table, "klDivergence", target, "", Losses::klDivergence);
    table.add(
        "Losses.weighted(Tensor, Tensor, Reduce)",
        twins(GradientTable.rows(), 0.125, 1),
        (in, v) ->
            // A loss that is just the mean has a weight without effect: those of exponentials are
            // not.
            Losses.weighted(Elementary.exp(in.get(0)), in.get(1), GradientTable.reduction(v)));
    loss(
        table,
        "focalLoss",
        target,
        ", double, double",
        (z, y, r) -> Losses.focalLoss(z, y, 1.5, 0.25, r));
    table.add(
        "Losses.focalLoss(Tensor, Tensor)", target, in -> Losses.focalLoss(in.get(0), in.get(1)));
    table.add("Losses.mseLoss(Tensor, Tensor)", any, in -> Losses.mseLoss(in.get(0), in.get(1)));
    table.add("Losses.l1Loss(Tensor, Tensor)", any, in -> Losses.l1Loss(in.get(0), in.get(1)));
    table.add(
        "Losses.huberLoss(Tensor, Tensor, double)",
        any,
        in -> Losses.huberLoss(in.get(0), in.get(1), 1.5));
    table.add(
        "Losses.binaryCrossEntropy(Tensor, Tensor)",
        shares,
        in -> Losses.binaryCrossEntropy(in.get(0), in.get(1)));
    table.add(
        "Losses.binaryCrossEntropyWithLogits(Tensor, Tensor)",
        target,
        in -> Losses.binaryCrossEntropyWithLogits(in.get(0), in.get(1)));
    table.add(
        "Losses.hingeLoss(Tensor, Tensor)", small, in -> Losses.hingeLoss(in.get(0), in.get(1)));
    table.add(
        "Losses.klDivergence(Tensor, Tensor)",
        target,
        in -> Losses.klDivergence(in.get(0), in.get(1)));
  }

  private static List<Tensor> secondOff(List<Tensor> in) {
    return List.of(in.get(0), in.get(1).plus(OFF));
  }

  private static List<Tensor> bothOff(List<Tensor> in) {
    return List.of(in.get(0).plus(OFF), in.get(1).plus(OFF));
  }
}
