package dev.wengert.onnx.export;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import dev.wengert.program.Body;
import dev.wengert.program.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A function as a file. */
public final class Exporter {

  /** For each version from 17 on the version of the format that came with it. */
  private static final ImmutableList<Long> FORMATS = ImmutableList.of(8L, 8L, 9L, 9L, 10L);

  private static final long FIRST_OPSET = 17;

  /** The sizes at which open axes are recorded again; few shapes have such sides by chance. */
  private static final int ANOTHER_SIZE = 13;

  private final long opset;
  private final ImmutableList<String> names;
  private final ImmutableList<Spec> specs;
  private final ImmutableList<ImmutableList<String>> axisNames;
  private final ImmutableMap<String, Tensor> parameters;
  private final ImmutableList<String> outputs;
  private final ImmutableMap<String, String> metadata;

  /** What has no operator, in words. */
  public static final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ImmutableList<String> reasons;

    Refusal(ImmutableList<String> reasons) {
      super(reasons.toString());
      this.reasons = reasons;
    }

    /** Returns what has no operator, each once. */
    public ImmutableList<String> reasons() {
      return reasons;
    }
  }

  /**
   * Makes an export.
   *
   * @param names the inputs' names
   * @param specs their dtypes and shapes
   * @param axisNames the names of their axes, empty where a size stays
   * @param parameters what the function takes behind its inputs, by name
   * @param outputs the names of the outputs, or none
   */
  public Exporter(
      long opset,
      ImmutableList<String> names,
      ImmutableList<Spec> specs,
      ImmutableList<ImmutableList<String>> axisNames,
      ImmutableMap<String, Tensor> parameters,
      ImmutableList<String> outputs,
      ImmutableMap<String, String> metadata) {
    this.opset = opset;
    this.names = names;
    this.specs = specs;
    this.axisNames = axisNames;
    this.parameters = parameters;
    this.outputs = outputs;
    this.metadata = metadata;
  }

  /**
   * Returns the file of a function.
   *
   * @throws Refusal if something in it has no operator
   */
  public OnnxModel export(Function<List<Tensor>, List<Tensor>> function) {
    ImmutableList<OpenAxis> axes = openAxes();
    ImmutableList.Builder<Body> bodies = ImmutableList.builder();
    bodies.add(record(function, specs));
    for (OpenAxis axis : axes) {
      bodies.add(record(function, resized(axis)));
    }
    Recording recording = new Recording(axes, bodies.build());
    GraphBuilder graph = new GraphBuilder(opset, axes, names);
    ImmutableList<String> results = outputNames(recording.body().outputs().length());
    results.forEach(graph::claim);
    parameters.forEach(graph::initializer);
    Lowering lowering = new Lowering(recording, graph);
    int number = 0;
    for (String name : names) {
      lowering.input(number++, name);
    }
    for (String name : parameters.keySet()) {
      lowering.input(number++, name);
    }
    lowering.run();
    for (int i = 0; i < results.size(); i++) {
      graph.alias(lowering.whole(recording.body().outputs().get(i)), results.get(i));
    }
    return file(recording, graph, results);
  }

  private Body record(Function<List<Tensor>, List<Tensor>> function, List<Spec> inputs) {
    List<Spec> all = new ArrayList<>(inputs);
    parameters.values().forEach(parameter -> all.add(parameter.spec()));
    return Program.of(function, all.toArray(new Spec[0])).after("recording");
  }

  private ImmutableList<OpenAxis> openAxes() {
    Map<String, OpenAxis> axes = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      for (int axis = 0; axis < axisNames.get(i).size(); axis++) {
        String name = axisNames.get(i).get(axis);
        if (name.isEmpty()) {
          continue;
        }
        int size = specs.get(i).shape().side(axis);
        Preconditions.checkArgument(
            size > 1,
            "export: the axis \"%s\" of the input %s has size %s; record it with 2 or more, what is"
                + " 1 is stretched",
            name,
            names.get(i),
            size);
        OpenAxis known = axes.get(name);
        Preconditions.checkArgument(
            known == null || known.size() == size,
            "export: the axis \"%s\" has the sizes %s and %s; give axes of different sizes"
                + " different names",
            name,
            known == null ? size : known.size(),
            size);
        axes.putIfAbsent(
            name, new OpenAxis(name, i, axis, size, size + ANOTHER_SIZE + 4 * axes.size()));
      }
    }
    return ImmutableList.copyOf(axes.values());
  }

  private List<Spec> resized(OpenAxis open) {
    List<Spec> resized = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      Shape shape = specs.get(i).shape();
      for (int axis = 0; axis < axisNames.get(i).size(); axis++) {
        if (axisNames.get(i).get(axis).equals(open.name())) {
          shape = shape.withSide(axis, open.other());
        }
      }
      resized.add(specs.get(i).withShape(shape));
    }
    return resized;
  }

  private ImmutableList<String> outputNames(int count) {
    Preconditions.checkArgument(
        outputs.isEmpty() || outputs.size() == count,
        "export: the function has %s outputs, and there are %s names for them: %s; give one an"
            + " output",
        count,
        outputs.size(),
        outputs);
    Set<String> taken = new LinkedHashSet<>(outputs);
    ImmutableList.Builder<String> all = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      all.add(!outputs.isEmpty() ? outputs.get(i) : count == 1 ? "y" : "y" + i);
    }
    ImmutableList<String> results = all.build();
    taken.addAll(results);
    for (String name : results) {
      Preconditions.checkArgument(
          !names.contains(name) && !parameters.containsKey(name) && taken.size() == count,
          "export: there are two things called %s; name the outputs otherwise",
          name);
    }
    return results;
  }

  private OnnxModel file(Recording recording, GraphBuilder graph, ImmutableList<String> results) {
    ImmutableList<OnnxNode> nodes = graph.nodes(ImmutableSet.copyOf(results));
    ImmutableList.Builder<OnnxValue> given = ImmutableList.builder();
    for (int i = 0; i < names.size(); i++) {
      given.add(value(names.get(i), specs.get(i), recording.sides(i), recording));
    }
    ImmutableList.Builder<OnnxValue> made = ImmutableList.builder();
    for (int i = 0; i < results.size(); i++) {
      int output = recording.body().outputs().get(i);
      made.add(value(results.get(i), recording.spec(output), recording.sides(output), recording));
    }
    return new OnnxModel(
        FORMATS.get((int) (opset - FIRST_OPSET)),
        "Wengert",
        "",
        ImmutableMap.of("", opset),
        ImmutableSet.of(),
        metadata,
        new OnnxGraph("wengert", nodes, graph.initializers(nodes), given.build(), made.build()));
  }

  /** A side that is an open axis has its name; another that depends on one is not said. */
  private static OnnxValue value(String name, Spec spec, Side[] sides, Recording recording) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    for (Side side : sides) {
      String said = side.isFixed() ? Integer.toString(side.base()) : "?";
      for (int i = 0; i < recording.axes().size(); i++) {
        OpenAxis axis = recording.axes().get(i);
        Side own = recording.side(k -> axis.size());
        if (!side.isFixed() && isSize(side, own, i, axis)) {
          said = axis.name();
        }
      }
      all.add(said);
    }
    return new OnnxValue(name, OnnxType.of(spec.dtype()), all.build());
  }

  private static boolean isSize(Side side, Side own, int which, OpenAxis axis) {
    for (int i = 0; i < own.others().length(); i++) {
      if (side.others().get(i) != (i == which ? axis.other() : axis.size())) {
        return false;
      }
    }
    return side.base() == axis.size();
  }
}
