package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/** The passes, in order, and what each left of a program. */
final class Passes {

  /** The name of what no pass has seen. */
  static final String RECORDED = "recording";

  /** The passes, applied where they make something faster. */
  static final ImmutableList<Pass> WHERE_THEY_PAY = all(new RowTiling());

  /** The passes, applied wherever they can be: gains depend on sizes, and tests are small. */
  static final ImmutableList<Pass> ALWAYS = all(new RowTiling(0));

  private Passes() {}

  /** The passes, that within loops and choices included, with a tiling that pays from some size. */
  static ImmutableList<Pass> all(RowTiling tiling) {
    return ImmutableList.of(
        new Within(tiling),
        new Algebra(),
        new ConstantFolding(),
        new CommonSubexpressions(),
        new DeadCode(),
        new ElementwiseFusion(),
        new ReductionFusion(),
        tiling);
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
