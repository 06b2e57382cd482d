package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import java.util.function.UnaryOperator;

/** Applies all passes to what loops and choices run. */
final class Within implements Pass {

  private final UnaryOperator<Body> passes;

  Within(UnaryOperator<Body> passes) {
    this.passes = passes;
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
        bodies.add(passes.apply(nested));
      }
      instructions.add(
          instruction.withOperation(instruction.operation().withBodies(bodies.build())));
    }
    return new Body(body.inputs(), body.constants(), instructions.build(), body.outputs());
  }
}
