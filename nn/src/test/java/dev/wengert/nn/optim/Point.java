package dev.wengert.nn.optim;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import java.util.function.UnaryOperator;

/** A model that is a point of the plane, to try update rules on: one weight [2]. */
final class Point implements Component {

  final Parameter place;

  private Point(double x, double y) {
    Initializer start = (key, spec) -> Tensor.of(x, y).to(spec.dtype());
    this.place = Parameter.of(Parameter.Role.WEIGHT, start, 2);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("place", place);
  }

  static Model<Point> at(double x, double y, DType dtype) {
    return Model.of(new Point(x, y), dtype);
  }

  /** The point after some steps. */
  static double[] walk(
      Model<Point> model, Optimizer optimizer, int steps, UnaryOperator<Tensor> loss) {
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < steps; i++) {
      Optimizer.Result next = optimizer.step(values, gradients(model, values, loss), state);
      values = next.values();
      state = next.state();
    }
    return values.get("place").toDoubleArray();
  }

  static Values gradients(Model<Point> model, Values values, UnaryOperator<Tensor> loss) {
    return evaluate(model, values, loss).gradients();
  }

  static Model.Step evaluate(Model<Point> model, Values values, UnaryOperator<Tensor> loss) {
    return model.differentiate(
        values, Key.of(1), (Point root, Pass pass) -> loss.apply(pass.value(root.place)));
  }

  /**
   * The valley {@code (1 - x)^2 + 100 (y - x^2)^2}, lowest at (1, 1). Source: Rosenbrock, "An
   * automatic method for finding the greatest or least value of a function", 1960.
   */
  static Tensor rosenbrock(Tensor w) {
    Tensor x = w.get(0);
    Tensor y = w.get(1);
    return x.minus(1).pow(2).plus(y.minus(x.pow(2)).pow(2).times(100));
  }
}
