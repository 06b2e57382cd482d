package dev.wengert.program;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FoldedProduct;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.RunningSum;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.kernel.SparseProduct;
import dev.wengert.kernel.Tailed;
import dev.wengert.kernel.Tiled;
import dev.wengert.kernel.UnfoldedProduct;
import dev.wengert.kernel.WindowSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Counts the floating-point operations of kernels: {@link Cost} says what counts. */
final class Flops {

  private Flops() {}

  static long of(Kernel kernel, Spec[] inputs, Spec[] results) {
    return switch (kernel) {
      case Loop loop -> of(loop.body(), number(inputs), results[0].shape().size());
      case Reduction reduction -> {
        int size = broadcast(inputs).size();
        DType dtype = number(inputs);
        yield of(reduction.body(), dtype, size) + (dtype.isFloating() ? size : 0);
      }
      case Tiled chain -> of(chain, inputs);
      case Guarded guarded ->
          of(guarded.usual(), inputs, Arrays.copyOf(results, results.length - 1));
      case Gemm gemm -> product(inputs[0], gemm.transposeA(), results[0]);
      case AnnihilatingGemm gemm -> product(inputs[0], gemm.product().transposeA(), results[0]);
      case Tailed tailed -> {
        Spec[] taken = new Spec[tailed.taken().length()];
        Arrays.setAll(
            taken,
            i -> tailed.taken().get(i) == 0 ? tailed.between() : inputs[1 + tailed.taken().get(i)]);
        yield of(tailed.product(), inputs, new Spec[] {tailed.between()})
            + of(tailed.tail(), taken, results);
      }
      case UnfoldedProduct unfolded -> {
        Spec[] factors = inputs.clone();
        factors[1] = unfolded.patches();
        yield of(unfolded.product(), factors, results);
      }
      case FoldedProduct folded ->
          of(folded.product(), inputs, new Spec[] {folded.between()}) + floating(folded.between());
      case SparseProduct product -> {
        long places = Math.max(1, product.places());
        yield 2L * product.positions().length() * (results[0].shape().size() / places);
      }
      case ScatterAddRows add -> floating(inputs[0]);
      case WindowSums sums -> floating(inputs[0]);
      case RunningSum sum -> floating(inputs[0]);
      default -> 0;
    };
  }

  private static long of(LoopBody body, DType dtype, long size) {
    if (!dtype.isFloating()) {
      return 0;
    }
    long flops = 0;
    for (LoopBody.Instruction instruction : body.expanded(dtype).instructions()) {
      flops += instruction.op() == Op.FMA ? 2 : 1;
    }
    return flops * size;
  }

  private static long of(Tiled chain, Spec[] inputs) {
    List<Spec> values = new ArrayList<>(List.of(inputs));
    Spec one = new Spec(inputs[0].dtype(), Shape.SCALAR);
    values.addAll(Collections.nCopies(chain.numbers().length(), one));
    long flops = 0;
    for (Tiled.Step step : chain.steps()) {
      Spec[] operands = new Spec[step.operands().length()];
      Arrays.setAll(operands, i -> values.get(step.operands().get(i)));
      flops += of(step.kernel(), operands, step.results().toArray(new Spec[0]));
      values.addAll(step.results());
    }
    return flops;
  }

  private static long product(Spec a, boolean transposed, Spec result) {
    int inner = a.shape().side(a.shape().rank() - (transposed ? 2 : 1));
    return 2L * inner * result.shape().size();
  }

  private static long floating(Spec spec) {
    return spec.dtype().isFloating() ? spec.shape().size() : 0;
  }

  private static DType number(Spec[] inputs) {
    for (Spec input : inputs) {
      if (input.dtype() != DType.BOOL) {
        return input.dtype();
      }
    }
    return DType.BOOL;
  }

  private static Shape broadcast(Spec[] inputs) {
    Shape shape = Shape.SCALAR;
    for (Spec input : inputs) {
      shape = Shape.broadcast("reduction", shape, input.shape());
    }
    return shape;
  }
}
