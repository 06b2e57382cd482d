package dev.wengert.nn.layer.recurrent;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Rnn}, {@link Gru} and {@link Lstm} share: cells of one kind, whose states are handed
 * over as one tensor for all.
 */
final class RecurrentStack {

  private final Component owner;
  private final Cell cell;
  private final int inputs;
  private final int hidden;
  private final CellStack<ImmutableList<Tensor>> cells;

  /**
   * What a run gives: outputs [N, T, ...], and each tensor of the state [directions, N, hidden].
   */
  record Run(Tensor outputs, ImmutableList<Tensor> state) {}

  RecurrentStack(Component owner, Cell cell, int inputs, int hidden, Recurrence how) {
    Preconditions.checkArgument(
        inputs > 0 && hidden > 0,
        "%s: not a number of features: %s inputs, %s hidden; give 1 or more",
        cell.name(),
        inputs,
        hidden);
    this.owner = owner;
    this.cell = cell;
    this.inputs = inputs;
    this.hidden = hidden;
    ImmutableList.Builder<RecurrentCell<ImmutableList<Tensor>>> all = ImmutableList.builder();
    int directions = how.bothWays() ? 2 : 1;
    for (int i = 0; i < how.layers() * directions; i++) {
      int features = i < directions ? inputs : directions * hidden;
      all.add(new RecurrentDirection(cell, features, hidden, how));
    }
    this.cells = new CellStack<>(all.build(), how.bothWays(), how.keepProbability());
  }

  void declare(Declarations declarations) {
    cells.declare(declarations);
  }

  /**
   * Returns what a run gives.
   *
   * @param mask see {@link Lstm#forward(Tensor, Tensor, dev.wengert.ops.Cells.LstmState, Pass)}
   * @param initial each tensor of the state, or null for zeros
   */
  Run run(Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass) {
    check(x, initial, pass);
    ImmutableList<ImmutableList<Tensor>> first = initial == null ? null : ofCells(initial);
    CellStack.Run<ImmutableList<Tensor>> run = cells.run(owner, cell.name(), x, mask, first, pass);
    return new Run(run.outputs(), stacked(run.last()));
  }

  private void check(Tensor x, @Nullable List<Tensor> initial, Pass pass) {
    pass.check(
        owner,
        cell.name(),
        x.rank() == 3
            && x.shape().side(2) == inputs
            && x.shape().side(1) > 0
            && x.dtype().isFloating(),
        "the input does not fit the weights: x is %s; give a floating tensor [N, T, %s] of one step"
            + " or more",
        x.spec(),
        inputs);
    pass.checkType(owner, cell.name(), x);
    Spec state = x.spec().withShape(Shape.of(cells.cells().size(), x.shape().side(0), hidden));
    for (Tensor one : initial == null ? List.<Tensor>of() : initial) {
      pass.check(
          owner,
          cell.name(),
          one.spec().equals(state),
          "the initial state does not fit: it is %s for an input %s; give %s",
          one.spec(),
          x.spec(),
          state);
    }
  }

  /** The states before the first step, cell by cell. */
  private ImmutableList<ImmutableList<Tensor>> ofCells(List<Tensor> initial) {
    ImmutableList.Builder<ImmutableList<Tensor>> all = ImmutableList.builder();
    for (int i = 0; i < cells.cells().size(); i++) {
      ImmutableList.Builder<Tensor> own = ImmutableList.builder();
      for (Tensor part : initial) {
        own.add(part.get(i));
      }
      all.add(own.build());
    }
    return all.build();
  }

  /** The states after the last step, one tensor for all directions. */
  private ImmutableList<Tensor> stacked(List<ImmutableList<Tensor>> last) {
    ImmutableList.Builder<Tensor> stacked = ImmutableList.builder();
    for (int part = 0; part < cell.states(); part++) {
      List<Tensor> each = new ArrayList<>();
      for (ImmutableList<Tensor> one : last) {
        each.add(one.get(part));
      }
      stacked.add(Shapes.stack(0, each));
    }
    return stacked.build();
  }
}
