package dev.wengert.onnx;

import com.google.common.base.Joiner;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.onnx.export.Exporter;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A function, or a model as it is used, on its way into an ONNX file.
 *
 * <p>What is exported is what the function does: it is recorded, and each instruction becomes
 * operators, those that have a name of their own by that name (Conv, Gemm, Softmax,
 * LayerNormalization, BatchNormalization, Gelu, ...). Parameters keep their paths as names. Axes
 * that have a name are left open: the file takes any size of them.
 *
 * {@snippet class="dev.wengert.onnx.SnippetsTest" region="export"}
 *
 * <p>Numbers agree with those here to rounding; where squares overflow or vanish, or 0 meets an
 * infinite number, a file does not take the care that is taken here.
 */
public final class OnnxExport {

  /** The version of the operators where nothing else is said. */
  private static final long USUAL_OPSET = 17;

  private final Function<List<Tensor>, List<Tensor>> function;
  private final Values parameters;
  private final long opset;
  private final ImmutableMap<String, Spec> inputs;
  private final ImmutableMap<String, ImmutableList<String>> axes;
  private final ImmutableList<String> outputs;
  private final ImmutableMap<String, String> metadata;

  private OnnxExport(
      Function<List<Tensor>, List<Tensor>> function,
      Values parameters,
      long opset,
      ImmutableMap<String, Spec> inputs,
      ImmutableMap<String, ImmutableList<String>> axes,
      ImmutableList<String> outputs,
      ImmutableMap<String, String> metadata) {
    this.function = function;
    this.parameters = parameters;
    this.opset = opset;
    this.inputs = inputs;
    this.axes = axes;
    this.outputs = outputs;
    this.metadata = metadata;
  }

  /**
   * Begins the export of a function.
   *
   * @param function from its inputs to its outputs; tensors that it uses besides are constants
   */
  public static OnnxExport of(Function<List<Tensor>, List<Tensor>> function) {
    return of(Values.empty(), function);
  }

  /** Begins the export of a function of inputs, and of parameters behind them. */
  private static OnnxExport of(Values parameters, Function<List<Tensor>, List<Tensor>> function) {
    return new OnnxExport(
        function,
        parameters,
        USUAL_OPSET,
        ImmutableMap.of(),
        ImmutableMap.of(),
        ImmutableList.of(),
        ImmutableMap.of());
  }

  /** Begins the export of a model's layer as it is used. */
  public static <L extends Layer> OnnxExport of(Model<L> model, Values values) {
    return of(model, values, (layer, x, pass) -> List.of(layer.forward(x.get(0), pass)));
  }

  /**
   * What a model's root computes of several inputs.
   *
   * @param <M> the root's type
   */
  @FunctionalInterface
  public interface Forward<M> {
    /** Returns the outputs. */
    List<Tensor> of(M root, List<Tensor> inputs, Pass pass);
  }

  /** Begins the export of what a model computes as it is used. */
  public static <M extends Component> OnnxExport of(
      Model<M> model, Values values, Forward<? super M> forward) {
    ImmutableList<String> paths = values.byPath().keySet().asList();
    return of(
        values,
        all -> {
          int inputs = all.size() - paths.size();
          Map<String, Tensor> byPath = new LinkedHashMap<>();
          for (int i = 0; i < paths.size(); i++) {
            byPath.put(paths.get(i), all.get(inputs + i));
          }
          Pass pass = model.inference(new Values(ImmutableMap.copyOf(byPath)));
          return forward.of(model.root(), all.subList(0, inputs), pass);
        });
  }

  /**
   * Returns the same with another version of the operators.
   *
   * @param version from 17 to 21
   * @throws IllegalArgumentException if it is none of these
   */
  public OnnxExport opset(long version) {
    Preconditions.checkArgument(
        version >= USUAL_OPSET && version <= 21,
        "export: there are no operators of version %s here; versions 17 to 21 are written",
        version);
    return new OnnxExport(function, parameters, version, inputs, axes, outputs, metadata);
  }

  /**
   * Returns the same with a further input.
   *
   * @param name its name
   * @param spec dtype and shape with which the function is recorded
   * @param names for each axis the name under which its size is left open, or an empty one where it
   *     stays; none where all stay. Axes of one name have one size
   * @throws IllegalArgumentException if there is an input of that name, or there are not as many
   *     names as axes
   */
  public OnnxExport input(String name, Spec spec, String... names) {
    Preconditions.checkArgument(
        !inputs.containsKey(name) && !parameters.byPath().containsKey(name),
        "export: there are two things called %s; give each a name of its own",
        name);
    Preconditions.checkArgument(
        names.length == 0 || names.length == spec.shape().rank(),
        "export: the input %s is %s and has %s names of axes; give one an axis, empty where its"
            + " size stays",
        name,
        spec,
        names.length);
    return new OnnxExport(
        function,
        parameters,
        opset,
        ImmutableMap.<String, Spec>builder().putAll(inputs).put(name, spec).buildOrThrow(),
        ImmutableMap.<String, ImmutableList<String>>builder()
            .putAll(axes)
            .put(name, ImmutableList.copyOf(names))
            .buildOrThrow(),
        outputs,
        metadata);
  }

  /** Returns the same with names for the outputs; without they are y, or y0, y1, .... */
  public OnnxExport outputs(String... names) {
    return new OnnxExport(
        function, parameters, opset, inputs, axes, ImmutableList.copyOf(names), metadata);
  }

  /** Returns the same with something that the file says of itself. */
  public OnnxExport metadata(String key, String value) {
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put(key, value);
    return new OnnxExport(
        function, parameters, opset, inputs, axes, outputs, ImmutableMap.copyOf(all));
  }

  /**
   * Returns the file.
   *
   * @throws IllegalArgumentException if something that the function does cannot be written, all of
   *     which is named; if it does other things at other sizes of an open axis; or if there are
   *     other outputs than names
   * @throws dev.wengert.program.RecordingException if it cannot be recorded
   */
  public OnnxModel model() {
    List<String> names = new ArrayList<>(inputs.keySet());
    Exporter exporter =
        new Exporter(
            opset,
            ImmutableList.copyOf(names),
            ImmutableList.copyOf(inputs.values()),
            ImmutableList.copyOf(axes.values()),
            parameters.byPath(),
            outputs,
            metadata);
    try {
      return exporter.export(function);
    } catch (Exporter.Refusal refusal) {
      throw new IllegalArgumentException(
          "export: ONNX has no place for " + Joiner.on("; ").join(refusal.reasons()), refusal);
    }
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws IllegalArgumentException as {@link #model} does
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    OnnxWriter.write(file, model());
  }
}
