package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.Objects;

/** Applies all passes to what loops and choices run. */
final class Within implements Pass {

  private final RowTiling tiling;

  Within(RowTiling tiling) {
    this.tiling = tiling;
  }

  @Override
  public String name() {
    return "within";
  }

  @Override
  public Body apply(Body body) {
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    for (Instruction instruction : body.instructions()) {
      ImmutableList.Builder<Body> bodies = ImmutableList.builder();
      for (Body nested : instruction.operation().bodies()) {
        Iterable<Body> left = Passes.run(nested, Passes.all(tiling)).values();
        bodies.add(Objects.requireNonNull(Iterables.getLast(left)));
      }
      instructions.add(
          instruction.withOperation(instruction.operation().withBodies(bodies.build())));
    }
    return new Body(body.inputs(), body.constants(), instructions.build(), body.outputs());
  }
}
