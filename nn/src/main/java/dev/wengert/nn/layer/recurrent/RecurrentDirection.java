package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Normalization;
import java.util.Collections;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one layer of {@link Rnn}, {@link Gru} or {@link Lstm}.
 *
 * <p>What comes from the inputs is one product over all steps, taken before the first; a step then
 * takes one product with the state.
 */
final class RecurrentDirection implements RecurrentCell<ImmutableList<Tensor>> {

  private static final double EPSILON = 1e-5;

  private final Cell cell;
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

  RecurrentDirection(Cell cell, int inputs, int hidden, Recurrence how) {
    int gates = cell.gates();
    int rows = gates * hidden;
    this.cell = cell;
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

  @Override
  public ImmutableList<Tensor> initial(Tensor x) {
    Tensor zeros = Tensor.zeros(x.spec().withShape(Shape.of(x.shape().side(0), hidden)));
    return ImmutableList.copyOf(Collections.nCopies(cell.states(), zeros));
  }

  @Override
  public Tensor prepared(Tensor x, Pass pass) {
    int n = x.shape().side(0);
    int t = x.shape().side(1);
    return fromInputs(x.reshape(n * t, x.shape().side(2)), pass)
        .reshape(n, t, cell.gates() * hidden);
  }

  @Override
  public ImmutableList<Tensor> step(Tensor x, ImmutableList<Tensor> state, Pass pass) {
    UnaryOperator<Tensor> inner = UnaryOperator.identity();
    if (scales != null && scales.inner != null && scales.innerShift != null) {
      Tensor scale = pass.value(scales.inner);
      Tensor shift = pass.value(scales.innerShift);
      inner = c -> Normalization.layerNorm(c, scale, shift, EPSILON);
    }
    return cell.step(x, fromState(state.get(0), pass), state, inner);
  }

  @Override
  public Tensor output(ImmutableList<Tensor> state) {
    return state.get(0);
  }

  private Tensor fromState(Tensor h, Pass pass) {
    Tensor product = MatMul.of(h, pass.value(stateWeight), false, true);
    if (scales != null) {
      Tensor bias = pass.value(stateBias);
      return Normalization.layerNorm(product, pass.value(scales.state), bias, EPSILON);
    }
    return cell.isSum() ? product : product.plus(pass.value(stateBias));
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
}
