package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;
import dev.wengert.expression.Fusion;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Loop;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/** Computes elementwise instructions in one loop, with several results where others take them. */
final class ElementwiseFusion implements Pass {

  /*
   * Three loops that run one after the other read and write memory three times; in one loop the
   * numbers between them stay in registers. What may be in one loop, LoopGroups says. What comes
   * out must be the same to the bit, and that is less obvious than it looks.
   *
   * Substituting one formula into another and building the whole anew changes bits. The factories
   * of the expression language drop x + 0, which is right in a formula that somebody writes, and
   * wrong where the 0 is the end of one formula and the + the beginning of the next: -0 + 0 is 0.
   * They fold constants in double, where the loop that was recorded computed in float. And a
   * function is written out by what it is applied to. So nothing is built anew: each formula is
   * written out alone, as it would run alone, and the instructions of all get new numbers
   * (Fusion). Equal ones become one number, which changes nothing: the same operation on the same
   * bits gives the same bits.
   *
   * What goes from one instruction to the next used to be stored, and storing rounds. Where a loop
   * computes in the dtype that it stores there is nothing to round; one that converts stays alone.
   *
   * All members have one space: what is computed once and stretched afterwards stays so.
   *
   * An instruction that is moved must not come before what it takes or after what takes it. Two
   * members may have somebody between them (the one makes what he takes, and he makes what the
   * other takes), who then could stand neither before the loop nor behind it: such do not join. He
   * may be a group himself, so the question is asked of groups, not of instructions. A barrier is
   * such a somebody: what a checkpoint computes again stands behind the barrier and takes from it,
   * and so never joins what was computed before it.
   */

  @Override
  public String name() {
    return "fusion";
  }

  @Override
  public Body apply(Body body) {
    Grouping<LoopGroups.Group> groups = LoopGroups.of(body);
    Rewriting rewriting = new Rewriting(body);
    for (LoopGroups.Group group : groups.ordered()) {
      if (group.members.size() == 1) {
        rewriting.keep(body.instructions().get(group.last()));
      } else {
        append(new Together(groups, group), rewriting);
      }
    }
    return rewriting.body();
  }

  private static void append(Together together, Rewriting rewriting) {
    int first = rewriting.append(together.instruction(rewriting));
    for (int i = 0; i < together.results.size(); i++) {
      rewriting.replaceValue(together.results.getInt(i), first + i);
    }
  }

  /** One group, put together. */
  private static final class Together {
    private final Body body;
    private final LoopGroups.Group group;

    /** The operands of the whole, by their old numbers. */
    private final IntArrayList operands = new IntArrayList();

    /** The old values that members make, in order: behind the operands in the whole's numbers. */
    private final IntArrayList made = new IntArrayList();

    /** Those of them that are taken outside. */
    private final IntArrayList results = new IntArrayList();

    private Together(Grouping<LoopGroups.Group> groups, LoopGroups.Group group) {
      this.body = groups.body;
      this.group = group;
      for (int member : group.members) {
        Instruction instruction = body.instructions().get(member);
        for (int operand : instruction.operands().toArray()) {
          if (!made.contains(operand) && !operands.contains(operand)) {
            operands.add(operand);
          }
        }
        for (int i = 0; i < instruction.results().size(); i++) {
          made.add(instruction.result(i));
          if (groups.isTakenOutside(instruction.result(i), group, group)) {
            results.add(instruction.result(i));
          }
        }
      }
    }

    Instruction instruction(Rewriting rewriting) {
      ImmutableList.Builder<Fusion.Part> parts = ImmutableList.builder();
      List<String> titles = new ArrayList<>();
      for (int member : group.members) {
        Instruction instruction = body.instructions().get(member);
        Loop loop = (Loop) ((Operation.Compute) instruction.operation()).kernel();
        ImmutableIntArray.Builder taken = ImmutableIntArray.builder();
        instruction.operands().forEach(operand -> taken.add(number(operand)));
        parts.add(new Fusion.Part(loop.body(), taken.build()));
        titles.add(instruction.title());
      }
      ImmutableIntArray.Builder chosen = ImmutableIntArray.builder();
      ImmutableList.Builder<Spec> specs = ImmutableList.builder();
      Spec[] all = body.specs();
      for (int result : results) {
        chosen.add(number(result));
        specs.add(all[result]);
      }
      LoopBody fused = Fusion.fuse(group.dtype(), operands.size(), parts.build(), chosen.build());
      ImmutableIntArray.Builder moved = ImmutableIntArray.builder();
      operands.forEach(operand -> moved.add(rewriting.number(operand)));
      return new Instruction(
          "fused" + titles,
          new Operation.Compute(new Loop(FusedLoops.one(fused))),
          moved.build(),
          0,
          specs.build(),
          body.instructions().get(group.last()).line());
    }

    /** Returns the number of an old value in the whole. */
    private int number(int old) {
      int place = made.indexOf(old);
      return place < 0 ? operands.indexOf(old) : operands.size() + place;
    }
  }
}
