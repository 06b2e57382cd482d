package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import dev.wengert.ControlFlow;
import dev.wengert.Scan;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that runs a number of times, or as long as it says so itself.
 *
 * <p>What is sure to run a known number of times is a scan. Where the body needs the numbers of a
 * step, as a shape that grows does, the steps are taken one by one; and where the condition is
 * known only to a run, it is a loop that goes as long as that holds, which writes nothing step by
 * step.
 */
final class LoopOperator {

  private static final Tensor TRUE = Tensor.scalar(true);

  /** How many steps are taken one by one where nothing says how many there are at most. */
  private static final int ENOUGH = 10_000;

  private final Call call;
  private final Call.Body body;
  private final List<Tensor> initial = new ArrayList<>();

  /** How many trips there are at most; null if nothing says so. */
  private final @Nullable Tensor trips;

  private final Tensor condition;
  private final boolean hasCondition;

  LoopOperator(Call call) {
    this.call = call;
    for (int i = 2; i < call.size(); i++) {
      initial.add(call.in(i));
    }
    this.body = call.body("body", 2 + initial.size(), 1 + initial.size());
    this.trips = call.has(0) ? ControlOperators.single("the number of trips", call.in(0)) : null;
    this.hasCondition = call.has(1);
    this.condition = hasCondition ? truth("the condition", call.in(1)) : TRUE;
  }

  Tensor[] results() {
    if (condition.isTraced() || (trips != null && trips.isTraced())) {
      return asLongAsItHolds(-1);
    }
    int most = trips == null ? Integer.MAX_VALUE : Math.max(0, (int) call.number(0));
    int limit = condition.item() == 0 ? 0 : most;
    try {
      return asScan(limit);
    } catch (IllegalArgumentException | IllegalStateException e) {
      if (!NeedsNumbers.caused(e)) {
        throw e;
      }
    }
    return stepByStep(limit);
  }

  private static Tensor truth(String what, Tensor tensor) {
    Tensor single = ControlOperators.single(what, tensor);
    Preconditions.checkArgument(
        single.dtype() == DType.BOOL,
        "%s is %s; it must be a truth value, the file is damaged",
        what,
        tensor.spec());
    return single;
  }

  /** Returns the condition that the body gives, and checks that it counts. */
  private Tensor next(List<Tensor> results) {
    Tensor next = truth("the condition that the body returns", results.get(0));
    call.require(
        hasCondition || isAlways(next),
        "a loop without a condition whose body computes one, which ends it in some programs and not"
            + " in others,");
    return next;
  }

  private static boolean isAlways(Tensor condition) {
    return !condition.isTraced() && condition.item() != 0;
  }

  private List<Tensor> step(Tensor number, Tensor holds, List<Tensor> state) {
    List<Tensor> given = new ArrayList<>(2 + state.size());
    given.add(number);
    given.add(holds);
    given.addAll(state);
    return body.run(given);
  }

  private List<Tensor> carried(List<Tensor> results) {
    return results.subList(1, 1 + initial.size());
  }

  private List<Tensor> written(List<Tensor> results) {
    return results.subList(1 + initial.size(), results.size());
  }

  private Tensor[] asScan(int limit) {
    ControlFlow.Scanned<List<Tensor>, List<Tensor>> scanned =
        ControlFlow.scan(
            (List<Tensor> state, Tensor number) -> {
              List<Tensor> results = step(number, TRUE, state);
              NeedsNumbers.check(
                  isAlways(next(results)), "the condition is not the same in each step");
              Preconditions.checkArgument(
                  limit < Integer.MAX_VALUE,
                  "it never ends: its condition always holds and nothing says how many trips there"
                      + " are; give it a number of trips");
              List<Tensor> carried = carried(results);
              for (int i = 0; i < carried.size(); i++) {
                NeedsNumbers.check(
                    carried.get(i).spec().equals(state.get(i).spec()),
                    "value %s changes from step to step: it is %s at first and %s then",
                    i,
                    state.get(i).spec(),
                    carried.get(i).spec());
              }
              return new ControlFlow.Step<>(carried, written(results));
            },
            initial,
            Creation.arange(limit == Integer.MAX_VALUE ? 0 : limit),
            Scan.forwards());
    List<Tensor> all = new ArrayList<>(scanned.carry());
    all.addAll(scanned.outputs());
    return all.toArray(new Tensor[0]);
  }

  private Tensor[] stepByStep(int limit) {
    Tensor holds = condition;
    List<Tensor> state = initial;
    List<List<Tensor>> sheets = new ArrayList<>();
    for (int i = initial.size() + 1; i < body.outputs(); i++) {
      sheets.add(new ArrayList<>());
    }
    for (int number = 0; number < limit && holds.item() != 0; number++) {
      call.require(
          number < ENOUGH || limit < Integer.MAX_VALUE,
          "a loop of more than " + ENOUGH + " trips without a number of them");
      List<Tensor> results = step(Tensor.scalar(number), holds, state);
      holds = next(results);
      if (holds.isTraced()) {
        return asLongAsItHolds(limit);
      }
      state = carried(results);
      for (int i = 0; i < sheets.size(); i++) {
        sheets.get(i).add(written(results).get(i));
      }
    }
    List<Tensor> all = new ArrayList<>(state);
    for (int i = 0; i < sheets.size(); i++) {
      boolean isKnown = !sheets.get(i).isEmpty();
      call.require(
          isKnown || !call.wants(initial.size() + i),
          "what is written in no step by a body whose shapes depend on the step");
      all.add(isKnown ? Shapes.stack(0, sheets.get(i)) : TRUE);
    }
    return all.toArray(new Tensor[0]);
  }

  /**
   * Goes on while the condition and the number of trips allow.
   *
   * @param limit how many trips there are at most, as far as it is known before; else below 0
   */
  private Tensor[] asLongAsItHolds(int limit) {
    for (int i = initial.size(); i < body.outputs() - 1; i++) {
      call.require(
          !call.wants(i),
          "what a loop writes in each step (result "
              + i
              + "), where only a run tells how many steps there are,");
    }
    List<Tensor> first = new ArrayList<>();
    first.add(Tensor.scalar(0));
    first.add(condition);
    first.addAll(initial);
    List<Tensor> last =
        limit >= 0 && limit < Integer.MAX_VALUE
            ? ControlFlow.whileLoop(this::goesOn, this::after, first, limit)
            : ControlFlow.whileLoop(this::goesOn, this::after, first);
    return last.subList(2, last.size()).toArray(new Tensor[0]);
  }

  private Tensor goesOn(List<Tensor> state) {
    return trips == null ? state.get(1) : Comparisons.and(state.get(0).lt(trips), state.get(1));
  }

  private List<Tensor> after(List<Tensor> state) {
    List<Tensor> results = step(state.get(0), state.get(1), state.subList(2, state.size()));
    List<Tensor> all = new ArrayList<>(state.size());
    all.add(state.get(0).plus(1));
    all.add(next(results));
    all.addAll(carried(results));
    return all;
  }
}
