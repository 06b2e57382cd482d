package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Longs;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Nodes and constants of a graph in the making. */
final class GraphBuilder {

  /** What a size may have more than a product has, in the order in which it is tried. */
  private static final ImmutableList<Integer> MORE = ImmutableList.of(0, -1, 1, -2, 2);

  private final long opset;
  private final ImmutableList<OpenAxis> axes;
  private final ImmutableList<String> inputs;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
  private final Map<Object, String> known = new HashMap<>();
  private final Set<String> taken;

  /** Why there is nothing behind some names. */
  private final Map<String, String> refused = new LinkedHashMap<>();

  GraphBuilder(long opset, ImmutableList<OpenAxis> axes, ImmutableList<String> inputs) {
    this(opset, axes, inputs, new HashSet<>(inputs));
  }

  private GraphBuilder(
      long opset, ImmutableList<OpenAxis> axes, ImmutableList<String> inputs, Set<String> taken) {
    this.opset = opset;
    this.axes = axes;
    this.inputs = inputs;
    this.taken = taken;
  }

  /** Returns the builder of a graph within this one, which sees what is here. */
  GraphBuilder inner() {
    return new GraphBuilder(opset, axes, inputs, taken);
  }

  long opset() {
    return opset;
  }

  /** Returns the name of what cannot be exported; it counts if somebody needs it in the end. */
  String refuse(String why) {
    String name = fresh("refused");
    refused.put(name, why);
    return name;
  }

  /** Adds a constant under its own name. */
  void initializer(String name, Tensor tensor) {
    taken.add(name);
    initializers.put(name, OnnxTensor.of(name, tensor));
  }

  /** Returns a name that nothing has. */
  String fresh(String what) {
    String name = what;
    for (int i = 1; !taken.add(name); i++) {
      name = what + "_" + i;
    }
    return name;
  }

  /** Adds a constant. */
  String constant(Tensor tensor) {
    String name = fresh("constant");
    initializers.put(name, OnnxTensor.of(name, tensor));
    return name;
  }

  /** Returns what is made for a key, once. What makes it may ask for others. */
  private String once(Object key, Supplier<String> made) {
    String found = known.get(key);
    if (found == null) {
      found = made.get();
      known.put(key, found);
    }
    return found;
  }

  /** Returns a number of a dtype; among whole numbers the nearest to what is outside of them. */
  String scalar(DType dtype, double number) {
    double value = dtype == DType.INT32 ? (int) number : number;
    record Scalar(DType dtype, long bits) {}
    Scalar key = new Scalar(dtype, Double.doubleToLongBits(value));
    return once(key, () -> constant(Tensor.full(dtype, value)));
  }

  /** Returns a list of 64-bit integers, as axes and shapes are written. */
  String longs(long... values) {
    return once(
        ImmutableList.of("longs", Longs.asList(values.clone())),
        () -> {
          String name = fresh("integers");
          initializers.put(name, OnnxTensor.of(name, values.clone(), values.length));
          return name;
        });
  }

  /** Returns a 64-bit integer without axes. */
  String longScalar(long value) {
    return once(
        ImmutableList.of("long", value),
        () -> {
          String name = fresh("integer");
          initializers.put(name, OnnxTensor.of(name, new long[] {value}));
          return name;
        });
  }

  /** Adds a node of one result and returns its name. */
  String node(String operator, String... operands) {
    return node(operator, ImmutableMap.of(), operands);
  }

  /** Adds a node of one result and returns its name. */
  String node(String operator, Map<String, OnnxAttribute> attributes, String... operands) {
    return nodes(operator, 1, attributes, operands)[0];
  }

  /** Adds a node and returns the names of its results. */
  String[] nodes(
      String operator, int results, Map<String, OnnxAttribute> attributes, String... operands) {
    String[] outputs = new String[results];
    for (int i = 0; i < results; i++) {
      outputs[i] = fresh(operator);
    }
    nodes.add(
        new OnnxNode(
            outputs[0],
            operator,
            "",
            ImmutableList.copyOf(operands),
            ImmutableList.copyOf(outputs),
            ImmutableMap.copyOf(attributes)));
    return outputs;
  }

  /** Adds a node that hands a value on under another name. */
  void alias(String name, String output) {
    nodes.add(
        new OnnxNode(
            output,
            "Identity",
            "",
            ImmutableList.of(name),
            ImmutableList.of(output),
            ImmutableMap.of()));
  }

  /** Claims a name for an output. */
  void claim(String name) {
    taken.add(name);
  }

  /** Returns a value as another dtype. */
  String cast(String value, DType dtype) {
    return node("Cast", Map.of("to", OnnxAttribute.of(OnnxType.of(dtype).number())), value);
  }

