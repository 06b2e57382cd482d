package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The trace that writes a {@link Block}: its tensors have a number and no value.
 *
 * <p>A tensor of another trace that the function uses is none of its arguments; it becomes a
 * further one, behind them, so that what was written is closed.
 */
final class BlockTrace extends Trace {

  /** From where on captured tensors are numbered while it is not known how many there are. */
  private static final int CAPTURED = 1 << 30;

  private final String operation;
  private final int arguments;
  private final List<Tensor> constants = new ArrayList<>();
  private final Object2IntMap<Tensor> constantNumbers = new Object2IntOpenHashMap<>();
  private final List<Tensor> captured = new ArrayList<>();
  private final Object2IntMap<Tensor> capturedNumbers = new Object2IntOpenHashMap<>();
  private final List<Block.Line> lines = new ArrayList<>();
  private int values;
  private boolean isOver;

  /**
   * What was written down.
   *
   * @param block takes the arguments, and behind them what was captured
   * @param captured the traced tensors that the function used besides its arguments
   */
  record Written(Block block, List<Tensor> captured) {}

  private BlockTrace(String operation, int arguments) {
    this.operation = operation;
    this.arguments = arguments;
  }

  /** Writes down what a function does to arguments of these dtypes and shapes. */
  static Written write(String operation, Function<Tensor[], Tensor[]> f, List<Spec> inputs) {
    BlockTrace trace = new BlockTrace(operation, inputs.size());
    try {
      Tensor[] outputs = f.apply(trace.symbols(inputs));
      return trace.written(inputs, outputs);
    } finally {
      trace.isOver = true;
    }
  }

  /** A list that is not finished: what was computed so far can be named. */
  static BlockTrace begun(String operation, List<Spec> inputs) {
    return new BlockTrace(operation, inputs.size());
  }

  /** Returns tensors for the arguments: to be asked for once, before all else. */
  Tensor[] symbols(List<Spec> inputs) {
    Tensor[] symbols = new Tensor[inputs.size()];
    Arrays.setAll(symbols, i -> symbol(inputs.get(i), values++));
    return symbols;
  }

  /** Returns the block with these results, and ends the writing. */
  Written written(List<Spec> inputs, Tensor[] outputs) {
    int[] numbers = new int[outputs.length];
    ImmutableList.Builder<Spec> results = ImmutableList.builderWithExpectedSize(outputs.length);
    for (int i = 0; i < outputs.length; i++) {
      Tensor output = leave(outputs[i]);
      numbers[i] = number(output);
      results.add(output.spec());
    }
    isOver = true;
    ImmutableList.Builder<Spec> all = ImmutableList.builder();
    all.addAll(inputs);
    captured.forEach(tensor -> all.add(tensor.spec()));
    ImmutableList.Builder<Block.Line> moved = ImmutableList.builderWithExpectedSize(lines.size());
    for (Block.Line line : lines) {
      int[] operands = line.operands();
      Arrays.setAll(operands, i -> renumbered(operands[i]));
      moved.add(
          new Block.Line(line.primitive(), operands, renumbered(line.first()), line.results()));
    }
    Arrays.setAll(numbers, i -> renumbered(numbers[i]));
    Block block =
        new Block(
            all.build(), ImmutableList.copyOf(constants), moved.build(), numbers, results.build());
    return new Written(block, captured);
  }

  private int renumbered(int number) {
    if (number >= CAPTURED) {
      return arguments + number - CAPTURED;
    }
    return number < arguments ? number : number + captured.size();
  }

  /** Returns the number that a tensor of this trace has in the block, if nothing is captured. */
  int numberOf(Tensor own) {
    return number(own);
  }

  /** Numbers know no squares, so neither do the tensors that stand for them. */
  @Override
  protected boolean passesBy(Tensor root) {
    return false;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    if (isOver) {
      throw new IllegalStateException(
          primitive.name()
              + ": a tensor of the function that "
              + operation
              + " has written down is used when that is over; return it from the function");
    }
    int[] operands = new int[inputs.length];
    Spec[] specs = new Spec[inputs.length];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = number(inputs[i]);
      specs[i] = inputs[i].spec();
    }
    Spec[] results = primitive.infer(specs);
    lines.add(new Block.Line(primitive, operands, values, results.length));
    Tensor[] outputs = new Tensor[results.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = symbol(results[i], values++);
    }
    return outputs;
  }

  private int number(Tensor tensor) {
    if (attachment(tensor) instanceof Integer number) {
      return number;
    }
    if (!tensor.isTraced()) {
      int known = constantNumbers.getOrDefault(tensor, 0);
      if (known == 0) {
        constants.add(tensor);
        known = -constants.size();
        constantNumbers.put(tensor, known);
      }
      return known;
    }
    int known = capturedNumbers.getOrDefault(tensor, -1);
    if (known < 0) {
      known = CAPTURED + captured.size();
      captured.add(tensor);
      capturedNumbers.put(tensor, known);
    }
    return known;
  }

  /** There is no value to be read. */
  @Override
  protected Tensor reveal(Tensor tensor) {
    throw new IllegalStateException(
        UserCode.operation()
            + ": a value is read in a function of "
            + operation
            + ", which is written down once and has none: "
            + tensor.spec()
            + " at "
            + UserCode.line()
            + "; choose between tensors by where(condition, a, b), or between computations by"
            + " ControlFlow.cond, and read values of what "
            + operation
            + " returns");
  }
}
