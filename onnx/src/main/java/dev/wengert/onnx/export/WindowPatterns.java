package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.View;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.ops.Creation;
import dev.wengert.program.Instruction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Convolutions and pooling, and windows that are neither. */
final class WindowPatterns {

  private static final int NONE = Integer.MIN_VALUE;

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  /** The convolutions so far, by their results. */
  private final Map<Integer, Convolution> convolutions = new HashMap<>();

  private record Convolution(
      String operator, Map<String, OnnxAttribute> attributes, String x, String weight) {}

  WindowPatterns(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  /** Adds the operator whose result is brought to its shape here. */
  boolean view(Instruction instruction) {
    int source = instruction.operands().get(0);
    Kernel kernel = recording.kernel(source);
    if (kernel == null) {
      return false;
    }
    return switch (kernel) {
      case Gemm(boolean a, boolean b) when !a && !b -> conv(instruction, source);
      case WindowSums(Window window) -> convTranspose(instruction, source, window);
      case GatherRows(int axis, int batch) when axis == 1 && batch == 1 ->
          maxPool(instruction, source);
      default -> averagePool(instruction, source);
    };
  }

  private int operand(int value, int which) {
    return Objects.requireNonNull(recording.maker(value)).operands().get(which);
  }

  /** Returns what a value was before it got another shape, or was stretched. */
  private int behindView(int value) {
    return recording.kernel(value) instanceof View ? operand(value, 0) : value;
  }

  /** A window that is another at another size is none that an operator can be told. */
  private boolean isSame(int value) {
    Instruction maker = Objects.requireNonNull(recording.maker(value));
    for (int i = 1; i < recording.size(); i++) {
      if (!recording.kernel(i, maker).equals(recording.kernel(0, maker))) {
        return false;
      }
    }
    return true;
  }

  private static ImmutableMap.Builder<String, OnnxAttribute> attributes(Window window) {
    return ImmutableMap.<String, OnnxAttribute>builder()
        .put("kernel_shape", GraphBuilder.list(window.kernel()))
        .put("strides", GraphBuilder.list(window.stride()))
        .put("dilations", GraphBuilder.list(window.dilation()));
  }

  private static OnnxAttribute pads(Window window) {
    return Patterns.joined(window.before(), window.after());
  }

  private boolean conv(Instruction instruction, int product) {
    int columns = operand(product, 1);
    int patches = behindView(columns);
    if (!(recording.kernel(patches) instanceof WindowPatches(Window window)) || !isSame(patches)) {
      return false;
    }
    int rank = window.axes() + 2;
    int x = Patterns.unviewed(recording, operand(patches, 0), rank);
    int weight = weight(operand(product, 0), rank);
    Shape result = instruction.results().get(0).shape();
    if (x == NONE || weight == NONE || result.rank() != rank) {
      return false;
    }
    Shape kernels = recording.spec(weight).shape();
    int channels = recording.spec(x).shape().side(1);
    if (!Patterns.endsIn(kernels, window.kernel())
        || kernels.side(0) != result.side(1)
        || kernels.side(1) == 0
        || channels % kernels.side(1) != 0) {
      return false;
    }
    convolution(
        instruction,
        new Convolution(
            "Conv",
            attributes(window)
                .put("pads", pads(window))
                .put("group", OnnxAttribute.of((long) channels / kernels.side(1)))
                .buildOrThrow(),
            lowering.whole(x),
            lowering.whole(weight)));
    return true;
  }

  /** The weight is stretched over the examples, and had another shape before. */
  private int weight(int operand, int rank) {
    int stretched = behindView(operand);
    if (rank == 4) {
      // A shape of the same rank is between them: [1, groups, outputs / groups, seen].
      int before = stretched == operand ? operand : stretched;
      int weight = behindView(before);
      return recording.spec(weight).shape().rank() == rank && weight != before ? weight : NONE;
    }
    return Patterns.unviewed(recording, stretched, rank);
  }

  private void convolution(Instruction instruction, Convolution convolution) {
    convolutions.put(instruction.result(0), convolution);
    lowering.set(
        instruction,
        graph.node(
            convolution.operator(),
            convolution.attributes(),
            convolution.x(),
            convolution.weight()));
  }

  /** Adds a convolution with the numbers that are added to its channels. */
  boolean biased(Instruction instruction) {
    for (int which = 0; which < 2; which++) {
      int before = instruction.operands().get(which);
      Convolution convolution = convolutions.get(before);
      int bias = Patterns.unviewed(recording, instruction.operands().get(1 - which), 1);
      if (convolution == null || bias == NONE) {
        continue;
      }
      Shape added = recording.spec(instruction.operands().get(1 - which)).shape();
      Shape result = instruction.results().get(0).shape();
      int channels = result.side(1);
      boolean fits =
          recording.spec(before).shape().equals(result)
              && recording.spec(bias).shape().size() == channels
              && added.rank() == result.rank() - 1
              && added.side(0) == channels;
      if (fits) {
        lowering.set(
            instruction,
            graph.node(
                convolution.operator(),
                convolution.attributes(),
                convolution.x(),
                convolution.weight(),
                lowering.whole(bias)));
        return true;
      }
    }
    return false;
  }

  private boolean convTranspose(Instruction instruction, int sums, Window window) {
    int product = behindView(operand(sums, 0));
    if (!(recording.kernel(product) instanceof Gemm(boolean a, boolean b))
        || !a
        || b
        || !isSame(sums)) {
      return false;
    }
    int rank = window.axes() + 2;
    int weight = weight(operand(product, 0), rank);
    int x = behindView(operand(product, 1));
    Shape result = instruction.results().get(0).shape();
    if (weight == NONE
        || recording.spec(x).shape().rank() != rank
        || x == operand(product, 1)
        || result.rank() != rank) {
      return false;
    }
    Shape kernels = recording.spec(weight).shape();
    if (!Patterns.endsIn(kernels, window.kernel())
        || kernels.side(0) != recording.spec(x).shape().side(1)
        || kernels.side(1) == 0
        || result.side(1) % kernels.side(1) != 0) {
      return false;
    }
    int[] places = tail(recording.spec(x).shape(), 2);
    convolution(
        instruction,
        new Convolution(
            "ConvTranspose",
            spread(window, places, tail(result, 2))
                .put("group", OnnxAttribute.of((long) result.side(1) / kernels.side(1)))
                .buildOrThrow(),
            lowering.whole(x),
            lowering.whole(weight)));
    return true;
  }

  private static int[] tail(Shape shape, int axes) {
    return Arrays.copyOfRange(shape.sides(), axes, shape.rank());
  }

  /** What is behind the last place is padding that is taken away, or added. */
  private static ImmutableMap.Builder<String, OnnxAttribute> spread(
      Window window, int[] places, int[] spatial) {
    int[] after = new int[places.length];
    int[] added = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      long full = (long) (places[i] - 1) * window.stride().get(i) + window.extent(i);
      int behind = (int) (spatial[i] - (full - window.before().get(i)));
      after[i] = Math.max(0, -behind);
      added[i] = Math.max(0, behind);
    }
    return attributes(window)
        .put("pads", Patterns.joined(window.before(), ImmutableIntArray.copyOf(after)))
        .put("output_padding", OnnxAttribute.list(added));
  }

