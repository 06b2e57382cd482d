package dev.wengert.gradcheck.report;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Reach;
import java.util.List;
import java.util.StringJoiner;

/** Writes the inputs of a check as Java code. */
final class Reproduction {

  private Reproduction() {}

  static String of(List<Argument> arguments, long seed, Mode mode) {
    StringBuilder code = new StringBuilder("GradCheck.of(f)\n");
    for (Argument argument : arguments) {
      code.append("    .")
          .append(argument.differentiated() ? "input" : "constant")
          .append("(\"")
          .append(argument.name())
          .append("\", ")
          .append(code(argument.value()))
          .append(")\n");
      bounds(code, argument);
    }
    if (mode != Mode.AUTO) {
      code.append("    .mode(Mode.").append(mode).append(")\n");
    }
    return code.append("    .seed(0x")
        .append(Long.toHexString(seed))
        .append("L)\n    .run();\n")
        .toString();
  }

  private static void bounds(StringBuilder code, Argument argument) {
    Reach reach = argument.reach();
    if (reach.low() > Double.NEGATIVE_INFINITY || reach.high() < Double.POSITIVE_INFINITY) {
      bounds(code, "domain", argument.name(), reach.low(), reach.high());
    }
    if (reach.least() > 0 || reach.largest() < Double.POSITIVE_INFINITY) {
      bounds(code, "steps", argument.name(), reach.least(), reach.largest());
    }
  }

  private static void bounds(StringBuilder code, String call, String name, double from, double to) {
    code.append("    .").append(call).append("(\"").append(name).append("\", ");
    code.append(bound(from)).append(", ").append(bound(to)).append(")\n");
  }

  private static String bound(double value) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "Double.NEGATIVE_INFINITY" : "Double.POSITIVE_INFINITY";
    }
    return Double.toString(value);
  }

  private static String code(Tensor tensor) {
    StringBuilder code = new StringBuilder("Tensor.wrap(new ");
    code.append(javaType(tensor.dtype())).append("[] {").append(elements(tensor)).append('}');
    for (int side : tensor.shape().sides()) {
      code.append(", ").append(side);
    }
    return code.append(')').toString();
  }

  private static String javaType(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "double";
      case FLOAT32 -> "float";
      case INT32 -> "int";
      case BOOL -> "boolean";
    };
  }

  private static StringJoiner elements(Tensor tensor) {
    StringJoiner elements = new StringJoiner(", ");
    switch (tensor.dtype()) {
      case FLOAT64 -> {
        for (double x : tensor.toDoubleArray()) {
          elements.add(Double.toHexString(x));
        }
      }
      case FLOAT32 -> {
        for (float x : tensor.toFloatArray()) {
          elements.add(Float.toHexString(x) + "f");
        }
      }
      case INT32 -> {
        for (int x : tensor.toIntArray()) {
          elements.add(Integer.toString(x));
        }
      }
      case BOOL -> {
        for (boolean x : tensor.toBooleanArray()) {
          elements.add(Boolean.toString(x));
        }
      }
    }
    return elements;
  }
}
