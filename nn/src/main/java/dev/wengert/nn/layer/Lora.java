package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import java.util.IdentityHashMap;
import java.util.function.Predicate;

/**
 * A layer each of whose weights is changed by a product of two thin matrices: it runs with {@code W
 * + alpha / rank B A} in the place of a weight W. Training A and B alone fits a large network to a
 * new task with few numbers.
 *
 * {@snippet class="dev.wengert.nn.layer.LoraTest" region="lora"}
 *
 * <p>W is read as a matrix of one row a {@linkplain Parameter#unitAxis unit}, [units, inputs], that
 * of a convolution too. The parameters beside a weight are {@code weight.down}, A [rank, inputs],
 * normal with variance {@code 1 / inputs} at first, and {@code weight.up}, B [units, rank], 0 at
 * first; so the layer begins as the one it wraps, whose own paths stay as they are, and a file of
 * that one's values fits. They have the role {@link Parameter.Role#ADAPTER}, by which an optimiser
 * freezes all else, and do not decay unless a group of it says so. {@link #merged} gives values for
 * the layer alone: the same outputs, up to rounding, at no cost.
 *
 * <p>A step computes the gradient of a whole weight on its way to A and B; what is saved is the
 * optimiser's memory and work. Training and inference run alike. Exports to ONNX as the layer does,
 * with the product beside each weight. Source: Hu et al., "LoRA: low-rank adaptation of large
 * language models", 2022, section 4.1. Hugging Face's PEFT: {@code LoraConfig(r, lora_alpha)}.
 */
public final class Lora implements Layer {

  /** A weight by its path in the wrapped layer, and what changes it. */
  private record Weight(String path, Parameter base, Parameter down, Parameter up) {
    static Weight of(String path, Parameter base, int rank) {
      return new Weight(
          path,
          base,
          Parameter.of(Parameter.Role.ADAPTER, Initializer.leCun(), rank, Weights.inputs(base)),
          Parameter.of(Parameter.Role.ADAPTER, Initializer.zeros(), Weights.units(base), rank));
    }

    Tensor adapted(Tensor value, Tensor a, Tensor b, double scale) {
      Tensor change = MatMul.of(b, a, false, false).times(scale);
      return value.plus(Weights.fromMatrix(change, base));
    }
  }

  private final Layer layer;
  private final int rank;
  private final double alpha;
  private final ImmutableList<Weight> weights;

  private Lora(Layer layer, int rank, double alpha, ImmutableList<Weight> weights) {
    this.layer = layer;
    this.rank = rank;
    this.alpha = alpha;
    this.weights = weights;
  }

  /**
   * Returns a layer with adapters at all its weights.
   *
   * @param rank how many rows A and columns B has
   * @param alpha divided by the rank, the factor of the product: it lets the rate stay when the
   *     rank changes
   * @throws IllegalArgumentException if the layer has no weight of two axes or more, the rank is
   *     not positive, or alpha not a positive number
   */
  public static Lora of(Layer layer, int rank, double alpha) {
    return of(layer, rank, alpha, path -> true);
  }

  /**
   * Returns a layer with adapters at some of its weights.
   *
   * @param where which weights, by their path in the layer: those of queries and values, {@code
   *     path -> path.matches(".*(query|value).weight")}, in the source
   * @throws IllegalArgumentException if no weight is meant, or as {@link #of(Layer, int, double)}
   */
  public static Lora of(Layer layer, int rank, double alpha, Predicate<String> where) {
    Preconditions.checkArgument(
        rank > 0, "lora: the rank is not positive: %s; give 1 or more", rank);
    Preconditions.checkArgument(
        alpha > 0 && Double.isFinite(alpha),
        "lora: not a factor: alpha is %s; give a positive number",
        alpha);
    ImmutableMap<String, Parameter> all = Weights.of("lora", "to adapt", layer);
    ImmutableList.Builder<Weight> chosen = ImmutableList.builder();
    all.forEach(
        (path, base) -> {
          if (where.test(path)) {
            chosen.add(Weight.of(path, base, rank));
          }
        });
    ImmutableList<Weight> weights = chosen.build();
    Preconditions.checkArgument(
        !weights.isEmpty(),
        "lora: no weight is meant: they are %s; correct the condition",
        all.keySet());
    return new Lora(layer, rank, alpha, weights);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.inPlace(layer);
    for (Weight weight : weights) {
      declarations.parameter(weight.path + ".down", weight.down);
      declarations.parameter(weight.path + ".up", weight.up);
    }
  }

  /**
   * Returns a pass in which the wrapped layer's weights are the changed ones: for a layer that is
   * run by a {@code forward} of its own.
   */
  public Pass weights(Pass pass) {
    Pass adapted = pass;
    for (Weight weight : weights) {
      Tensor value =
          weight.adapted(
              pass.value(weight.base),
              pass.value(weight.down),
              pass.value(weight.up),
              alpha / rank);
      adapted = adapted.with(weight.base, value);
    }
    return adapted;
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return layer.forward(x, weights(pass));
  }

  /**
   * Returns values for the model without these adapters: each weight with its product added.
   *
   * @param model the model that this layer is in, or is
   * @param values of that model
   * @throws IllegalArgumentException if this layer is not in the model, or the values are not its
   */
  @SuppressWarnings("ReferenceEquality") // parameters are equal only if they are the same
  public Values merged(Model<?> model, Values values) {
    IdentityHashMap<Parameter, String> paths = new IdentityHashMap<>();
    model.parameters().forEach((path, parameter) -> paths.put(parameter, path));
    IdentityHashMap<Parameter, Weight> owners = new IdentityHashMap<>();
    for (Weight weight : weights) {
      Preconditions.checkArgument(
          paths.containsKey(weight.down),
          "lora: the model has not the adapters of %s; give the model that this layer is in",
          weight.path);
      owners.put(weight.base, weight);
      owners.put(weight.down, weight);
      owners.put(weight.up, weight);
    }
    ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
    values
        .byPath()
        .forEach(
            (path, value) -> {
              Parameter parameter = model.parameters().get(path);
              Weight weight = owners.get(parameter);
              if (weight == null) {
                result.put(path, value);
              } else if (parameter == weight.base) {
                Tensor down = values.get(Preconditions.checkNotNull(paths.get(weight.down)));
                Tensor up = values.get(Preconditions.checkNotNull(paths.get(weight.up)));
                result.put(path, weight.adapted(value, down, up, alpha / rank));
              }
            });
    return new Values(result.buildOrThrow());
  }

  /** Returns the wrapped layer. */
  public Layer layer() {
    return layer;
  }
}
