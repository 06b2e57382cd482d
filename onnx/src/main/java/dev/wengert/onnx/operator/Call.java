package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.io.MalformedFileException;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node and what it is applied to: what an {@link Operator} reads its operands and attributes by.
 */
public final class Call {

  private final OnnxNode node;
  private final long opset;
  private final DType floats;
  private final @Nullable Tensor[] inputs;
  private final Bodies bodies;

  /** A graph inside a node, which sees all that the node sees. */
  public interface Body {
    /** Returns how many inputs it takes. */
    int inputs();

    /** Returns how many outputs it has. */
    int outputs();

    /** Returns its outputs for so many inputs as it takes. */
    List<Tensor> run(List<Tensor> inputs);
  }

  /** What makes graphs inside a node ready to run. */
  @FunctionalInterface
  public interface Bodies {
    /** Returns a graph that can run. */
    Body of(OnnxGraph graph);
  }

  /**
   * Makes a call.
   *
   * @param opset the version of the operators
   * @param floats the dtype that takes the place of 32-bit floats
   * @param inputs the operands; null where one is left out
   * @param bodies runs the graphs that the node holds
   */
  public Call(OnnxNode node, long opset, DType floats, @Nullable Tensor[] inputs, Bodies bodies) {
    this.node = node;
    this.opset = opset;
    this.floats = floats;
    this.inputs = inputs;
    this.bodies = bodies;
  }

  /** Returns the version of the operators. */
  long opset() {
    return opset;
  }

  /** Returns how many results are asked for. */
  int results() {
    return node.outputs().size();
  }

  /** Returns whether somebody asks for a result. */
  boolean wants(int result) {
    return result < results() && !node.outputs().get(result).isEmpty();
  }

  /** Returns how many operands there are. */
  int size() {
    return inputs.length;
  }

  /** Returns whether an operand is there. */
  boolean has(int input) {
    return input < inputs.length && inputs[input] != null;
  }

  /** Returns an operand. */
  Tensor in(int input) {
    Tensor tensor = optional(input);
    Preconditions.checkArgument(
        tensor != null, "operand %s is missing; the file is damaged, save it again", input);
    return tensor;
  }

  /** Returns an operand, or null if it is left out. */
  @Nullable Tensor optional(int input) {
    return input < inputs.length ? inputs[input] : null;
  }

  /** Returns the integers of an operand that says a shape, axes or places. */
  int[] integers(int input) {
    Tensor tensor = in(input);
    NeedsNumbers.check(
        !tensor.isTraced(),
        "operand %s decides a shape and is known only when the graph has run; give its graph fixed"
            + " numbers there",
        input);
    return tensor.to(DType.INT32).toIntArray();
  }

  /** Returns the number of an operand that decides a shape, a branch, or where a part begins. */
  double number(int input) {
    Tensor tensor = in(input);
    NeedsNumbers.check(
        tensor.size() == 1 && !tensor.isTraced(),
        "operand %s must be one number that is known before the graph has run, and is %s; give its"
            + " graph a fixed number there",
        input,
        tensor.spec());
    return tensor.to(DType.FLOAT64).reshape().item();
  }

  /** Returns whether there is an attribute. */
  boolean hasAttribute(String name) {
    return node.attributes().containsKey(name);
  }

  /** Returns an attribute that is an integer. */
  int integer(String name, int otherwise) {
    return switch (node.attributes().get(name)) {
      case null -> otherwise;
      case OnnxAttribute.Whole(long value) -> whole(name, value);
      default -> throw wrongKind(name, "an integer");
    };
  }

  /** Returns an attribute that is an integer and must be there. */
  int integer(String name) {
    Preconditions.checkArgument(
        hasAttribute(name),
        "the attribute %s is missing; the file is damaged, save it again",
        name);
    return integer(name, 0);
  }

  /** Returns an attribute that counts something and must be there: 1 or more. */
  int count(String name) {
    return positive(name, integer(name));
  }

  /** Returns an attribute that counts something: 1 or more. */
  int count(String name, int otherwise) {
    return positive(name, integer(name, otherwise));
  }

  private static int positive(String name, int count) {
    Preconditions.checkArgument(
        count > 0,
        "the attribute %s is %s; it must be 1 or more, the file is damaged",
        name,
        count);
    return count;
  }

  /** Returns an attribute that is a truth value. */
  boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  /** Returns an attribute that is a number. */
  double number(String name, double otherwise) {
    return switch (node.attributes().get(name)) {
      case null -> otherwise;
      case OnnxAttribute.Real(double value) -> shortest(value);
      default -> throw wrongKind(name, "a number");
    };
  }

