package dev.wengert.nn.layer.recurrent;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layer that reads a sequence with a {@linkplain RecurrentCell cell} of one's own: x [N, T,
 * ...], y [N, T, features, ...]. Keras: {@code RNN(cell)}; Flax: {@code nn.RNN(cell)}.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="recurrent"}
 *
 * <p>The cells of layer k are declared as {@code k} and, where it reads both ways, {@code
 * k.reverse}.
 *
 * @param <S> the state of a cell
 */
public final class Recurrent<S> implements Layer {

  private static final String NAME = "recurrent";

  private final CellStack<S> stack;

  private Recurrent(CellStack<S> stack) {
    this.stack = stack;
  }

  /** Returns one layer that reads forwards. */
  public static <S> Recurrent<S> of(RecurrentCell<S> cell) {
    return new Recurrent<>(new CellStack<>(ImmutableList.of(cell), false, 1));
  }

  /**
   * Returns one layer that reads both ways; what both give is joined along the features, those
   * forwards first.
   *
   * @param forwards reads from the first step to the last
   * @param backwards another cell, which reads from the last step to the first
   */
  public static <S> Recurrent<S> bidirectional(
      RecurrentCell<S> forwards, RecurrentCell<S> backwards) {
    return new Recurrent<>(new CellStack<>(ImmutableList.of(forwards, backwards), true, 1));
  }

  /**
   * Returns this layer with others above it, each reading what the one below gives. What {@link
   * #dropout} says of this one holds between all of them.
   *
   * @throws IllegalArgumentException if one reads both ways and the other does not, or those above
   *     drop otherwise
   */
  public Recurrent<S> then(Recurrent<S> above) {
    Preconditions.checkArgument(
        above.stack.bothWays() == stack.bothWays(),
        "recurrent: layers that read %s stand below one that reads %s; let all read alike, or put"
            + " them one after the other in a Sequential",
        ways(stack),
        ways(above.stack));
    double keep = above.stack.keepProbability();
    Preconditions.checkArgument(
        keep == 1 || keep == stack.keepProbability(),
        "recurrent: the layers above keep %s between them, those below %s; say dropout(...) of the"
            + " whole",
        keep,
        stack.keepProbability());
    return new Recurrent<>(
        new CellStack<>(
            ImmutableList.<RecurrentCell<S>>builder()
                .addAll(stack.cells())
                .addAll(above.stack.cells())
                .build(),
            stack.bothWays(),
            stack.keepProbability()));
  }

  private static String ways(CellStack<?> stack) {
    return stack.bothWays() ? "both ways" : "forwards";
  }

  /**
   * Returns this with dropout of what one layer hands to the next in training.
   *
   * @param keep the probability to stay
   * @throws IllegalArgumentException if it is not in (0, 1], or there is one layer only
   */
  public Recurrent<S> dropout(double keep) {
    Preconditions.checkArgument(
        keep > 0 && keep <= 1,
        "recurrent: not a keep probability: %s; give a number above 0, at most 1",
        keep);
    Preconditions.checkArgument(
        stack.layers() > 1,
        "recurrent: one layer has nothing between layers to drop; put others above it before, or a"
            + " dropout behind it");
    return new Recurrent<>(new CellStack<>(stack.cells(), stack.bothWays(), keep));
  }

  @Override
  public void declare(Declarations declarations) {
    stack.declare(declarations);
  }

  /**
   * Returns the outputs of all steps: every example has all of them, and each cell begins with its
   * own initial state.
   */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return run(x, null, null, pass).outputs();
  }

  /**
   * Returns the outputs of all steps and the last states.
   *
   * @param x [N, T, ...]
   * @param mask which steps are there, BOOL [N, T], or how many from the first on, INT32 [N]; null
   *     for all. Where there is no step the state stays and the output is 0, so what stands in x
   *     there changes nothing; a state read backwards begins at an example's last step.
   * @param initial the state of each cell before its first step, the layers from below, of each the
   *     direction forwards first; null for the cells' own
   * @throws IllegalArgumentException if one of them does not fit
   */
  public SequenceOutput<ImmutableList<S>> forward(
      Tensor x, @Nullable Tensor mask, @Nullable List<S> initial, Pass pass) {
    CellStack.Run<S> run = run(x, mask, initial, pass);
    return new SequenceOutput<>(run.outputs(), run.last());
  }

  /**
   * Returns the layer that gives the output of the last step alone, [N, features, ...]; of what
   * reads backwards that is the first step. Keras: {@code return_sequences = False}.
   */
  public Layer last() {
    return new Last<>(this);
  }

  private CellStack.Run<S> run(
      Tensor x, @Nullable Tensor mask, @Nullable List<S> initial, Pass pass) {
    pass.check(
        this,
        NAME,
        x.rank() > 1 && x.shape().side(1) > 0,
        "the input is no sequence: x is %s; give [N, T, ...] of one step or more",
        x.spec());
    pass.check(
        this,
        NAME,
        initial == null || initial.size() == stack.cells().size(),
        "%s initial states for %s cells; give one for each, from below, forwards first",
        initial == null ? 0 : initial.size(),
        stack.cells().size());
    ImmutableList<S> first = initial == null ? null : ImmutableList.copyOf(initial);
    return stack.run(this, NAME, x, mask, first, pass);
  }

  /** The output of the last step alone. */
  private record Last<S>(Recurrent<S> all) implements Layer {

    @Override
    public void declare(Declarations declarations) {
      declarations.inPlace(all);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return all.stack.output(all.run(x, null, null, pass));
    }
  }
}
