package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Barrier;
import dev.wengert.Block;
import dev.wengert.Branching;
import dev.wengert.Composite;
import dev.wengert.Iteration;
import dev.wengert.Primitive;
import dev.wengert.Region;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import dev.wengert.UserCode;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The trace that writes operations down: its tensors have dtype, shape and a number, and no value.
 *
 * <p>Derivatives, mapping and observers inside the function are traces made after it, and hand on
 * what they do; so it sees nothing but primitives. It looks into those that are functions of other
 * primitives, and writes down what these do; loops and choices it keeps, with bodies within. An
 * operation on constants alone has no input of its own, runs at once, and is a constant.
 */
final class Recorder extends Trace {

  private final boolean withLines;
  private final Constants constants = new Constants();
  private final ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
  private int values;
  private boolean isOver;

  private Recorder(boolean withLines) {
    this.withLines = withLines;
  }

  /** Returns what a function does to arguments of these dtypes and shapes. */
  static Body record(
      Function<List<Tensor>, List<Tensor>> f, ImmutableList<Spec> inputs, boolean withLines) {
    return new Recorder(withLines).run(f, inputs);
  }

  private Body run(Function<List<Tensor>, List<Tensor>> f, ImmutableList<Spec> inputs) {
    ImmutableList.Builder<Tensor> arguments = ImmutableList.builder();
    inputs.forEach(spec -> arguments.add(next(spec)));
    ImmutableIntArray.Builder outputs = ImmutableIntArray.builder();
    try {
      for (Tensor output : results(f, arguments.build())) {
        outputs.add(number("program", leave(output)));
      }
    } finally {
      isOver = true;
    }
    return new Body(inputs, constants.all(), instructions.build(), outputs.build());
  }

  private static List<Tensor> results(
      Function<List<Tensor>, List<Tensor>> f, List<Tensor> arguments) {
    List<Tensor> results = f.apply(arguments);
    if (results == null) {
      throw new NullPointerException(
          "program: the function returned null; return its results, or an empty list");
    }
    return results;
  }

  private Tensor next(Spec spec) {
    return symbol(spec, values++);
  }

  /** Numbers know no squares, so neither do the tensors that stand for them. */
  @Override
  protected boolean passesBy(Tensor root) {
    return false;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    String name = primitive.name();
    if (isOver) {
      throw new IllegalStateException(
          name
              + ": the tensor "
              + firstOwn(inputs).spec()
              + " belongs to a program whose recording is over; return what is needed from the"
              + " recorded function");
    }
    ImmutableIntArray.Builder operands = ImmutableIntArray.builder(inputs.length);
    Spec[] specs = new Spec[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands.add(number(name, inputs[i]));
      specs[i] = inputs[i].spec();
    }
    if (primitive instanceof Region region) {
      return append(primitive, kept(region), operands.build(), primitive.infer(specs));
    }
    if (primitive instanceof Composite composite) {
      return inline(composite, inputs);
    }
    Operation operation =
        primitive instanceof Barrier
            ? new Operation.Barrier()
            : new Operation.Compute(primitive.lower(specs));
    return append(primitive, operation, operands.build(), primitive.infer(specs));
  }

  /** Returns what keeps loops and choices as they are, with what they run written down within. */
  private Operation kept(Region region) {
    ImmutableList.Builder<Body> nested = ImmutableList.builder();
    for (Block block : region.blocks()) {
      nested.add(
          record(
              in -> Arrays.asList(block.run(in.toArray(new Tensor[0]))),
              block.inputs(),
              withLines));
    }
    ImmutableList<Body> bodies = nested.build();
    return switch (region) {
      case Iteration loop ->
          new Operation.Repeat(
              bodies.get(0),
              loop.condition() == null ? null : bodies.get(1),
              loop.name(),
              loop.states(),
              loop.rows(),
              loop.length(),
              loop.isReversed(),
              loop.isCounted());
      case Branching choice -> new Operation.Choose(bodies);
    };
  }

  private Tensor[] append(
      Primitive primitive, Operation operation, ImmutableIntArray operands, Spec[] results) {
    instructions.add(
        new Instruction(
            primitive.title(),
            operation,
            operands,
            values,
            ImmutableList.copyOf(results),
            withLines ? UserCode.line() : ""));
    Tensor[] outputs = new Tensor[results.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = next(results[i]);
    }
    return outputs;
  }

  private Tensor firstOwn(Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      if (owns(tensor)) {
        return tensor;
      }
    }
    throw new AssertionError("no input is this trace's");
  }

  /** Returns the number of a value of this trace, or of a constant. */
  private int number(String operation, Tensor tensor) {
    if (attachment(tensor) instanceof Integer number) {
      return number;
    }
    if (tensor.isTraced()) {
      throw new RecordingException(
          operation
              + ": a tensor of another trace is used in a recorded function: "
              + tensor.spec()
              + " at "
              + UserCode.line()
              + "; pass it as an argument, or detach() it to make it a constant");
    }
    return constants.number(tensor);
  }

  /** There is no value to be read. */
  @Override
  protected Tensor reveal(Tensor tensor) {
    throw new RecordingException(
        UserCode.operation()
            + ": a value is read while a program is recorded, when there is none yet: "
            + tensor.spec()
            + " at "
            + UserCode.line()
            + "; choose between tensors by where(condition, a, b), give what has a size of its own"
            + " a fixed one, and read values of what the program returns");
  }
}
