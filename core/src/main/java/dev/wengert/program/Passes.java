package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.util.Objects;

/** The passes, in order, and what each left of a program. */
final class Passes {

  /** The name of what no pass has seen. */
  static final String RECORDED = "recording";

  /** The passes, applied where they make something faster. */
  static final ImmutableList<Pass> WHERE_THEY_PAY =
      all(new ConstantOperands(), new RowTiling(), new WindowProducts());

  /** The passes, applied wherever they can be: gains depend on sizes, and tests are small. */
  static final ImmutableList<Pass> ALWAYS =
      all(new ConstantOperands(0), new RowTiling(0), new WindowProducts(0));

  private Passes() {}

  /** The passes, that within loops and choices included, with three that pay from some size. */
  static ImmutableList<Pass> all(
      ConstantOperands operands, RowTiling tiling, WindowProducts windows) {
    return ImmutableList.of(
        new UnusedParts(),
        new Within(nested -> last(run(nested, all(operands, tiling, windows)))),
        new Algebra(),
        new ConstantFolding(),
        new CommonSubexpressions(),
        new TransposedOperands(),
        operands,
        new DeadCode(),
        new ElementwiseFusion(),
        new ReductionFusion(),
        tiling,
        new ProductTails(),
        windows);
  }

  /** Returns what all passes left. */
  static Body last(ImmutableMap<String, Body> stages) {
    return Objects.requireNonNull(Iterables.getLast(stages.values()));
  }

  /** Returns what is there after each pass, by its name, in order. */
  static ImmutableMap<String, Body> run(Body recorded, ImmutableList<Pass> passes) {
    ImmutableMap.Builder<String, Body> bodies = ImmutableMap.builder();
    bodies.put(RECORDED, recorded);
    Body body = recorded;
    for (Pass pass : passes) {
      body = pass.apply(body);
      bodies.put(pass.name(), body);
    }
    return bodies.buildOrThrow();
  }
}
