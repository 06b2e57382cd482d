package dev.wengert.onnx;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Statistic;
import dev.wengert.nn.Values;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The graph of an ONNX file as a layer: differentiable to any order, to be checked, trained,
 * compiled and exported like any other.
 *
 * <p>Floating constants of one axis or more are its parameters, those in bodies of loops and in
 * branches among them, by the names that the file gives them, and begin with what the file has for
 * them; running means and variances of batch normalization are its statistics. A matrix without a
 * name of its own is called after the bias that is added to its product: {@code query.weight}
 * beside {@code query.bias}. Everything else is a constant: single numbers, integers, what a node
 * {@code Constant} holds.
 *
 * <p>It computes as a model that is used does: nothing is dropped, and batches are normalized by
 * running statistics, which training does not change. 64-bit integers are INT32 here, and 32-bit
 * floats have the dtype of the model.
 *
 * {@snippet class="dev.wengert.onnx.SnippetsTest" region="import"}
 */
public final class OnnxLayer implements Layer {

  private final OnnxModel file;
  private final OnnxGraph graph;
  private final ImmutableList<OnnxValue> inputs;

  /** The path of each parameter and statistic by its name in the file. */
  private final ImmutableMap<String, String> paths;

  private final ImmutableMap<String, Parameter> parameters;
  private final ImmutableMap<String, Statistic> statistics;
  private final GraphRun run;

  OnnxLayer(OnnxModel file) {
    this.file = file;
    Imports imports = Imports.of(file);
    this.graph = imports.graph();
    this.inputs = imports.inputs();
    this.paths = imports.paths();
    this.parameters = imports.parameters();
    this.statistics = imports.statistics();
    this.run = new GraphRun(graph, file.opset());
  }

  @Override
  public void declare(Declarations declarations) {
    parameters.forEach((name, parameter) -> declarations.parameter(path(name), parameter));
    statistics.forEach((name, statistic) -> declarations.statistic(path(name), statistic));
  }

  private String path(String name) {
    return paths.getOrDefault(name, name);
  }

  /** Returns what the graph takes, in order. */
  public ImmutableList<OnnxValue> inputs() {
    return inputs;
  }

  /** Returns what the graph gives, in order. */
  public ImmutableList<OnnxValue> outputs() {
    return file.graph().outputs();
  }

  /** Returns the file that this is the graph of. */
  public OnnxModel file() {
    return file;
  }

  /** Returns the model of this layer, in FLOAT32. */
  public Model<OnnxLayer> model() {
    return Model.of(this);
  }

  /**
   * Returns the values that the file has for a model's parameters and statistics.
   *
   * @param model the model of this layer
   */
  public Values values(Model<OnnxLayer> model) {
    return model.initialize(Key.of(0));
  }

  /**
   * Returns the file with other values in the places of parameters and statistics, and all else as
   * it was: a model that was tuned here, for who ran the file before.
   *
   * @param values of a model of this layer
   * @throws IllegalArgumentException if a parameter is missing or has another shape
   */
  public OnnxModel withValues(Values values) {
    return file.withGraph(
        Nested.withInitializers(
            graph,
            tensor -> {
              boolean isTuned =
                  parameters.containsKey(tensor.name()) || statistics.containsKey(tensor.name());
              return isTuned ? tuned(tensor, values.get(path(tensor.name()))) : tensor;
            }));
  }

  private static OnnxTensor tuned(OnnxTensor before, Tensor value) {
    Preconditions.checkArgument(
        value.shape().equals(before.shape()),
        "withValues: %s is %s in the file and now %s; keep shapes",
        before.name(),
        before.shape(),
        value.shape());
    Preconditions.checkArgument(
        before.type() == OnnxType.FLOAT || before.type() == OnnxType.DOUBLE,
        "withValues: %s is of the type %s, and only 32 and 64-bit floats are written; export the"
            + " layer instead",
        before.name(),
        before.type());
    DType dtype = before.type() == OnnxType.DOUBLE ? DType.FLOAT64 : DType.FLOAT32;
    return OnnxTensor.of(before.name(), value.to(dtype));
  }

  /**
   * Returns the first output of a graph of one input.
   *
   * @throws IllegalArgumentException if it takes more, or does not take this
   */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return forward(ImmutableList.of(x), pass).get(0);
  }

  /**
   * Returns the outputs, in order.
   *
   * @param x the inputs, in order: integers as INT32, 32-bit floats in the model's dtype
   * @throws IllegalArgumentException if there are more or less, or one has another dtype or shape
   *     than the file says
   */
  public ImmutableList<Tensor> forward(List<Tensor> x, Pass pass) {
    pass.check(
        this,
        "onnx",
        x.size() == inputs.size(),
        "the graph takes %s inputs and was given %s; they are %s",
        inputs.size(),
        x.size(),
        inputs);
    DType floats = pass.model().dtype();
    Map<String, Tensor> known = new HashMap<>();
    Map<String, Integer> sides = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      check(inputs.get(i), x.get(i), sides, pass);
      known.put(inputs.get(i).name(), x.get(i));
    }
    parameters.forEach((name, parameter) -> known.put(name, pass.value(parameter)));
    statistics.forEach((name, statistic) -> known.put(name, pass.value(statistic)));
    return run.run(known, floats);
  }

  /**
   * Returns the outputs by name.
   *
   * @param x the inputs by name
   * @throws IllegalArgumentException if one is missing or not known, or has another dtype or shape
   *     than the file says
   */
  public ImmutableMap<String, Tensor> forward(Map<String, Tensor> x, Pass pass) {
    ImmutableList.Builder<Tensor> inOrder = ImmutableList.builder();
    for (OnnxValue input : inputs) {
      Tensor given = x.get(input.name());
      if (given != null) {
        inOrder.add(given);
      }
    }
    ImmutableList<Tensor> found = inOrder.build();
    pass.check(
        this,
        "onnx",
        found.size() == inputs.size() && x.size() == inputs.size(),
        "the inputs are not the graph's: given are %s; they are %s",
        x.keySet(),
        inputs);
    ImmutableList<Tensor> results = forward(found, pass);
    ImmutableMap.Builder<String, Tensor> outputs = ImmutableMap.builder();
    for (int i = 0; i < results.size(); i++) {
      outputs.put(outputs().get(i).name(), results.get(i));
    }
    return outputs.buildOrThrow();
  }

  /** Sides that are numbers must be these, and those of one name alike. */
  private void check(OnnxValue input, Tensor x, Map<String, Integer> sides, Pass pass) {
    DType dtype =
        switch (input.type()) {
          case BOOL -> DType.BOOL;
          case DOUBLE -> DType.FLOAT64;
          default -> input.type().isWhole() ? DType.INT32 : pass.model().dtype();
        };
    boolean fits = x.dtype() == dtype;
    if (!input.sides().isEmpty()) {
      fits &= x.rank() == input.sides().size();
      for (int axis = 0; axis < x.rank() && fits; axis++) {
        String said = input.sides().get(axis);
        int side = x.shape().side(axis);
        if (!said.isEmpty() && said.chars().allMatch(Character::isDigit)) {
          fits = said.equals(Integer.toString(side));
        } else if (!said.equals("?")) {
          fits = sides.merge(said, side, (before, now) -> before) == side;
        }
      }
    }
    pass.check(
        this,
        "onnx",
        fits,
        "the input %s does not fit: it is %s, the file says %s; give %s with sides of one name"
            + " alike: %s",
        input.name(),
        x.spec(),
        input,
        dtype,
        sides);
  }
}