  /** Returns the decimal that a number of 32 bits was written as: 0.1 and not 0.10000000149. */
  private static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }

  /** Returns an attribute that is a text. */
  String text(String name, String otherwise) {
    return switch (node.attributes().get(name)) {
      case null -> otherwise;
      case OnnxAttribute.Text(String value) -> value;
      default -> throw wrongKind(name, "a text");
    };
  }

  /** Returns an attribute that is a list of texts. */
  List<String> texts(String name) {
    return switch (node.attributes().get(name)) {
      case null -> List.of();
      case OnnxAttribute.Texts texts -> texts.values();
      default -> throw wrongKind(name, "a list of texts");
    };
  }

  /** Returns an attribute that is a list of integers, or null. */
  int @Nullable [] integers(String name) {
    return switch (node.attributes().get(name)) {
      case null -> null;
      case OnnxAttribute.Wholes wholes -> {
        int[] values = new int[wholes.values().length()];
        for (int i = 0; i < values.length; i++) {
          values[i] = whole(name, wholes.values().get(i));
        }
        yield values;
      }
      default -> throw wrongKind(name, "a list of integers");
    };
  }

  /** Returns an attribute that is a list of integers. */
  int[] integers(String name, int... otherwise) {
    int[] values = integers(name);
    return values == null ? otherwise : values;
  }

  /** Returns an attribute that is a list of numbers, or null. */
  double @Nullable [] numbers(String name) {
    return switch (node.attributes().get(name)) {
      case null -> null;
      case OnnxAttribute.Numbers numbers -> numbers.values().toArray();
      default -> throw wrongKind(name, "a list of numbers");
    };
  }

  /** Returns an attribute that is a tensor. */
  Tensor tensor(String name) {
    if (node.attributes().get(name) instanceof OnnxAttribute.Constant(OnnxTensor tensor)) {
      return constant(tensor);
    }
    throw wrongKind(name, "a tensor");
  }

  /**
   * Returns the graph that is an attribute.
   *
   * @param inputs how many inputs it must take
   * @param outputs how many outputs it must have at least
   */
  Body body(String name, int inputs, int outputs) {
    if (node.attributes().get(name) instanceof OnnxAttribute.Branch(OnnxGraph graph)) {
      Body body = bodies.of(graph);
      Preconditions.checkArgument(
          body.inputs() == inputs && body.outputs() >= outputs,
          "the graph %s takes %s inputs and has %s outputs; it must take %s and have %s or more,"
              + " the file is damaged",
          name,
          body.inputs(),
          body.outputs(),
          inputs,
          outputs);
      return body;
    }
    throw wrongKind(name, "a graph");
  }

  private IllegalArgumentException wrongKind(String name, String kind) {
    return new IllegalArgumentException(
        "the attribute "
            + name
            + " is not "
            + kind
            + ": "
            + node.attributes().get(name)
            + "; the file is damaged, save it again");
  }

  /** Returns the dtype that a type of the file has in the model. */
  DType dtype(long type) {
    OnnxType known = OnnxType.of(type);
    Preconditions.checkArgument(
        known == OnnxType.BOOL || known.isFloating() || known.isWhole(),
        "there is no dtype for the type %s; floats, integers and truth values are read",
        known);
    return known == OnnxType.BOOL
        ? DType.BOOL
        : known.isWhole() ? DType.INT32 : known == OnnxType.DOUBLE ? DType.FLOAT64 : floats;
  }

  /** Returns the dtype that takes the place of 32-bit floats. */
  DType floats() {
    return floats;
  }

  private Tensor constant(OnnxTensor tensor) {
    return constant(tensor, floats);
  }

  /** Returns the tensor of a file in the dtype that it has in a model of some floats. */
  public static Tensor constant(OnnxTensor tensor, DType floats) {
    try {
      Tensor values = tensor.toTensor();
      return values.dtype() == DType.FLOAT32 ? values.to(floats) : values;
    } catch (MalformedFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** As of tensors: what means "to the end" is the outermost. */
  private static int whole(String name, long value) {
    Preconditions.checkArgument(
        OnnxTensor.isWhole(value),
        "the attribute %s has no place in INT32: %s; integers are read up to 2^31",
        name,
        value);
    return OnnxTensor.whole(value);
  }

  /** Refuses a setting that is not imported. */
  void require(boolean holds, String setting) {
    Preconditions.checkArgument(
        holds, "%s is not imported; export the model without it, or compute it outside", setting);
  }
}
