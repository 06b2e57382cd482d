package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that runs a block again and again: a state goes from step to step, each step reads
 * its rows of some tensors and writes rows of others. {@link ControlFlow#scan} and {@link
 * ControlFlow#whileLoop} are made of it, and so are their derivatives.
 *
 * <p>Its inputs are, one behind the other: the number of steps, if that is one; the state; what is
 * read row by row; what is the same in each step. Its results are the last state and what was
 * written row by row; rows of steps that did not run are zero.
 *
 * @param name what it is called
 * @param body from state, rows and constants to the next state and rows
 * @param condition from state and constants to a truth value: no step runs where it is false; null
 *     if there is none
 * @param states how many tensors the state has
 * @param rows how many tensors are read row by row
 * @param length how many steps there are, at most if something else ends it before; below 0 if
 *     nothing else does
 * @param isReversed whether the last row comes first
 * @param isCounted whether the first input, INT32 [], says how many of the rows are gone through
 * @param every 0 if a backward walk keeps what it needs of each step, else of how many steps it
 *     keeps the state alone and computes the others again
 */
public record Iteration(
    String name,
    Block body,
    @Nullable Block condition,
    int states,
    int rows,
    int length,
    boolean isReversed,
    boolean isCounted,
    int every)
    implements Region {

  /** Returns what an error says where a loop does not end within its bound. */
  public static String tooLong(String name, int bound) {
    return name
        + ": the condition still holds after "
        + bound
        + " trips, which was said to be the most; give a larger bound, or a condition that ends";
  }

  /** Returns the one that runs another body so many steps, which nothing ends before. */
  Iteration plain(Block other, int steps, int otherStates, int otherRows) {
    return new Iteration(name, other, null, otherStates, otherRows, steps, isReversed, false, 0);
  }

  /** Returns the place of the first tensor of the state. */
  int first() {
    return isCounted ? 1 : 0;
  }

  Tensor[] state(Tensor[] inputs) {
    return Rows.part(inputs, first(), states);
  }

  Tensor[] read(Tensor[] inputs) {
    return Rows.part(inputs, first() + states, rows);
  }

  Tensor[] constants(Tensor[] inputs) {
    int from = first() + states + rows;
    return Rows.part(inputs, from, inputs.length - from);
  }

  /** Returns how many tensors are written row by row. */
  int written() {
    return body.results().size() - states;
  }

  /** Whether it depends on numbers how many steps there are. */
  boolean isOpen() {
    return condition != null;
  }

  @Override
  public String title() {
    return length < 0 ? name : name + "[" + length + (isReversed ? ", reversed]" : "]");
  }

  @Override
  public ImmutableList<Block> blocks() {
    return condition == null ? ImmutableList.of(body) : ImmutableList.of(body, condition);
  }

  @Override
  public int arity() {
    return first() + body.inputs().size();
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    List<Spec> expected = new ArrayList<>();
    if (isCounted) {
      expected.add(Rows.NUMBER);
    }
    for (int i = 0; i < body.inputs().size(); i++) {
      Spec spec = body.inputs().get(i);
      expected.add(i >= states && i < states + rows ? Rows.stacked(spec, length) : spec);
    }
    if (!expected.equals(Arrays.asList(inputs))) {
      throw new IllegalArgumentException(
          name
              + ": the inputs are not those it was written down for: "
              + Arrays.asList(inputs)
              + " for "
              + expected);
    }
    Spec[] results = body.results().toArray(new Spec[0]);
    for (int i = states; i < results.length; i++) {
      results[i] = Rows.stacked(results[i], length);
    }
    return results;
  }

  @Override
  public Tensor[] run(Tensor[] inputs) {
    return expand(inputs);
  }

  @Override
  public Tensor[] expand(Tensor[] inputs) {
    IterationRun run = new IterationRun(this, inputs);
    IterationRun.Sheets sheets =
        new IterationRun.Sheets(body.results().subList(states, body.results().size()), length);
    while (run.hasNext()) {
      int row = run.row();
      sheets.write(row, run.step(body), states);
    }
    return Rows.joined(run.state(), sheets.stacked());
  }

  @Override
  public Recorded record(Tensor[] inputs, boolean[] needed) {
    IterationReverse reverse = new IterationReverse(this, needed);
    if (!reverse.isVarying()) {
      return new Recorded(applyAll(inputs), null);
    }
    return Rows.anyTraced(inputs)
        ? new IterationLoops(this, reverse).record(inputs)
        : new IterationWalk(this, reverse).record(inputs);
  }

  @Override
  public Pushed push(Tensor[] inputs, @Nullable Tensor[] tangents) {
    return IterationRules.push(this, inputs, tangents);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, MappedAxis axis) {
    return IterationRules.batch(this, inputs, mapped, axis);
  }
}
