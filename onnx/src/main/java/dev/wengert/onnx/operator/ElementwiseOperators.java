package dev.wengert.onnx.operator;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Integers;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Thresholds;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Functions of each element. */
final class ElementwiseOperators {

  private ElementwiseOperators() {}

  private static final ImmutableMap<String, UnaryOperator<Tensor>> PLAIN =
      ImmutableMap.<String, UnaryOperator<Tensor>>builder()
          .put("Abs", Elementary::abs)
          .put("Acos", Elementary::acos)
          .put("Acosh", Elementary::acosh)
          .put("Asin", Elementary::asin)
          .put("Asinh", Elementary::asinh)
          .put("Atan", Elementary::atan)
          .put("Atanh", Elementary::atanh)
          .put("Ceil", x -> ifFloating(x, Elementary::ceil))
          .put("Cos", Elementary::cos)
          .put("Cosh", Elementary::cosh)
          .put("Erf", Elementary::erf)
          .put("Exp", Elementary::exp)
          .put("Floor", x -> ifFloating(x, Elementary::floor))
          .put("HardSwish", Activations::hardSwish)
          .put("Identity", x -> x)
          .put("Log", Elementary::log)
          .put("Mish", Activations::mish)
          .put("Neg", Tensor::unaryMinus)
          .put("Not", Comparisons::not)
          .put("IsNaN", Comparisons::isNaN)
          .put("Reciprocal", Elementary::reciprocal)
          .put("Relu", Activations::relu)
          .put("Round", x -> ifFloating(x, Elementary::round))
          .put("Sigmoid", Activations::sigmoid)
          .put("Sign", Elementary::sign)
          .put("Sin", Elementary::sin)
          .put("Sinh", Elementary::sinh)
          .put("Softplus", Activations::softplus)
          .put("Softsign", Activations::softsign)
          .put("Sqrt", Elementary::sqrt)
          .put("Tan", Elementary::tan)
          .put("Tanh", Activations::tanh)
          .buildOrThrow();

  static void register(Map<String, Operator> all) {
    PLAIN.forEach((name, function) -> all.put(name, Operator.one(c -> function.apply(c.in(0)))));
    all.put("Cast", Operator.one(c -> cast(c, c.in(0), c.integer("to"))));
    all.put("CastLike", Operator.one(c -> c.in(0).to(c.in(1).dtype())));
    all.put("Celu", Operator.one(c -> Activations.celu(c.in(0), c.number("alpha", 1))));
    all.put("Clip", Operator.one(ElementwiseOperators::clip));
    all.put("Dropout", ElementwiseOperators::dropout);
    all.put("Elu", Operator.one(c -> Activations.elu(c.in(0), c.number("alpha", 1))));
    all.put("Gelu", Operator.one(ElementwiseOperators::gelu));
    all.put("HardSigmoid", Operator.one(ElementwiseOperators::hardSigmoid));
    all.put("IsInf", Operator.one(ElementwiseOperators::isInfinite));
    all.put(
        "LeakyRelu", Operator.one(c -> Activations.leakyRelu(c.in(0), c.number("alpha", 0.01))));
    all.put("PRelu", Operator.one(ElementwiseOperators::prelu));
    all.put("Selu", Operator.one(ElementwiseOperators::selu));
    all.put("Shrink", Operator.one(ElementwiseOperators::shrink));
    all.put(
        "ThresholdedRelu",
        Operator.one(c -> Thresholds.threshold(c.in(0), c.number("alpha", 1), 0)));
  }

  private static Tensor ifFloating(Tensor x, UnaryOperator<Tensor> function) {
    return x.dtype().isFloating() ? function.apply(x) : x;
  }

  /** What is cut off is toward 0; of integers of 8 and 16 bits the low bits stay, as in C. */
  private static Tensor cast(Call c, Tensor x, int type) {
    Tensor cast = x.to(c.dtype(type));
    return switch (OnnxType.of(type)) {
      case UINT8 -> Integers.bitwiseAnd(cast, Tensor.scalar(0xff));
      case UINT16 -> Integers.bitwiseAnd(cast, Tensor.scalar(0xffff));
      case INT8 -> Integers.shiftRight(Integers.shiftLeft(cast, 24), 24);
      case INT16 -> Integers.shiftRight(Integers.shiftLeft(cast, 16), 16);
      default -> cast;
    };
  }

  private static Tensor clip(Call c) {
    Tensor x = c.in(0);
    if (c.opset() < 11) {
      double least = c.number("min", Double.NEGATIVE_INFINITY);
      double most = c.number("max", Double.POSITIVE_INFINITY);
      return Elementary.clamp(x, x.dtype().atMost(least), x.dtype().atMost(most));
    }
    if (c.has(1)) {
      x = Elementary.maximum(x, c.in(1).reshape());
    }
    return c.has(2) ? Elementary.minimum(x, c.in(2).reshape()) : x;
  }

  /** A model that is used drops nothing. */
  private static Tensor[] dropout(Call c) {
    Tensor x = c.in(0);
    if (c.has(2)) {
      c.require(c.number(2) == 0, "dropout in training mode");
    }
    return new Tensor[] {x, Tensor.full(DType.BOOL, 1, x.shape().sides())};
  }

  private static Tensor gelu(Call c) {
    String approximate = c.text("approximate", "none");
    return switch (approximate) {
      case "none" -> Activations.gelu(c.in(0));
      case "tanh" -> Activations.geluTanh(c.in(0));
      default ->
          throw new IllegalArgumentException(
              "gelu: there is no approximation \"" + approximate + "\"; none and tanh are");
    };
  }

  private static Tensor hardSigmoid(Call c) {
    Tensor line = c.in(0).times(c.number("alpha", 0.2)).plus(c.number("beta", 0.5));
    return Elementary.clamp(line, 0, 1);
  }

  private static Tensor isInfinite(Call c) {
    Tensor x = c.in(0);
    Tensor infinite = Comparisons.isInfinite(x);
    if (!c.flag("detect_negative", true)) {
      infinite = Comparisons.and(infinite, x.gt(0));
    }
    return c.flag("detect_positive", true) ? infinite : Comparisons.and(infinite, x.lt(0));
  }

  private static Tensor prelu(Call c) {
    Tensor x = c.in(0);
    return Selection.where(x.lt(0), x.times(c.in(1)), x);
  }

  private static Tensor selu(Call c) {
    double alpha = c.number("alpha", 1.6732631921768188);
    double gamma = c.number("gamma", 1.0507010221481323);
    return Activations.elu(c.in(0), alpha).times(gamma);
  }

  private static Tensor shrink(Call c) {
    Tensor x = c.in(0);
    double threshold = c.number("lambd", 0.5);
    double bias = c.number("bias", 0);
    Tensor above = Regularization.mask(x.minus(bias), x.gt(threshold));
    return Selection.where(x.lt(-threshold), x.plus(bias), above);
  }
}
