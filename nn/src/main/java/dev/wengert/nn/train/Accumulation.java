package dev.wengert.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.optim.Clipping;
import java.util.List;

/**
 * Loss and gradients of the batches of one step, as a mean over all that {@linkplain
 * BatchLoss#counted counts} in them.
 *
 * @param totals loss and norm, as numbers
 * @param gradients those of the parameters that are trained
 * @param unconnected the parameters that reach the loss of no batch, if that was asked for
 * @param statistics the new values of statistics
 * @param terms the terms of the loss, as tensors
 */
record Accumulation(
    Totals totals,
    Values gradients,
    ImmutableSet<String> unconnected,
    Values statistics,
    ImmutableList<Tensor> terms) {

  private static final Elementwise MOVE =
      Elementwise.of(
          "runningMean",
          3,
          Expression.input(0)
              .plus(Expression.input(2).times(Expression.input(1).minus(Expression.input(0)))));

  static <M extends Component> Accumulation of(
      Differentiation.Goal<M> goal,
      Values values,
      List<Batch> batches,
      Key key,
      boolean asksUnconnected) {
    Differentiation first =
        Differentiation.of(goal, values, batches.get(0), key.fold(0), asksUnconnected);
    LossTerms terms = first.terms();
    ImmutableList<Tensor> tensors = first.tensors();
    Values gradients = first.gradients();
    ImmutableSet<String> unconnected = first.unconnected();
    Values statistics = first.statistics();
    long examples = batches.get(0).size();
    long counted = goal.loss().counted(batches.get(0));
    for (int i = 1; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      Differentiation next =
          Differentiation.of(goal, values.with(statistics), batch, key.fold(i), asksUnconnected);
      examples += batch.size();
      long own = goal.loss().counted(batch);
      counted += own;
      if (own == counted && own > 0) {
        // Nothing has counted before.
        terms = next.terms();
        tensors = next.tensors();
        gradients = next.gradients();
      } else if (own > 0) {
        double share = (double) own / counted;
        terms = terms.times(1 - share).plus(next.terms(), share);
        tensors = mean(tensors, next.tensors(), share);
        Spec scalar = new Spec(goal.model().dtype(), Shape.SCALAR);
        gradients = mean(gradients, next.gradients(), Tensor.full(scalar, share));
      }
      unconnected = Sets.intersection(unconnected, next.unconnected()).immutableCopy();
      statistics = next.statistics();
    }
    Totals totals = new Totals(terms, Clipping.globalNorm(gradients).item(), examples, counted);
    return new Accumulation(totals, gradients, unconnected, statistics, tensors);
  }

  /**
   * Returns the mean of gradients so far with others.
   *
   * @param share that of the others, a scalar of the gradients' dtype
   */
  static Values mean(Values mean, Values next, Tensor share) {
    return mean.map((path, value) -> MOVE.apply(value, next.get(path), share));
  }

  /** The same in FLOAT64 as {@link LossTerms} computes of numbers. */
  private static ImmutableList<Tensor> mean(List<Tensor> mean, List<Tensor> next, double share) {
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    for (int i = 0; i < mean.size(); i++) {
      Tensor old = mean.get(i).to(DType.FLOAT64).times(1 - share);
      result.add(old.plus(next.get(i).to(DType.FLOAT64).times(share)));
    }
    return result.build();
  }
}
