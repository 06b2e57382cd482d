package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/** The passes, in order, and what each left of a program. */
final class Passes {

  /** The name of what no pass has seen. */
  static final String RECORDED = "recording";

  private static final ImmutableList<Pass> ALL =
      ImmutableList.of(
          new UnusedParts(),
          new Within(),
          new Algebra(),
          new ConstantFolding(),
          new CommonSubexpressions(),
          new DeadCode(),
          new ElementwiseFusion(),
          new ReductionFusion());

  private Passes() {}

  /** Returns what is there after each pass, by its name, in order. */
  static ImmutableMap<String, Body> run(Body recorded) {
    ImmutableMap.Builder<String, Body> bodies = ImmutableMap.builder();
    bodies.put(RECORDED, recorded);
    Body body = recorded;
    for (Pass pass : ALL) {
      body = pass.apply(body);
      bodies.put(pass.name(), body);
    }
    return bodies.buildOrThrow();
  }
}