  private boolean maxPool(Instruction instruction, int gathered) {
    int positions = operand(gathered, 1);
    if (!(recording.kernel(positions) instanceof WindowArgMax(Window window))
        || !isSame(positions)) {
      return false;
    }
    int stacked = operand(positions, 0);
    int x = behindView(stacked);
    int rank = window.axes() + 2;
    if (behindView(operand(gathered, 0)) != stacked
        || recording.spec(x).shape().rank() != rank
        || instruction.results().get(0).shape().rank() != rank) {
      return false;
    }
    lowering.set(
        instruction,
        graph.node(
            "MaxPool",
            attributes(window).put("pads", pads(window)).buildOrThrow(),
            lowering.whole(x)));
    return true;
  }

  private boolean averagePool(Instruction instruction, int mean) {
    ImmutableList<Integer> quotient = Patterns.operands(recording, mean, Elementwise.DIV.body());
    if (quotient.isEmpty()
        || quotient.get(1) >= 0
        || !(recording.kernel(quotient.get(0)) instanceof Reduction reduction)
        || reduction.fold() != Fold.SUM
        || !reduction.body().equals(LoopBody.ELEMENT)
        || !reduction.axes().equals(ImmutableIntArray.of(1))) {
      return false;
    }
    int patches = operand(quotient.get(0), 0);
    if (!(recording.kernel(patches) instanceof WindowPatches(Window window))
        || !isSame(patches)
        || !recording.fixed(window.size()).equals(recording.whole(quotient.get(1)))
        || !window.dilation().asList().stream().allMatch(by -> by == 1)) {
      return false;
    }
    int x = behindView(operand(patches, 0));
    int rank = window.axes() + 2;
    if (recording.spec(x).shape().rank() != rank
        || instruction.results().get(0).shape().rank() != rank) {
      return false;
    }
    lowering.set(
        instruction,
        graph.node(
            "AveragePool",
            ImmutableMap.of(
                "kernel_shape", GraphBuilder.list(window.kernel()),
                "strides", GraphBuilder.list(window.stride()),
                "pads", pads(window),
                "count_include_pad", OnnxAttribute.of(1L)),
            lowering.whole(x)));
    return true;
  }

