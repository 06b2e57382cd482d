package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Reductions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Divides by a running root mean square, of which for large tensors only the means along the two
 * longest axes are kept.
 */
record ScaleByFactoredRms(double decay, int leastSide, double epsilon)
    implements GradientTransformation<Slots>, KeepsSign {

  /** The means along the longest axis, of tensors that are factored. */
  private static final String ROWS = "rows";

  /** Those along the second longest. */
  private static final String COLUMNS = "columns";

  /** The mean squares of all others. */
  private static final String WHOLE = "whole";

  /**
   * The axes that are factored.
   *
   * @param longest the last of the longest sides
   * @param second the last of the longest among the others
   */
  private record Axes(int longest, int second) {}

  private static final Elementwise SQUARE =
      Elementwise.of("squareAndMore", (g, epsilon) -> g.times(g).plus(epsilon));

  /** {@code g / (sqrt(r / m) sqrt(c))}, of g, r, m and c. */
  private static final Elementwise DIVIDE =
      Elementwise.of(
          "factoredStep",
          4,
          Expression.input(0)
              .div(
                  Expression.sqrt(Expression.input(1).div(Expression.input(2)))
                      .times(Expression.sqrt(Expression.input(3)))));

  private static final Elementwise DIVIDE_WHOLE =
      Elementwise.of("rootMeanSquareStep", (g, v) -> g.div(Expression.sqrt(v)));

  ScaleByFactoredRms {
    Hyperparameters.positive("scaleByFactoredRms", "exponent of the decay", decay);
    Hyperparameters.positive("scaleByFactoredRms", "epsilon", epsilon);
    Preconditions.checkArgument(
        leastSide > 0, "scaleByFactoredRms: the least side is %s; give 1 or more", leastSide);
  }

  @Override
  public String name() {
    return "scaleByFactoredRms";
  }

  private @Nullable Axes axes(Shape shape) {
    int longest = -1;
    int second = -1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (longest < 0 || shape.side(axis) >= shape.side(longest)) {
        second = longest;
        longest = axis;
      } else if (second < 0 || shape.side(axis) >= shape.side(second)) {
        second = axis;
      }
    }
    return second < 0 || shape.side(second) < leastSide ? null : new Axes(longest, second);
  }

  @Override
  public Slots init(Values parameters) {
    ImmutableMap.Builder<String, Tensor> rows = ImmutableMap.builder();
    ImmutableMap.Builder<String, Tensor> columns = ImmutableMap.builder();
    ImmutableMap.Builder<String, Tensor> whole = ImmutableMap.builder();
    parameters
        .byPath()
        .forEach(
            (path, value) -> {
              Axes axes = axes(value.shape());
              if (axes == null) {
                whole.put(path, Tensor.zeros(value.spec()));
              } else {
                rows.put(path, without(value, axes.longest));
                columns.put(path, without(value, axes.second));
              }
            });
    return slots(
        new Values(rows.buildOrThrow()),
        new Values(columns.buildOrThrow()),
        new Values(whole.buildOrThrow()));
  }

  private static Slots slots(Values rows, Values columns, Values whole) {
    return new Slots(ImmutableMap.of(ROWS, rows, COLUMNS, columns, WHOLE, whole));
  }

  private static Tensor without(Tensor value, int axis) {
    int[] sides = new int[value.rank() - 1];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = value.shape().side(i < axis ? i : i + 1);
    }
    return Tensor.zeros(value.spec().withShape(Shape.of(sides)));
  }

  @Override
  public Update<Slots> update(Values updates, Slots state, StepContext context) {
    Tensor fresh = context.step().pow(-decay);
    Average average = new Average(context.of(Tensor.scalar(1.0).minus(fresh)), context.of(fresh));
    Tensor small = context.of(epsilon);
    Map<String, Tensor> rows = new LinkedHashMap<>();
    Map<String, Tensor> columns = new LinkedHashMap<>();
    Map<String, Tensor> whole = new LinkedHashMap<>();
    Values scaled =
        updates.map(
            (path, update) -> {
              Tensor squares = SQUARE.apply(update, small);
              Axes axes = axes(update.shape());
              if (axes == null) {
                Tensor mean = average.next(state.get(WHOLE).get(path), squares);
                whole.put(path, mean);
                return DIVIDE_WHOLE.apply(update, mean);
              }
              Tensor row =
                  average.next(state.get(ROWS).get(path), Reductions.mean(squares, axes.longest));
              Tensor column =
                  average.next(state.get(COLUMNS).get(path), Reductions.mean(squares, axes.second));
              rows.put(path, row);
              columns.put(path, column);
              Tensor byRow = expanded(row, axes.longest);
              return DIVIDE.apply(
                  update,
                  byRow,
                  Reductions.mean(byRow, true, axes.second),
                  expanded(column, axes.second));
            });
    return new Update<>(
        scaled,
        slots(
            state.get(ROWS).with(new Values(ImmutableMap.copyOf(rows))),
            state.get(COLUMNS).with(new Values(ImmutableMap.copyOf(columns))),
            state.get(WHOLE).with(new Values(ImmutableMap.copyOf(whole)))));
  }

  /** Returns a tensor with an axis of side 1 more. */
  private static Tensor expanded(Tensor x, int axis) {
    int[] sides = new int[x.rank() + 1];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = i == axis ? 1 : x.shape().side(i < axis ? i : i - 1);
    }
    return x.reshape(sides);
  }
}
