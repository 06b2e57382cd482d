package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Loop;

/** Chooses how a body runs: compiled as a whole, split, or interpreted. */
public final class MapRunners {

  private MapRunners() {}

  /**
   * Returns a body made ready to run.
   *
   * @param results what says for each result in which dtype it is stored
   */
  public static MapRunner of(LoopBody body, LoopNest nest, Layout[] operands, Layout... results) {
    DType compute = Loop.computes(body, operands, results);
    LoopForms forms = LoopForms.of(body).written(compute);
    if (LoopCompiler.isPossible()) {
      MapRunner runner =
          forms.isWhole()
              ? CompiledMap.of(forms, nest, operands, compute, LoopForm.stored(results))
              : SplitMap.of(forms.split(), nest, operands, compute, results);
      if (runner != null) {
        return runner;
      }
    }
    return new InterpretedMap(forms.body(), nest, operands, compute, results.length);
  }
}
