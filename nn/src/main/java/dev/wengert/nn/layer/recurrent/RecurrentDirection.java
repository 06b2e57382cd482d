package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.ControlFlow;
import dev.wengert.MatMul;
import dev.wengert.Scan;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Selection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one layer of a recurrent network.
 *
 * <p>What comes from the inputs is one product over all steps, taken before the first; a step then
 * takes one product with the state. The steps are a scan, so a program keeps them as one
 * instruction, however many there are.
 */
final class RecurrentDirection implements Component {

  private static final double EPSILON = 1e-5;

  private final Cell cell;
  private final boolean isReversed;
  private final int hidden;
  private final Parameter inputWeight;
  private final Parameter stateWeight;
  private final Parameter inputBias;
  private final Parameter stateBias;
  private final @Nullable Scales scales;

  /**
   * What normalization inside adds.
   *
   * @param input scales what comes from the input, [gates hidden]
   * @param state scales what comes from the state, [gates hidden]
   * @param inner scales the state that is not the output, if there is one, [hidden]
   * @param innerShift shifts it
   */
  private record Scales(
      Parameter input, Parameter state, @Nullable Parameter inner, @Nullable Parameter innerShift) {

    static Scales of(Cell cell, int hidden) {
      int rows = cell.gates() * hidden;
      boolean hasInner = cell.states() > 1;
      return new Scales(
          normalizing(Initializer.ones(), rows),
          normalizing(Initializer.ones(), rows),
          hasInner ? normalizing(Initializer.ones(), hidden) : null,
          hasInner ? normalizing(Initializer.zeros(), hidden) : null);
    }

    private static Parameter normalizing(Initializer initializer, int side) {
      return Parameter.of(Parameter.Role.NORMALIZATION, initializer, side);
    }
  }

  RecurrentDirection(Cell cell, boolean isReversed, int inputs, int hidden, Recurrence how) {
    int gates = cell.gates();
    int rows = gates * hidden;
    this.cell = cell;
    this.isReversed = isReversed;
    this.hidden = hidden;
    this.inputWeight =
        Parameter.of(
            Parameter.Role.WEIGHT, Initializer.parts(gates, how.inputWeights()), rows, inputs);
    this.stateWeight =
        Parameter.of(
            Parameter.Role.WEIGHT, Initializer.parts(gates, how.stateWeights()), rows, hidden);
    this.inputBias = Parameter.of(Parameter.Role.BIAS, cell.biases(), rows);
    this.stateBias = Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), rows);
    this.scales = how.layerNorm() ? Scales.of(cell, hidden) : null;
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("inputWeight", inputWeight);
    declarations.parameter("stateWeight", stateWeight);
    declarations.parameter("inputBias", inputBias);
    declarations.parameter("stateBias", stateBias);
    if (scales != null) {
      declarations.parameter("inputScale", scales.input);
      declarations.parameter("stateScale", scales.state);
      if (scales.inner != null && scales.innerShift != null) {
        declarations.parameter("cellScale", scales.inner);
        declarations.parameter("cellShift", scales.innerShift);
      }
    }
  }

  /**
   * What a run through a sequence gives.
   *
   * @param outputs the outputs of all steps, [N, T, hidden]
   * @param last the state after the last step, each [N, hidden]
   */
  record Run(Tensor outputs, ImmutableList<Tensor> last) {}

  /**
   * Returns what a run through a sequence gives.
   *
   * @param x the inputs, [N, T, inputs]
   * @param initial the state before the first step, each [N, hidden]
   * @param present for each step which examples have it, BOOL [T, N, 1]; null if all have all
   */
  Run run(Tensor x, ImmutableList<Tensor> initial, @Nullable Tensor present, Pass pass) {
    int n = x.shape().side(0);
    int t = x.shape().side(1);
    int rows = cell.gates() * hidden;
    Tensor weight = pass.value(stateWeight);
    Tensor bias = pass.value(stateBias);
    UnaryOperator<Tensor> product = h -> MatMul.of(h, weight, false, true);
    UnaryOperator<Tensor> fromState;
    UnaryOperator<Tensor> inner = UnaryOperator.identity();
    if (scales != null) {
      Tensor scale = pass.value(scales.state);
      fromState = h -> Normalization.layerNorm(product.apply(h), scale, bias, EPSILON);
      if (scales.inner != null && scales.innerShift != null) {
        Tensor innerScale = pass.value(scales.inner);
        Tensor innerShift = pass.value(scales.innerShift);
        inner = c -> Normalization.layerNorm(c, innerScale, innerShift, EPSILON);
      }
    } else {
      fromState = cell.isSum() ? product : h -> product.apply(h).plus(bias);
    }
    UnaryOperator<Tensor> innerState = inner;
    BiFunction<ImmutableList<Tensor>, List<Tensor>, ControlFlow.Step<ImmutableList<Tensor>, Tensor>>
        step =
            (state, in) -> {
              ImmutableList<Tensor> next =
                  cell.step(in.get(0), fromState.apply(state.get(0)), state, innerState);
              ImmutableList<Tensor> carried =
                  in.size() == 1 ? next : chosen(in.get(1), next, state);
              return new ControlFlow.Step<>(carried, carried.get(0));
            };
    Tensor fromInputs =
        fromInputs(x.reshape(n * t, x.shape().side(2)), pass)
            .reshape(n, t, rows)
            .transpose(1, 0, 2);
    ControlFlow.Scanned<ImmutableList<Tensor>, Tensor> scanned =
        ControlFlow.scan(
            step,
            initial,
            present == null ? List.of(fromInputs) : List.of(fromInputs, present),
            isReversed ? Scan.backwards() : Scan.forwards());
    return new Run(scanned.outputs().transpose(1, 0, 2), scanned.carry());
  }

  /** What comes from the inputs; where only sums count, the states' bias is in it. */
  private Tensor fromInputs(Tensor x, Pass pass) {
    Tensor product = MatMul.of(x, pass.value(inputWeight), false, true);
    Tensor bias = pass.value(inputBias);
    if (scales != null) {
      return Normalization.layerNorm(product, pass.value(scales.input), bias, EPSILON);
    }
    return product.plus(cell.isSum() ? bias.plus(pass.value(stateBias)) : bias);
  }

  private static ImmutableList<Tensor> chosen(
      Tensor present, ImmutableList<Tensor> next, ImmutableList<Tensor> before) {
    ImmutableList.Builder<Tensor> state = ImmutableList.builder();
    for (int i = 0; i < next.size(); i++) {
      state.add(Selection.where(present, next.get(i), before.get(i)));
    }
    return state.build();
  }
}
