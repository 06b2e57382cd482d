package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Values;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Selection;
import java.util.ArrayList;
import java.util.List;

/** Decisions of transformations, as tensors: nobody reads a value for them. */
final class Choice {

  private Choice() {}

  /** Returns one of two structures, made of the same parts, by a truth value. */
  static <S> S of(Tensor condition, S taken, S otherwise) {
    Leaves<S> leaves = Leaves.of(taken);
    ImmutableList<Tensor> others = Leaves.of(otherwise).tensors();
    List<Tensor> chosen = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      chosen.add(of(condition, leaves.tensors().get(i), others.get(i)));
    }
    return leaves.with(chosen);
  }

  private static Tensor of(Tensor condition, Tensor taken, Tensor otherwise) {
    return taken.dtype() == DType.BOOL
        ? Comparisons.or(
            Comparisons.and(condition, taken),
            Comparisons.and(Comparisons.not(condition), otherwise))
        : Selection.where(condition, taken, otherwise);
  }

  /** Returns whether a step, counted from 1, is the last of so many. */
  static Tensor isLast(Tensor step, int every) {
    return step.minus(Elementary.floor(step.div(every)).times(every)).eq(0);
  }

  /** Returns whether all numbers are numbers, and none is infinite. */
  static Tensor isFinite(Values values) {
    Tensor all = null;
    for (Tensor value : values.byPath().values()) {
      Tensor own = Comparisons.all(Comparisons.isFinite(value));
      all = all == null ? own : Comparisons.and(all, own);
    }
    return all == null ? Tensor.scalar(0).eq(0) : all;
  }
}
