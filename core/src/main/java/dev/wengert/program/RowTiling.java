package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Wengert;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Tiled;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs loops and folds that share large values tile by tile, each tile while it is in the cache:
 * chains over rows (a softmax, a layer norm and its derivatives), several folds of one operand or
 * of one loop, and loops of whose results folds alone take some, which are then stored nowhere.
 */
final class RowTiling implements Pass {

  /**
   * The bytes of what does not stay in the cache by itself. Between 1 and 4 MB, in a third level of
   * 32, tiles were measured to win nothing with one thread, and to lose a few percent where rows
   * are short.
   */
  private static final long LARGE = 1 << 23;

  /**
   * The bytes from which on several threads win by tiles: they meet once for a chain, and not once
   * for each of its loops.
   */
  private static final long SHARED = 1 << 15;

  /** From how many bytes on values are large; -1 if it depends on the number of threads. */
  private final long least;

  RowTiling() {
    this(-1);
  }

  /** Makes a pass that takes values of so many bytes for large. */
  RowTiling(long least) {
    this.least = least;
  }

  @Override
  public String name() {
    return "tiling";
  }

  @Override
  public Body apply(Body body) {
    long large = least >= 0 ? least : Wengert.threads() > 1 ? SHARED : LARGE;
    Grouping<RowGroups.Group> groups = RowGroups.of(body, large);
    Rewriting rewriting = new Rewriting(body);
    for (RowGroups.Group group : groups.ordered()) {
      if (group.members.size() == 1) {
        rewriting.keep(body.instructions().get(group.last()));
      } else {
        append(groups, group, rewriting);
      }
    }
    return rewriting.body();
  }

  private static void append(
      Grouping<RowGroups.Group> groups, RowGroups.Group group, Rewriting rewriting) {
    Body body = groups.body;
    IntArrayList made = new IntArrayList();
    IntArrayList operands = new IntArrayList();
    for (int member : group.members) {
      Instruction instruction = body.instructions().get(member);
      for (int operand : instruction.operands().toArray()) {
        if (!made.contains(operand) && !operands.contains(operand)) {
          operands.add(operand);
        }
      }
      for (int i = 0; i < instruction.results().size(); i++) {
        made.add(instruction.result(i));
      }
    }
    ImmutableList.Builder<Tiled.Step> steps = ImmutableList.builder();
    ImmutableList.Builder<Spec> results = ImmutableList.builder();
    ImmutableIntArray.Builder returned = ImmutableIntArray.builder();
    IntArrayList leaving = new IntArrayList();
    List<String> titles = new ArrayList<>();
    for (int member : group.members) {
      Instruction instruction = body.instructions().get(member);
      titles.add(instruction.title());
      steps.add(step(instruction, operands, made));
      for (int i = 0; i < instruction.results().size(); i++) {
        int value = instruction.result(i);
        if (groups.isTakenOutside(value, group, group)) {
          returned.add(made.indexOf(value));
          results.add(instruction.results().get(i));
          leaving.add(value);
        }
      }
    }
    ImmutableIntArray.Builder moved = ImmutableIntArray.builder();
    operands.forEach(operand -> moved.add(rewriting.number(operand)));
    Tiled tiled = new Tiled(group.rows, ImmutableDoubleArray.of(), steps.build(), returned.build());
    int first =
        rewriting.append(
            new Instruction(
                "tiled" + titles,
                new Operation.Compute(tiled),
                moved.build(),
                0,
                results.build(),
                body.instructions().get(group.last()).line()));
    for (int i = 0; i < leaving.size(); i++) {
      rewriting.replaceValue(leaving.getInt(i), first + i);
    }
  }

  private static Tiled.Step step(
      Instruction instruction, IntArrayList operands, IntArrayList made) {
    ImmutableIntArray.Builder taken = ImmutableIntArray.builder();
    instruction
        .operands()
        .forEach(
            operand -> {
              int place = made.indexOf(operand);
              taken.add(place < 0 ? operands.indexOf(operand) : operands.size() + place);
            });
    return new Tiled.Step(
        ((Operation.Compute) instruction.operation()).kernel(),
        taken.build(),
        instruction.results());
  }
}