  /** Returns a shape, [rank] of 64-bit integers; sides that depend on open axes are computed. */
  String shape(Side[] sides) {
    boolean isFixed = true;
    long[] all = new long[sides.length];
    for (int i = 0; i < sides.length; i++) {
      isFixed &= sides[i].isFixed();
      all[i] = sides[i].base();
    }
    if (isFixed) {
      return longs(all);
    }
    String[] parts = new String[sides.length];
    for (int i = 0; i < sides.length; i++) {
      parts[i] = sides[i].isFixed() ? longs(sides[i].base()) : computed(sides[i]);
    }
    return parts.length == 1
        ? parts[0]
        : once(
            ImmutableList.of("shape", ImmutableList.copyOf(parts)),
            () -> node("Concat", Map.of("axis", OnnxAttribute.of(0L)), parts));
  }

  /** Returns a whole number of a dtype, which may depend on open axes. */
  String number(Side value, DType dtype) {
    if (value.isFixed()) {
      return scalar(dtype, value.base());
    }
    return once(
        ImmutableList.of("number", value, dtype),
        () -> cast(node("Squeeze", computed(value), longs(0)), dtype));
  }

  /**
   * Returns [1]: a product of sizes of open axes and a factor, and a few more or less, as a count
   * less its correction is.
   */
  private String computed(Side side) {
    String found = known.get(side);
    if (found != null) {
      return found;
    }
    for (int more : MORE) {
      int[] powers = powers(side.plus(-more));
      if (powers.length == axes.size()) {
        String product = product(side.base() - more, powers);
        String result = more == 0 ? product : node("Add", product, longs(more));
        known.put(side, result);
        return result;
      }
    }
    return refuse(
        "a size that is no product of those of open axes: "
            + side.base()
            + ", and at other sizes "
            + side.others());
  }

  private String product(int base, int[] powers) {
    String product = "";
    long factor = base;
    for (int i = 0; i < powers.length; i++) {
      OpenAxis axis = axes.get(i);
      for (int k = 0; k < powers[i]; k++) {
        factor /= axis.size();
        product = product.isEmpty() ? size(axis) : node("Mul", product, size(axis));
      }
    }
    return factor == 1 ? product : node("Mul", product, longs(factor));
  }

  /** Returns which power of each open axis a product has; less of them if it is none. */
  private int[] powers(Side side) {
    int[] powers = new int[axes.size()];
    long rest = side.base();
    boolean fits = side.base() > 0;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = power(side, i);
      fits &= powers[i] >= 0;
      for (int k = 0; k < powers[i]; k++) {
        fits &= rest % axes.get(i).size() == 0;
        rest /= axes.get(i).size();
      }
    }
    return fits ? powers : new int[0];
  }

  private int power(Side side, int which) {
    long before = side.base();
    long after = side.others().get(which);
    OpenAxis axis = axes.get(which);
    for (int power = 0; power <= 2; power++) {
      if (after == before) {
        return power;
      }
      after *= axis.size();
      before *= axis.other();
    }
    return -1;
  }

  private String size(OpenAxis axis) {
    return once(
        axis, () -> node("Gather", node("Shape", inputs.get(axis.input())), longs(axis.axis())));
  }

  /**
   * Returns the nodes that outputs need, in order.
   *
   * @throws Exporter.Refusal if something of that cannot be exported
   */
  ImmutableList<OnnxNode> nodes(Set<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    List<OnnxNode> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      OnnxNode node = nodes.get(i);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        kept.add(node);
        addUses(node, needed);
      }
    }
    Set<String> reasons = new LinkedHashSet<>();
    refused.forEach(
        (name, why) -> {
          if (needed.contains(name)) {
            reasons.add(why);
          }
        });
    if (!reasons.isEmpty()) {
      throw new Exporter.Refusal(ImmutableList.copyOf(reasons));
    }
    return ImmutableList.copyOf(kept).reverse();
  }

  /** Adds what a node takes, and what the graphs in it take. */
  private static void addUses(OnnxNode node, Set<String> names) {
    names.addAll(node.inputs());
    for (OnnxAttribute attribute : node.attributes().values()) {
      if (attribute instanceof OnnxAttribute.Branch(OnnxGraph branch)) {
        branch.nodes().forEach(inner -> addUses(inner, names));
      }
    }
  }

  /** Returns the constants that nodes take. */
  ImmutableList<OnnxTensor> initializers(List<OnnxNode> of) {
    Set<String> needed = new HashSet<>();
    of.forEach(node -> addUses(node, needed));
    return initializers.values().stream()
        .filter(tensor -> needed.contains(tensor.name()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns an attribute of several integers. */
  static OnnxAttribute list(ImmutableIntArray values) {
    return OnnxAttribute.list(values.toArray());
  }
}
