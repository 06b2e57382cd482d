package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Elementary;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import dev.wengert.program.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The formulas for which ONNX has an operator of its own, found by recording them. */
final class NamedFunctions {

  private record Named(String name, long since, ImmutableMap<String, OnnxAttribute> attributes) {}

  private final Map<LoopBody, Named> byBody = new HashMap<>();

  private static final NamedFunctions ALL = new NamedFunctions();

  /** Returns all of them. */
  static NamedFunctions all() {
    return ALL;
  }

  private NamedFunctions() {
    number("Acos", 9, Elementary::acos);
    number("Acosh", 9, Elementary::acosh);
    number("Asin", 9, Elementary::asin);
    number("Asinh", 9, Elementary::asinh);
    number("Atan", 9, Elementary::atan);
    number("Atanh", 9, Elementary::atanh);
    number("Ceil", 9, Elementary::ceil);
    number("Cosh", 9, Elementary::cosh);
    number("HardSwish", 14, Activations::hardSwish);
    number("IsInf", 20, Comparisons::isInfinite);
    number("IsNaN", 13, Comparisons::isNaN);
    number("Mish", 18, Activations::mish);
    number("Reciprocal", 13, Elementary::reciprocal);
    number("Relu", 14, Activations::relu);
    number("Sign", 13, Elementary::sign);
    number("Sinh", 9, Elementary::sinh);
    number("Softplus", 9, Activations::softplus);
    number("Softsign", 9, Activations::softsign);
    number("Tan", 9, Elementary::tan);
    add("Gelu", 20, Activations::gelu, ImmutableMap.of());
    add("Gelu", 20, Activations::geluTanh, approximate());
  }

  private static ImmutableMap<String, OnnxAttribute> approximate() {
    return ImmutableMap.of("approximate", OnnxAttribute.of("tanh"));
  }

  private void number(String name, long since, UnaryOperator<Tensor> function) {
    add(name, since, function, ImmutableMap.of());
  }

  private void add(
      String name,
      long since,
      UnaryOperator<Tensor> function,
      ImmutableMap<String, OnnxAttribute> attributes) {
    LoopBody body = body(function);
    if (body != null) {
      byBody.put(body, new Named(name, since, attributes));
    }
  }

  /** Returns the formula of a function that is one; null if it is more. */
  private static @Nullable LoopBody body(UnaryOperator<Tensor> function) {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(2));
    List<Instruction> instructions =
        Program.of(x -> List.of(function.apply(x.get(0))), spec).after("recording").instructions();
    return instructions.size() == 1
            && instructions.get(0).operation() instanceof Operation.Compute(Kernel kernel)
            && kernel instanceof Loop(LoopBody body)
            && body.inputs().size() == 1
        ? body
        : null;
  }

  /** Returns the operator of a formula in a version; null if there is none. */
  @Nullable String find(LoopBody body, long opset) {
    Named named = byBody.get(body);
    return named == null || named.since() > opset ? null : named.name();
  }

  /** Returns what the operator of a formula is told. */
  ImmutableMap<String, OnnxAttribute> attributes(LoopBody body) {
    Named named = byBody.get(body);
    return named == null ? ImmutableMap.of() : named.attributes();
  }
}
