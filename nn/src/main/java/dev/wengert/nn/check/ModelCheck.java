package dev.wengert.nn.check;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Inputs;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the gradient of a model's loss with respect to all its parameters, at given values,
 * against finite differences: the parameters are inputs under their paths, statistics stay as they
 * are.
 *
 * {@snippet class="dev.wengert.nn.check.CheckSnippetsTest" region="model"}
 *
 * <p>A large model is probed along random directions, a parameter at a time, and a wrong element is
 * then searched for by halves. In FLOAT32 only errors of some percent are seen; check in FLOAT64.
 */
public final class ModelCheck {

  private ModelCheck() {}

  /**
   * What a model computes of its inputs.
   *
   * @param <M> the type of the model's root
   */
  @FunctionalInterface
  public interface Forward<M> {
    /**
     * Returns the output, a loss or any other.
     *
     * @param inputs what was given, by name; the parameters too, by path
     */
    Tensor of(M root, Inputs inputs, Pass pass);
  }

  /**
   * Returns the check of a loss in training.
   *
   * @param values the values of all parameters and statistics
   * @param key what the pass draws from, the same for each evaluation
   */
  public static <M extends Component> GradCheck of(
      Model<M> model, Values values, Key key, Model.Loss<? super M> loss) {
    return of(model, values, key, Map.of(), (root, inputs, pass) -> loss.of(root, pass));
  }

  /** Returns the check of a loss in inference. */
  public static <M extends Component> GradCheck inference(
      Model<M> model, Values values, Model.Loss<? super M> loss) {
    return of(model, values, null, Map.of(), (root, inputs, pass) -> loss.of(root, pass));
  }

  /**
   * Returns the check of an output with respect to inputs and parameters.
   *
   * @param values the values of all parameters and statistics
   * @param key what a training pass draws from; null for inference
   * @param inputs the inputs; those that are not floating are constants
   * @throws IllegalArgumentException if an input has the name of a parameter
   */
  public static <M extends Component> GradCheck of(
      Model<M> model,
      Values values,
      @Nullable Key key,
      Map<String, Tensor> inputs,
      Forward<? super M> forward) {
    ImmutableMap.Builder<String, Tensor> arguments = ImmutableMap.builder();
    arguments.putAll(inputs);
    for (String path : model.parameters().keySet()) {
      Preconditions.checkArgument(
          !inputs.containsKey(path),
          "model check: the input %s has the path of a parameter; give it another name",
          path);
      arguments.put(path, values.get(path));
    }
    return GradCheck.named(
            in -> {
              Values now =
                  values.map(
                      (path, value) -> model.parameters().containsKey(path) ? in.get(path) : value);
              Pass pass = key == null ? model.inference(now) : model.training(now, key);
              return forward.of(model.root(), in, pass);
            })
        .inputs(arguments.buildOrThrow());
  }
}
