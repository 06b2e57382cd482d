package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Links that are one loop for each of their results: one that looks at each number by itself, and
 * then those that only scale.
 *
 * @param head the first
 * @param folded the others
 */
record Stretch(Pointwise head, List<Folded> folded) {

  /** {@code u + share * w}. */
  private static final Elementwise MORE =
      Elementwise.of(
          "addShare", 3, Expression.input(0).plus(Expression.input(2).times(Expression.input(1))));

  /** What is done with all parameters with which the same is done. */
  private record Ready(Pointwise.Move move, @Nullable Tensor share) {}

  static Stretch of(Pointwise head) {
    return new Stretch(head, List.of());
  }

  /** Returns the updates. */
  GradientTransformation.Update<Slots> update(Values updates, Slots state, StepContext context) {
    return run(updates, state, context, false);
  }

  /** Returns the parameters that the updates are added to, in the place of the updates. */
  GradientTransformation.Update<Slots> apply(Values updates, Slots state, StepContext context) {
    return run(updates, state, context, true);
  }

  private GradientTransformation.Update<Slots> run(
      Values updates, Slots state, StepContext context, boolean isOnto) {
    List<String> names = head.slots();
    List<Values> before = new ArrayList<>(names.size());
    List<ImmutableMap.Builder<String, Tensor>> after = new ArrayList<>(names.size());
    for (String name : names) {
      before.add(state.get(name));
      after.add(ImmutableMap.builderWithExpectedSize(updates.byPath().size()));
    }
    Map<List<Folded.Fold>, Ready> all = new HashMap<>();
    Values moved =
        updates.map(
            (path, update) -> {
              Ready ready =
                  all.computeIfAbsent(folds(context, path), folds -> ready(folds, context, isOnto));
              Tensor[] slots = new Tensor[names.size()];
              for (int i = 0; i < slots.length; i++) {
                slots[i] = before.get(i).get(path);
              }
              boolean needsValue = isOnto || ready.share != null;
              @Nullable Tensor value = needsValue ? context.parameters().get(path) : null;
              Tensor[] results = ready.move.apply(isOnto ? value : null, update, slots);
              for (int i = 0; i < slots.length; i++) {
                after.get(i).put(path, results[i + 1]);
              }
              return isOnto || value == null || ready.share == null
                  ? results[0]
                  : MORE.apply(results[0], value, ready.share);
            });
    ImmutableMap.Builder<String, Values> slots = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      slots.put(names.get(i), before.get(i).with(new Values(after.get(i).buildOrThrow())));
    }
    return new GradientTransformation.Update<>(moved, new Slots(slots.buildOrThrow()));
  }

  private ImmutableList<Folded.Fold> folds(StepContext context, String path) {
    ImmutableList.Builder<Folded.Fold> folds = ImmutableList.builderWithExpectedSize(folded.size());
    for (Folded link : folded) {
      folds.add(link.of(context, path));
    }
    return folds.build();
  }

  private Ready ready(List<Folded.Fold> folds, StepContext context, boolean isOnto) {
    Factors factors = Factors.ONE;
    for (Folded.Fold fold : folds) {
      factors = fold.after(factors, context);
    }
    Tensor keep = isOnto ? factors.keep() : Tensor.scalar(1.0);
    StepScalars scalars = new StepScalars(context.dtype(), context.step(), factors.rate(), keep);
    Tensor share = isOnto ? null : factors.signedShare();
    return new Ready(head.at(scalars), share == null ? null : context.of(share));
  }
}
