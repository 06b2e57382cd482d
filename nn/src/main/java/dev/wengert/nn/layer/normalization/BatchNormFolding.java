package dev.wengert.nn.layer.normalization;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Lazy;
import dev.wengert.nn.Model;
import dev.wengert.nn.ModelTable;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes batch normalization into the layer before it, for a model that is used and not trained any
 * more: a convolution or a dense layer with weights w and biases b, and behind it a normalization
 * by running statistics, are one such layer with {@code w s} and {@code (b - mean) s + beta},
 * {@code s = gamma / sqrt(variance + epsilon)} for each unit.
 *
 * {@snippet class="dev.wengert.nn.layer.normalization.BatchNormFoldingTest" region="folding"}
 *
 * <p>Pairs are found where they follow each other in a {@link Sequential}, in stacks and {@link
 * Residual}s within it too; other layers that hold such pairs are {@link Foldable}, as the usual
 * networks are. The outputs are those of the model in inference, up to rounding; the new values are
 * computed in FLOAT64. What else is in the model stays as it is, other normalizations too; the
 * layers keep their names, and those that are taken in are gone. The new model can be exported, and
 * trained, but not as the old one would train.
 *
 * <p>Source: Jacob et al., "Quantization and training of neural networks for efficient
 * integer-arithmetic-only inference", 2018, section 3.2. PyTorch: {@code fuse_conv_bn_eval}.
 */
public final class BatchNormFolding {

  private final Pass pass;

  private final IdentityHashMap<Parameter, String> paths = new IdentityHashMap<>();

  /** How many axes what each layer makes has, by path. */
  private final Map<String, Integer> ranks = new HashMap<>();

  /** The values of new parameters. */
  private final IdentityHashMap<Parameter, Tensor> folded = new IdentityHashMap<>();

  private BatchNormFolding(Model<?> model, Values values, Spec input) {
    this.pass = model.inference(values);
    model.parameters().forEach((path, parameter) -> paths.put(parameter, path));
    for (ModelTable.Row row : model.table(input).rows()) {
      Spec output = row.output();
      if (output != null) {
        ranks.put(row.path(), output.shape().rank());
      }
    }
  }

  /**
   * A layer that holds pairs itself, and can be made without them.
   *
   * {@snippet class="dev.wengert.nn.layer.normalization.BatchNormFoldingTest" region="foldable"}
   */
  @FunctionalInterface
  public interface Foldable {
    /** Returns this layer made of what {@link #fold} and {@link #joined} return of its parts. */
    Layer folded(BatchNormFolding folding);
  }

  /**
   * A model without the normalizations that were taken in.
   *
   * @param model the new model
   * @param values its values
   */
  public record Folded(Model<Layer> model, Values values) {}

  /**
   * Returns a model that computes in inference what another does.
   *
   * @param input an input of the model, of as many axes as those to come: a dense layer's channels
   *     are along its last axis, which must be the normalization's
   * @throws IllegalArgumentException if the values are not the model's, or it does not take the
   *     input
   */
  public static Folded of(Model<? extends Layer> model, Values values, Spec input) {
    BatchNormFolding folding = new BatchNormFolding(model, values, input);
    Model<Layer> after = Model.of(folding.fold(model.root()), model.dtype());
    ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
    after
        .parameters()
        .forEach(
            (path, parameter) -> {
              Tensor own = folding.folded.get(parameter);
              result.put(path, own == null ? folding.pass.value(parameter) : own);
            });
    after
        .statistics()
        .forEach((path, statistic) -> result.put(path, folding.pass.value(statistic)));
    return new Folded(after, new Values(result.buildOrThrow()));
  }

  /** Returns a part of the model with all pairs in it joined; itself if it is no stack. */
  public Layer fold(Layer layer) {
    return switch (made(layer)) {
      case Sequential stack -> fold(stack);
      case Residual residual -> residual.with(this::fold);
      case Foldable foldable -> foldable.folded(this);
      default -> layer;
    };
  }

  /** Returns a stack with all pairs in it joined. */
  public Sequential fold(Sequential stack) {
    ImmutableMap.Builder<String, Layer> layers = ImmutableMap.builder();
    List<Map.Entry<String, Layer>> all = stack.byName().entrySet().asList();
    for (int i = 0; i < all.size(); i++) {
      Layer layer = all.get(i).getValue();
      Layer next = i + 1 < all.size() ? made(all.get(i + 1).getValue()) : null;
      Layer one = next instanceof BatchNorm norm ? one(layer, norm) : null;
      layers.put(all.get(i).getKey(), one == null ? fold(layer) : one);
      i += one == null ? 0 : 1;
    }
    return Sequential.of(layers.buildOrThrow());
  }

  /**
   * Returns a layer that does what a layer and a normalization behind it do: one of the same kind,
   * or where that cannot be, a stack of the two.
   */
  public Layer joined(Layer layer, BatchNorm norm) {
    Layer one = one(layer, norm);
    return one == null ? Sequential.of(layer, norm) : one;
  }

  /** Returns what stands for a layer that waited for its shape; else the layer. */
  private static Layer made(Layer layer) {
    return layer instanceof Lazy lazy ? made(lazy.layer()) : layer;
  }

  private @Nullable Layer one(Layer layer, BatchNorm norm) {
    return switch (made(layer)) {
      case Convolution convolution
          when convolution.hasUnitAChannel() && norm.channels() == convolution.outputs() -> {
        int rank = parameter(convolution, "weight").shape().rank();
        yield norm.isAlong(1, rank)
            ? noted(convolution, convolution.withWeights(Initializer.zeros()), norm)
            : null;
      }
      case Dense dense -> {
        Parameter weight = parameter(dense, "weight");
        int rank = rank(weight);
        yield rank > 0 && norm.isAlong(rank - 1, rank)
            ? noted(dense, Dense.of(weight.shape().side(1), weight.shape().side(0)), norm)
            : null;
      }
      default -> null;
    };
  }

  /** Returns how many axes what a layer makes has; 0 if that is not known. */
  private int rank(Parameter weight) {
    String path = paths.getOrDefault(weight, "");
    String layer = path.substring(0, Math.max(0, path.lastIndexOf('.')));
    return ranks.getOrDefault(layer, 0);
  }

  private Layer noted(Dense before, Dense after, BatchNorm norm) {
    note(before, after, norm);
    return after;
  }

  /** The new layer's biases are its own, too. */
  private Layer noted(Convolution before, Convolution fresh, BatchNorm norm) {
    Convolution after = fresh.withoutBias().withBias();
    note(before, after, norm);
    return after;
  }

  /** Notes the values of a new layer that does what two do. */
  private void note(Layer before, Layer after, BatchNorm norm) {
    BatchNorm.ScaleAndShift inferred = norm.inferred(pass);
    Parameter weight = parameter(before, "weight");
    int[] along = new int[weight.shape().rank()];
    Arrays.fill(along, 1);
    along[weight.unitAxis()] = norm.channels();
    Tensor scale = inferred.scale().reshape(along);
    set(after, "weight", pass.value(weight).to(DType.FLOAT64).times(scale));
    Parameter bias = Model.of(before).parameters().get("bias");
    Tensor shift = inferred.shift();
    set(
        after,
        "bias",
        bias == null
            ? shift
            : pass.value(bias).to(DType.FLOAT64).times(inferred.scale()).plus(shift));
  }

  private void set(Layer layer, String name, Tensor value) {
    folded.put(parameter(layer, name), value.to(pass.model().dtype()));
  }

  private static Parameter parameter(Layer layer, String name) {
    return checkNotNull(Model.of(layer).parameters().get(name));
  }
}
