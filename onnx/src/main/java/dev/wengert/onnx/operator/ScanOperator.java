package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import dev.wengert.ControlFlow;
import dev.wengert.Scan;
import dev.wengert.Tensor;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A body that runs for each row of one sequence or several.
 *
 * <p>It is a scan; where the body needs the numbers of a step, the steps are taken one by one.
 */
final class ScanOperator {

  private final Call call;
  private final int states;
  private final Call.Body body;
  private final List<Tensor> initial = new ArrayList<>();

  /** What is read, its rows along the first axis and in the order in which they are read. */
  private final List<Tensor> read = new ArrayList<>();

  private final boolean[] isWrittenBackwards;
  private final boolean isReversed;

  ScanOperator(Call call) {
    this.call = call;
    call.require(call.opset() > 8, "a Scan of version 8, which goes along examples too,");
    int rows = call.count("num_scan_inputs");
    this.states = call.size() - rows;
    Preconditions.checkArgument(
        states >= 0,
        "%s operands are read row by row and there are %s; the file is damaged",
        rows,
        call.size());
    this.body = call.body("body", call.size(), states);
    boolean[] isReadBackwards = directions("scan_input_directions", rows);
    this.isWrittenBackwards = directions("scan_output_directions", body.outputs() - states);
    this.isReversed = areAll(isReadBackwards) && areAll(isWrittenBackwards);
    int[] axes = axes("scan_input_axes", rows);
    for (int i = 0; i < call.size(); i++) {
      Tensor operand = call.in(i);
      if (i < states) {
        initial.add(operand);
      } else {
        int axis = axis("scan_input_axes", axes[i - states], operand.rank());
        Tensor moved = Shapes.moveAxis(operand, axis, 0);
        read.add(isReadBackwards[i - states] && !isReversed ? Shapes.flip(moved, 0) : moved);
      }
    }
  }

  private int[] axes(String name, int count) {
    int[] axes = call.integers(name, new int[count]);
    Preconditions.checkArgument(
        axes.length == count,
        "the attribute %s has %s numbers for %s tensors; the file is damaged",
        name,
        axes.length,
        count);
    return axes;
  }

  private static int axis(String name, int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    Preconditions.checkArgument(
        counted >= 0 && counted < rank,
        "the attribute %s has axis %s for a tensor of %s axes; the file is damaged",
        name,
        axis,
        rank);
    return counted;
  }

  private boolean[] directions(String name, int count) {
    int[] given = axes(name, count);
    boolean[] isBackwards = new boolean[count];
    for (int i = 0; i < count; i++) {
      Preconditions.checkArgument(
          given[i] == 0 || given[i] == 1,
          "the attribute %s is %s; 0 is forwards and 1 backwards, the file is damaged",
          name,
          Arrays.toString(given));
      isBackwards[i] = given[i] == 1;
    }
    return isBackwards;
  }

  private static boolean areAll(boolean[] truths) {
    for (boolean truth : truths) {
      if (!truth) {
        return false;
      }
    }
    return true;
  }

  Tensor[] results() {
    try {
      ControlFlow.Scanned<List<Tensor>, List<Tensor>> scanned =
          ControlFlow.scan(
              (List<Tensor> state, List<Tensor> row) -> {
                List<Tensor> results = step(state, row);
                return new ControlFlow.Step<>(
                    results.subList(0, states), results.subList(states, results.size()));
              },
              initial,
              read,
              isReversed ? Scan.backwards() : Scan.forwards());
      return results(scanned.carry(), scanned.outputs());
    } catch (IllegalArgumentException | IllegalStateException e) {
      if (!NeedsNumbers.caused(e)) {
        throw e;
      }
    }
    return stepByStep();
  }

  private List<Tensor> step(List<Tensor> state, List<Tensor> row) {
    List<Tensor> given = new ArrayList<>(state);
    given.addAll(row);
    return body.run(given);
  }

  private Tensor[] stepByStep() {
    int steps = read.get(0).shape().side(0);
    call.require(steps > 0, "a Scan of no rows whose shapes depend on numbers");
    List<Tensor> state = initial;
    Tensor[][] sheets = new Tensor[body.outputs() - states][steps];
    for (int i = 0; i < steps; i++) {
      int at = isReversed ? steps - 1 - i : i;
      List<Tensor> results = step(state, read.stream().map(each -> each.get(at)).toList());
      state = results.subList(0, states);
      for (int k = 0; k < sheets.length; k++) {
        sheets[k][at] = results.get(states + k);
      }
    }
    List<Tensor> written = new ArrayList<>();
    for (Tensor[] sheet : sheets) {
      written.add(Shapes.stack(0, sheet));
    }
    return results(state, written);
  }

  /** What is written lies in the order of the steps, or of the rows where all goes backwards. */
  private Tensor[] results(List<Tensor> state, List<Tensor> written) {
    List<Tensor> all = new ArrayList<>(state);
    int[] axes = axes("scan_output_axes", written.size());
    for (int i = 0; i < axes.length; i++) {
      Tensor rows = written.get(i);
      Tensor ordered = isWrittenBackwards[i] && !isReversed ? Shapes.flip(rows, 0) : rows;
      all.add(Shapes.moveAxis(ordered, 0, axis("scan_output_axes", axes[i], ordered.rank())));
    }
    return all.toArray(new Tensor[0]);
  }
}
