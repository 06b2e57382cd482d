package dev.wengert.nn;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Gradients;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.ops.Shapes;
import java.util.function.Function;

/** How the gradients of a model's losses are taken: what {@link Model} says of them. */
final class ModelGradients {

  private ModelGradients() {}

  /** Returns what {@link Model#differentiate} does. */
  static <M extends Component> Model.Step step(
      Model<M> model, Values values, Key key, Model.Loss<? super M> loss) {
    Tape tape = new Tape();
    Values watched =
        values.map(
            (path, value) ->
                model.parameters().containsKey(path) ? tape.watch(value, path) : value);
    Pass pass = model.training(watched, key);
    Tensor value = loss.of(model.root(), pass);
    Preconditions.checkArgument(
        value.size() == 1,
        "differentiate: the loss must be a scalar, its shape is %s; reduce it with sum(...) or"
            + " mean(...)",
        value.shape());
    Preconditions.checkArgument(
        tape.hasRecorded(value),
        "differentiate: the loss depends on no parameter of the model: compute it with the root and"
            + " the pass that the loss function is given, and without detach() or item()");
    Gradients gradients = tape.gradients(value);
    Function<String, Tensor> gradient = path -> gradients.of(watched.get(path));
    ImmutableMap.Builder<String, Tensor> byPath = ImmutableMap.builder();
    model.parameters().keySet().forEach(path -> byPath.put(path, gradient.apply(path)));
    return new Model.Step(
        tape.primal(value),
        new Values(byPath.buildOrThrow()),
        pass.updates().map((path, update) -> tape.primal(update)));
  }

  /** Returns what {@link Model#gradientsByExample} does. */
  static <M extends Component, E> Values byExample(
      Model<M> model, Values values, Key key, E examples, Model.ExampleLoss<? super M, E> loss) {
    Values parameters = model.parametersOf(values);
    return Autodiff.vmap(
        example -> {
          E batch = batchOfOne(example);
          return Autodiff.grad(
              model.objective(values, key, (net, pass) -> loss.of(net, pass, batch)), parameters);
        },
        examples);
  }

  private static <E> E batchOfOne(E example) {
    Leaves<E> leaves = Leaves.of(example);
    return leaves.with(
        leaves.tensors().stream()
            .map(part -> Shapes.unsqueeze(part, 0))
            .collect(ImmutableList.toImmutableList()));
  }
}
