package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.ControlFlow;
import dev.wengert.Leaves;
import dev.wengert.Scan;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cells that read a sequence, one above the other: what all recurrent layers share.
 *
 * <p>The steps of a cell are a scan, so a program keeps them as one instruction, however many there
 * are.
 *
 * @param cells from below, of each layer the direction forwards first
 * @param bothWays whether every second one reads backwards
 * @param keepProbability with which an element passes from layer to layer in training
 * @param <S> the state of a cell
 */
record CellStack<S>(
    ImmutableList<RecurrentCell<S>> cells, boolean bothWays, double keepProbability) {

  /**
   * What a run gives.
   *
   * @param outputs what the uppermost layer gave at each step, [N, T, ...]
   * @param last the state of each cell after its last step
   */
  record Run<S>(Tensor outputs, ImmutableList<S> last) {}

  int perLayer() {
    return bothWays ? 2 : 1;
  }

  int layers() {
    return cells.size() / perLayer();
  }

  void declare(Declarations declarations) {
    for (int i = 0; i < cells.size(); i++) {
      String layer = Integer.toString(i / perLayer());
      declarations.child(i % perLayer() == 0 ? layer : layer + ".reverse", cells.get(i));
    }
  }

  /**
   * Returns what a run gives.
   *
   * @param owner the component that runs, for messages and draws
   * @param name its name in messages
   * @param mask which steps are there, BOOL [N, T], or how many, INT32 [N]; null for all
   * @param initial the state of each cell before its first step; null for its own
   */
  Run<S> run(
      Component owner,
      String name,
      Tensor x,
      @Nullable Tensor mask,
      @Nullable ImmutableList<S> initial,
      Pass pass) {
    checkMask(owner, name, x, mask, pass);
    Tensor present =
        mask == null ? null : pass.named(owner, () -> present(mask, x.shape().side(1)));
    Tensor steps = present == null ? null : Shapes.unsqueeze(present.transpose(), 2);
    Tensor value = present == null ? x : masked(x, present);
    List<S> last = new ArrayList<>();
    for (int layer = 0; layer < layers(); layer++) {
      List<Tensor> outputs = new ArrayList<>();
      for (int i = layer * perLayer(); i < (layer + 1) * perLayer(); i++) {
        RecurrentCell<S> cell = cells.get(i);
        S first = initial == null ? cell.initial(value) : initial.get(i);
        checkState(owner, name, first, x.shape().side(0), pass);
        boolean isReversed = i % perLayer() == 1;
        ControlFlow.Scanned<S, Tensor> scanned =
            scanned(cell, cell.prepared(value, pass), first, steps, isReversed, pass);
        outputs.add(swapped(scanned.outputs()));
        last.add(scanned.carry());
      }
      value = outputs.size() == 1 ? outputs.getFirst() : joined(owner, name, outputs, pass);
      value = present == null ? value : masked(value, present);
      if (layer + 1 < layers() && keepProbability < 1 && pass.isTraining()) {
        value = Regularization.dropout(value, pass.key(owner), keepProbability);
      }
    }
    return new Run<>(value, ImmutableList.copyOf(last));
  }

  /** Returns what the uppermost layer gives out in its last state, [N, ...]. */
  Tensor output(Run<S> run) {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = cells.size() - perLayer(); i < cells.size(); i++) {
      outputs.add(cells.get(i).output(run.last().get(i)));
    }
    return outputs.size() == 1 ? outputs.getFirst() : Shapes.concat(1, outputs);
  }

  private static void checkMask(
      Component owner, String name, Tensor x, @Nullable Tensor mask, Pass pass) {
    int n = x.shape().side(0);
    int t = x.shape().side(1);
    pass.check(
        owner,
        name,
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
  }

  private static void checkState(
      Component owner, String name, Object state, int examples, Pass pass) {
    Leaves<Object> leaves = Leaves.of(state);
    for (int i = 0; i < leaves.tensors().size(); i++) {
      Tensor part = leaves.tensors().get(i);
      pass.check(
          owner,
          name,
          part.rank() > 0 && part.shape().side(0) == examples,
          "the state before the first step does not fit %s examples: its %s is %s; give [N, ...]",
          examples,
          leaves.names().get(i).isEmpty() ? "tensor" : leaves.names().get(i),
          part.spec());
    }
  }

  private static Tensor joined(Component owner, String name, List<Tensor> outputs, Pass pass) {
    pass.check(
        owner,
        name,
        outputs.get(0).rank() > 2,
        "the outputs of two directions have no axis to be joined along: they are %s; give out [N,"
            + " features, ...] at each step",
        outputs.get(0).spec());
    return Shapes.concat(2, outputs);
  }

  private static <S> ControlFlow.Scanned<S, Tensor> scanned(
      RecurrentCell<S> cell,
      Tensor prepared,
      S initial,
      @Nullable Tensor present,
      boolean isReversed,
      Pass pass) {
    Tensor inputs = swapped(prepared);
    return ControlFlow.scan(
        (S state, List<Tensor> in) -> {
          S next = cell.step(in.get(0), state, pass);
          S carried = in.size() == 1 ? next : chosen(in.get(1), next, state);
          return new ControlFlow.Step<>(carried, cell.output(carried));
        },
        initial,
        present == null ? List.of(inputs) : List.of(inputs, present),
        isReversed ? Scan.backwards() : Scan.forwards());
  }

  /**
   * Returns the next state of the examples that have the step, and that before of the others.
   *
   * @param present BOOL [N, 1]
   */
  private static <S> S chosen(Tensor present, S next, S before) {
    Leaves<S> after = Leaves.of(next);
    List<Tensor> tensors = new ArrayList<>(after.tensors().size());
    List<Tensor> stay = Leaves.of(before).tensors();
    for (int i = 0; i < after.tensors().size(); i++) {
      Tensor own = after.tensors().get(i);
      if (i == stay.size() || !own.spec().equals(stay.get(i).spec())) {
        return next; // The scan refuses it, and says how it differs.
      }
      int[] sides = new int[own.rank()];
      Arrays.fill(sides, 1);
      sides[0] = present.shape().side(0);
      Tensor mask = sides.length == 2 ? present : present.reshape(sides);
      tensors.add(
          own.dtype() == DType.BOOL
              ? Comparisons.or(
                  Comparisons.and(mask, own), Comparisons.and(Comparisons.not(mask), stay.get(i)))
              : Selection.where(mask, own, stay.get(i)));
    }
    return after.with(tensors);
  }

  /** Which steps are there, [N, T]. */
  private static Tensor present(Tensor mask, int steps) {
    return mask.dtype() == DType.BOOL ? mask : Creation.sequenceMask(mask, steps);
  }

  /** A select, so that nothing that stands where no step is reaches a product: not even NaN. */
  private static Tensor masked(Tensor x, Tensor present) {
    int[] sides = new int[x.rank()];
    Arrays.fill(sides, 1);
    sides[0] = present.shape().side(0);
    sides[1] = present.shape().side(1);
    return Regularization.mask(x, sides.length == 2 ? present : present.reshape(sides));
  }

  /** Examples and steps, one for the other. */
  private static Tensor swapped(Tensor x) {
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, axis -> axis < 2 ? 1 - axis : axis);
    return x.transpose(axes);
  }
}
