package dev.wengert.onnx.operator;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Rounding;
import dev.wengert.ops.Selection;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Functions of the elements of several tensors. */
final class ArithmeticOperators {

  private ArithmeticOperators() {}

  static void register(Map<String, Operator> all) {
    binary(all, "Add", Tensor::plus);
    binary(all, "Sub", Tensor::minus);
    binary(all, "Mul", Tensor::times);
    binary(all, "Div", Tensor::div);
    binary(all, "Pow", ArithmeticOperators::power);
    binary(all, "And", Comparisons::and);
    binary(all, "Or", Comparisons::or);
    binary(all, "Xor", Comparisons::xor);
    binary(all, "Equal", Tensor::eq);
    binary(all, "Less", Tensor::lt);
    binary(all, "LessOrEqual", Tensor::le);
    binary(all, "Greater", Tensor::gt);
    binary(all, "GreaterOrEqual", Tensor::ge);
    all.put("Mod", Operator.one(ArithmeticOperators::remainder));
    all.put("Max", Operator.one(c -> joined(c, Elementary::maximum)));
    all.put("Min", Operator.one(c -> joined(c, Elementary::minimum)));
    all.put("Sum", Operator.one(c -> joined(c, Tensor::plus)));
    all.put("Mean", Operator.one(c -> joined(c, Tensor::plus).div(c.size())));
    all.put("Where", Operator.one(c -> where(c.in(0), c.in(1), c.in(2))));
  }

  private static void binary(Map<String, Operator> all, String name, BinaryOperator<Tensor> f) {
    all.put(name, Operator.one(c -> f.apply(c.in(0), c.in(1))));
  }

  private static Tensor joined(Call c, BinaryOperator<Tensor> f) {
    Tensor result = c.in(0);
    for (int i = 1; i < c.size(); i++) {
      result = f.apply(result, c.in(i));
    }
    return result;
  }

  /** The exponent may be of another type; the square is a product. */
  private static Tensor power(Tensor x, Tensor exponent) {
    if (!x.dtype().isFloating()) {
      return power(x.to(DType.FLOAT64), exponent).to(x.dtype());
    }
    if (exponent.size() == 1 && !exponent.isTraced() && exponent.rank() <= x.rank()) {
      double known = exponent.to(DType.FLOAT64).reshape().item();
      return known == 2 ? Elementary.square(x) : x.pow(known);
    }
    return x.pow(exponent.to(x.dtype()));
  }

  /** By the sign of the divisor, or as in C by that of the dividend. */
  private static Tensor remainder(Call c) {
    boolean ofDividend = c.flag("fmod", false);
    c.require(ofDividend || !c.in(0).dtype().isFloating(), "Mod of floats without fmod");
    return ofDividend ? Rounding.fmod(c.in(0), c.in(1)) : Rounding.remainder(c.in(0), c.in(1));
  }

  /** Truth values too. */
  private static Tensor where(Tensor condition, Tensor x, Tensor y) {
    if (x.dtype() != DType.BOOL) {
      return Selection.where(condition, x, y);
    }
    return Comparisons.or(
        Comparisons.and(condition, x), Comparisons.and(Comparisons.not(condition), y));
  }
}
