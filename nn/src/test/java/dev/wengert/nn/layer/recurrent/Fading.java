package dev.wengert.nn.layer.recurrent;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;

/** A cell of somebody else's: {@code h = tanh(x + w h)}. */
public record Fading(Parameter weight, int features) implements RecurrentCell<Tensor> {

  /** Makes one of features. */
  public static Fading of(int features) {
    return new Fading(Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), features), features);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
  }

  @Override
  public Tensor initial(Tensor x) {
    return Tensor.zeros(x.spec().withShape(Shape.of(x.shape().side(0), features)));
  }

  @Override
  public Tensor step(Tensor x, Tensor state, Pass pass) {
    return Activations.tanh(x.plus(pass.value(weight).times(state)));
  }

  @Override
  public Tensor output(Tensor state) {
    return state;
  }
}