  /** Kernels each of which sees one element of the window, [size, 1, window...]. */
  private String single(Window window, DType dtype) {
    int size = window.size();
    int[] sides = new int[window.axes() + 2];
    sides[0] = size;
    sides[1] = 1;
    System.arraycopy(window.kernel().toArray(), 0, sides, 2, window.axes());
    Tensor eye = Creation.eye(dtype, size);
    return graph.constant(eye.reshape(sides));
  }

  private Side[] places(Window window, int spatial) {
    Side[] places = new Side[window.axes()];
    for (int axis = 0; axis < places.length; axis++) {
      int at = axis;
      places[axis] =
          recording.side(
              i -> window.places("export", tail(recording.spec(i, spatial).shape(), 1))[at]);
    }
    return places;
  }

  /**
   * What a window sees, [b, spatial...] to [b, size, places]: by a convolution for each element.
   */
  void patches(Instruction instruction, Window window) {
    int source = instruction.operands().get(0);
    int result = instruction.result(0);
    if (!isSame(result)) {
      lowering.set(
          instruction,
          graph.refuse(
              Lowering.name(instruction)
                  + ": its window depends on an open axis; give that a fixed size"));
      return;
    }
    Side[] from = recording.sides(source);
    Side[] images = withChannel(from, recording.fixed(1));
    String x = Views.reshaped(graph, lowering.whole(source), from, images);
    String seen =
        graph.node(
            "Conv",
            attributes(window).put("pads", pads(window)).buildOrThrow(),
            x,
            single(window, recording.spec(source).dtype()));
    Side[] places = places(window, source);
    Side[] now = new Side[places.length + 2];
    now[0] = from[0];
    now[1] = recording.fixed(window.size());
    System.arraycopy(places, 0, now, 2, places.length);
    lowering.set(instruction, Views.reshaped(graph, seen, now, recording.sides(result)));
  }

  private static Side[] withChannel(Side[] sides, Side channels) {
    Side[] result = new Side[sides.length + 1];
    result[0] = sides[0];
    result[1] = channels;
    System.arraycopy(sides, 1, result, 2, sides.length - 1);
    return result;
  }

  /** The transpose of that. */
  void sums(Instruction instruction, Window window) {
    int source = instruction.operands().get(0);
    int result = instruction.result(0);
    Side[] sides = recording.sides(result);
    if (!isSame(result)) {
      lowering.set(
          instruction,
          graph.refuse(
              Lowering.name(instruction)
                  + ": its window depends on an open axis; give that a fixed size"));
      return;
    }
    Side[] places = places(window, result);
    Side[] from = new Side[places.length + 2];
    from[0] = sides[0];
    from[1] = recording.fixed(window.size());
    System.arraycopy(places, 0, from, 2, places.length);
    String x = Views.reshaped(graph, lowering.whole(source), recording.sides(source), from);
    int[] base = new int[places.length];
    Arrays.setAll(base, i -> places[i].base());
    String sum =
        graph.node(
            "ConvTranspose",
            spread(window, base, tail(recording.spec(result).shape(), 1)).buildOrThrow(),
            x,
            single(window, recording.spec(source).dtype()));
    Side[] now = withChannel(sides, recording.fixed(1));
    lowering.set(instruction, Views.reshaped(graph, sum, now, sides));
  }
}
