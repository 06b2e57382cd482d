package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.ops.Normalization;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import dev.wengert.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Layer and batch normalization. What their formulas look like is found by recording them; a
 * program that has the same ones, of the same values, does the same.
 */
final class NormalizationPatterns {

  private static final LoopBody SUB = Elementwise.SUB.body();
  private static final LoopBody MUL = Elementwise.MUL.body();

  private static final List<LoopBody> LAYER =
      bodies(x -> Normalization.layerNorm(x.get(0), x.get(1), x.get(1), 1e-5), 2);

  private static final List<LoopBody> BATCH =
      bodies(
          x -> Normalization.batchNorm(x.get(0), x.get(1), x.get(1), x.get(1), x.get(1), 1e-5), 2);

  /** Of variance, unit and epsilon. */
  private static final LoopBody INVERSE_ROOT = LAYER.getFirst();

  /** (x - mean) / root * gamma + beta: of x, unit, centre, rest, inverse root, gamma and beta. */
  private static final LoopBody AFFINE = LAYER.getLast();

  /** (x - mean) * scale + shift: of x, unit, centre, rest, scale and shift. */
  private static final LoopBody SCALED = BATCH.getLast();

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  NormalizationPatterns(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  private static List<LoopBody> bodies(Function<List<Tensor>, Tensor> f, int width) {
    Spec x = new Spec(DType.FLOAT32, Shape.of(3, width));
    Spec scale = new Spec(DType.FLOAT32, Shape.of(width));
    List<LoopBody> bodies = new ArrayList<>();
    for (Instruction instruction :
        Program.of(in -> List.of(f.apply(in)), x, scale).after("recording").instructions()) {
      if (instruction.operation() instanceof Operation.Compute(Kernel kernel)
          && kernel instanceof Loop(LoopBody body)) {
        bodies.add(body);
      }
    }
    return bodies;
  }

  boolean apply(Instruction instruction, LoopBody body) {
    if (body.equals(AFFINE)) {
      return layerNorm(instruction);
    }
    return body.equals(SCALED) && batchNorm(instruction);
  }

  private static Map<String, OnnxAttribute> epsilon(double value) {
    return Map.of("epsilon", OnnxAttribute.of(value));
  }

  private boolean layerNorm(Instruction instruction) {
    ImmutableIntArray operands = instruction.operands();
    int x = operands.get(0);
    Instruction moments = recording.maker(operands.get(3));
    ImmutableList<Integer> root = Patterns.operands(recording, operands.get(4), INVERSE_ROOT);
    if (moments == null
        || !(moments.operation() instanceof Operation.Compute(Kernel kernel))
        || moments.operands().get(0) != x
        || root.isEmpty()
        || root.get(0) != moments.firstResult() + 2
        || root.get(2) >= 0) {
      return false;
    }
    ImmutableIntArray axes = Patterns.momentAxes(kernel);
    int rank = recording.spec(x).shape().rank();
    int first = rank - axes.length();
    boolean fits = !axes.isEmpty() && axes.get(0) == first;
    for (int operand : new int[] {operands.get(5), operands.get(6)}) {
      fits &= recording.spec(operand).shape().rank() == axes.length();
    }
    if (!fits) {
      return false;
    }
    double epsilon = Recording.first(recording.constant(root.get(2)));
    lowering.set(
        instruction,
        graph.node(
            "LayerNormalization",
            Map.of("axis", OnnxAttribute.of((long) first), "epsilon", OnnxAttribute.of(epsilon)),
            lowering.whole(x),
            lowering.whole(operands.get(5)),
            lowering.whole(operands.get(6))));
    return true;
  }

  /** By statistics that are given. */
  private boolean batchNorm(Instruction instruction) {
    ImmutableIntArray operands = instruction.operands();
    int x = operands.get(0);
    ImmutableList<Integer> scale = Patterns.operands(recording, operands.get(4), MUL);
    ImmutableList<Integer> shift = Patterns.operands(recording, operands.get(5), SUB);
    if (scale.isEmpty() || shift.isEmpty() || !isFill(operands.get(1), 1)) {
      return false;
    }
    ImmutableList<Integer> root = Patterns.operands(recording, scale.get(0), INVERSE_ROOT);
    ImmutableList<Integer> nothing = Patterns.operands(recording, shift.get(1), MUL);
    if (root.isEmpty() || root.get(2) >= 0 || nothing.isEmpty() || !isFill(nothing.get(0), 0)) {
      return false;
    }
    int mean = Patterns.unviewed(recording, operands.get(2), 1);
    int variance = Patterns.unviewed(recording, root.get(0), 1);
    int gamma = Patterns.unviewed(recording, scale.get(1), 1);
    int beta = Patterns.unviewed(recording, shift.get(0), 1);
    for (int each : new int[] {mean, variance, gamma, beta}) {
      if (each == Integer.MIN_VALUE
          || recording.spec(each).shape().side(0) != recording.spec(x).shape().side(1)) {
        return false;
      }
    }
    lowering.set(
        instruction,
        graph.node(
            "BatchNormalization",
            epsilon(Recording.first(recording.constant(root.get(2)))),
            lowering.whole(x),
            lowering.whole(gamma),
            lowering.whole(beta),
            lowering.whole(mean),
            lowering.whole(variance)));
    return true;
  }

  private boolean isFill(int value, double number) {
    return value < 0
        && recording.constant(value).buffer().isFill()
        && Recording.first(recording.constant(value)) == number;
  }
}
