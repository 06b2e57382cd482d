package dev.wengert.onnx.export;

import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formulas of elements as trees of operators. */
final class Formulas {

  private static final double LN2 = Math.log(2);
  private static final double LN10 = Math.log(10);

  private final GraphBuilder graph;
  private final NamedFunctions named;

  Formulas(GraphBuilder graph, NamedFunctions named) {
    this.graph = graph;
    this.named = named;
  }

  /** Returns the result of a formula, computed in a dtype, of operands of that dtype or BOOL. */
  String of(LoopBody body, DType dtype, String... operands) {
    @Nullable String name = named.find(body, graph.opset());
    if (name != null && operands.length == 1) {
      return graph.node(name, named.attributes(body), operands[0]);
    }
    int inputs = body.inputs().size();
    int constants = body.constants().length();
    String[] values = new String[inputs + constants + body.instructions().size()];
    System.arraycopy(operands, 0, values, 0, inputs);
    int result = body.results().get(0);
    for (int i = 0; i < constants; i++) {
      values[inputs + i] = graph.scalar(dtype, body.constants().get(i));
    }
    for (int i = 0; i < body.instructions().size(); i++) {
      LoopBody.Instruction instruction = body.instructions().get(i);
      String[] given = new String[instruction.operands().length()];
      for (int k = 0; k < given.length; k++) {
        given[k] = values[instruction.operands().get(k)];
      }
      values[inputs + constants + i] = node(instruction.op(), dtype, given);
    }
    return values[result];
  }

  private static final Map<Op, String> PLAIN =
      Map.ofEntries(
          Map.entry(Op.NEG, "Neg"),
          Map.entry(Op.ABS, "Abs"),
          Map.entry(Op.FLOOR, "Floor"),
          Map.entry(Op.RINT, "Round"),
          Map.entry(Op.SQRT, "Sqrt"),
          Map.entry(Op.EXP, "Exp"),
          Map.entry(Op.LOG, "Log"),
          Map.entry(Op.TANH, "Tanh"),
          Map.entry(Op.SIGMOID, "Sigmoid"),
          Map.entry(Op.ERF, "Erf"),
          Map.entry(Op.SIN, "Sin"),
          Map.entry(Op.COS, "Cos"),
          Map.entry(Op.ADD, "Add"),
          Map.entry(Op.SUB, "Sub"),
          Map.entry(Op.MUL, "Mul"),
          Map.entry(Op.DIV, "Div"),
          Map.entry(Op.MIN, "Min"),
          Map.entry(Op.MAX, "Max"),
          Map.entry(Op.POW, "Pow"),
          Map.entry(Op.LT, "Less"),
          Map.entry(Op.LE, "LessOrEqual"),
          Map.entry(Op.EQ, "Equal"),
          Map.entry(Op.AND, "And"),
          Map.entry(Op.OR, "Or"),
          Map.entry(Op.NOT, "Not"),
          Map.entry(Op.SELECT, "Where"));

  private String node(Op op, DType dtype, String... x) {
    String plain = PLAIN.get(op);
    if (plain != null) {
      return graph.node(plain, x);
    }
    return switch (op) {
      case EXPM1 -> expm1(dtype, x[0]);
      case LOG1P -> log1p(dtype, x[0]);
      case LOG2 -> graph.node("Mul", graph.node("Log", x[0]), graph.scalar(dtype, 1 / LN2));
      case LOG10 -> graph.node("Mul", graph.node("Log", x[0]), graph.scalar(dtype, 1 / LN10));
      case LOGISTIC_PDF ->
          graph.node(
              "Mul", graph.node("Sigmoid", x[0]), graph.node("Sigmoid", graph.node("Neg", x[0])));
      case NORMAL_CDF -> normalCdf(dtype, x[0]);
      case EXP_MUL -> graph.node("Exp", graph.node("Mul", x[0], x[1]));
      case FMA -> graph.node("Add", graph.node("Mul", x[0], x[1]), x[2]);
      case ATAN2 -> atan2(dtype, x[0], x[1]);
      case SIN_FAR, COS_FAR -> x[1];
      case WITH_SLOPE -> x[0];
      default -> graph.refuse("the operator " + op.symbol() + ", which looks at a number's bits");
    };
  }

  /** By the hyperbolic tangent near 0, where the difference would lose its digits. */
  private String expm1(DType dtype, String x) {
    String one = graph.scalar(dtype, 1);
    String tanh = graph.node("Tanh", graph.node("Mul", x, graph.scalar(dtype, 0.5)));
    String near = graph.node("Div", graph.node("Add", tanh, tanh), graph.node("Sub", one, tanh));
    String far = graph.node("Sub", graph.node("Exp", x), one);
    return graph.node("Where", graph.node("Less", graph.node("Abs", x), one), near, far);
  }

  /** With what rounding took from 1 + x put back near 0. Source: Kahan, after Higham 1.14.1. */
  private String log1p(DType dtype, String x) {
    String one = graph.scalar(dtype, 1);
    String sum = graph.node("Add", one, x);
    String log = graph.node("Log", sum);
    String rounded = graph.node("Sub", sum, one);
    String near = graph.node("Mul", log, graph.node("Div", x, rounded));
    String closer = graph.node("Where", graph.node("Equal", sum, one), x, near);
    return graph.node("Where", graph.node("Less", graph.node("Abs", x), one), closer, log);
  }

  private String normalCdf(DType dtype, String x) {
    String erf = graph.node("Erf", graph.node("Mul", x, graph.scalar(dtype, Math.sqrt(0.5))));
    return graph.node(
        "Mul", graph.node("Add", erf, graph.scalar(dtype, 1)), graph.scalar(dtype, 0.5));
  }

  /** The angle of (|x|, |y|), mirrored to the quadrant that the point is in. */
  private String atan2(DType dtype, String y, String x) {
    String zero = graph.scalar(dtype, 0);
    String pi = graph.scalar(dtype, Math.PI);
    String half = graph.scalar(dtype, Math.PI / 2);
    String ax = graph.node("Abs", x);
    String ay = graph.node("Abs", y);
    String isSteep = graph.node("Less", ax, ay);
    String small = graph.node("Where", isSteep, ax, ay);
    String large = graph.node("Where", isSteep, ay, ax);
    String isOrigin = graph.node("Equal", large, zero);
    String divisor = graph.node("Where", isOrigin, graph.scalar(dtype, 1), large);
    String angle = graph.node("Atan", graph.node("Div", small, divisor));
    String first = graph.node("Where", isSteep, graph.node("Sub", half, angle), angle);
    String upper =
        graph.node("Where", graph.node("Less", x, zero), graph.node("Sub", pi, first), first);
    return graph.node("Where", graph.node("Less", y, zero), graph.node("Neg", upper), upper);
  }
}
