package dev.wengert.nn.layer.recurrent;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recurrent layers one above the other: what {@link Rnn}, {@link Gru} and {@link Lstm} share. */
final class RecurrentStack {

  private final Component owner;
  private final Cell cell;
  private final int inputs;
  private final int hidden;
  private final Recurrence how;

  /** From below, of each layer the direction forwards first. */
  private final ImmutableList<RecurrentDirection> directions;

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
    this.how = how;
    ImmutableList.Builder<RecurrentDirection> all = ImmutableList.builder();
    for (int layer = 0; layer < how.layers(); layer++) {
      int features = layer == 0 ? inputs : perLayer() * hidden;
      all.add(new RecurrentDirection(cell, false, features, hidden, how));
      if (how.bothWays()) {
        all.add(new RecurrentDirection(cell, true, features, hidden, how));
      }
    }
    this.directions = all.build();
  }

  private int perLayer() {
    return how.bothWays() ? 2 : 1;
  }

  void declare(Declarations declarations) {
    for (int i = 0; i < directions.size(); i++) {
      String layer = Integer.toString(i / perLayer());
      declarations.child(i % perLayer() == 0 ? layer : layer + ".reverse", directions.get(i));
    }
  }

  /**
   * Returns what a run gives.
   *
   * @param mask see {@link Lstm#forward(Tensor, Tensor, dev.wengert.ops.Cells.LstmState, Pass)}
   * @param initial each tensor of the state, or null for zeros
   */
  Run run(Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass) {
    check(x, mask, initial, pass);
    Tensor present =
        mask == null ? null : pass.named(owner, () -> present(mask, x.shape().side(1)));
    Tensor steps = present == null ? null : Shapes.unsqueeze(present.transpose(), 2);
    Tensor value = present == null ? x : masked(x, present);
    List<ImmutableList<Tensor>> last = new ArrayList<>();
    for (int layer = 0; layer < how.layers(); layer++) {
      List<Tensor> outputs = new ArrayList<>();
      for (int i = layer * perLayer(); i < (layer + 1) * perLayer(); i++) {
        RecurrentDirection.Run run =
            directions.get(i).run(value, first(x, initial, i), steps, pass);
        outputs.add(run.outputs());
        last.add(run.last());
      }
      value = outputs.size() == 1 ? outputs.getFirst() : Shapes.concat(2, outputs);
      value = present == null ? value : masked(value, present);
      if (layer + 1 < how.layers() && how.keepProbability() < 1 && pass.isTraining()) {
        value = Regularization.dropout(value, pass.key(owner), how.keepProbability());
      }
    }
    return new Run(value, stacked(last));
  }

  private void check(Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass) {
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
    int n = x.shape().side(0);
    int t = x.shape().side(1);
    pass.check(
        owner,
        cell.name(),
        mask == null
            || mask.spec().equals(new Spec(DType.BOOL, Shape.of(n, t)))
            || mask.spec().equals(new Spec(DType.INT32, Shape.of(n))),
        "the mask does not fit the input: it is %s, x is %s; give BOOL [%s, %s], or lengths, INT32"
            + " [%s]",
        mask == null ? "" : mask.spec(),
        x.shape(),
        n,
        t,
        n);
    Spec state = x.spec().withShape(Shape.of(directions.size(), n, hidden));
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

  /** Which steps are there, [N, T]. */
  private static Tensor present(Tensor mask, int steps) {
    return mask.dtype() == DType.BOOL ? mask : Creation.sequenceMask(mask, steps);
  }

  /** A select, so that nothing that stands where no step is reaches a product: not even NaN. */
  private static Tensor masked(Tensor x, Tensor present) {
    return Regularization.mask(x, Shapes.unsqueeze(present, 2));
  }

  /** The state before the first step of a direction. */
  private ImmutableList<Tensor> first(Tensor x, @Nullable List<Tensor> initial, int direction) {
    ImmutableList.Builder<Tensor> first = ImmutableList.builder();
    for (int part = 0; part < cell.states(); part++) {
      first.add(
          initial == null
              ? Tensor.zeros(x.spec().withShape(Shape.of(x.shape().side(0), hidden)))
              : initial.get(part).get(direction));
    }
    return first.build();
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
