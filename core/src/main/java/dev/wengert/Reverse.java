package dev.wengert;

import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a {@link Block}, run backwards, as two blocks: one computes the results and
 * what the other needs of it, the other pulls cotangents back. Both are closed lists, so they can
 * be run in loops, and differentiated again.
 */
final class Reverse {

  /** Gives the block's results, and behind them what is kept of {@link #taken}. */
  final Block forward;

  /** Takes the cotangents of the seeded results, and behind them what {@link #taken} names. */
  final Block backward;

  /** The values of the forward list that the backward one takes; inputs come first. */
  final int[] taken;

  /** Dtype and shape of each of them. */
  final List<Spec> specs;

  /** For each input whether the backward block gives a cotangent for it. */
  final boolean[] isFound;

  private Reverse(Block forward, Block backward, int[] taken, List<Spec> specs, boolean[] isFound) {
    this.forward = forward;
    this.backward = backward;
    this.taken = taken;
    this.specs = specs;
    this.isFound = isFound;
  }

  /** Says which values the forward block hands on. */
  interface Keeps {
    /**
     * Returns for each value whether it is handed on.
     *
     * @param forward the forward list, without what is handed on
     * @param values the values that the backward list takes
     */
    boolean[] choose(Block forward, int[] values);
  }

  /**
   * Takes the derivative.
   *
   * @param wanted for each input whether its cotangent is wanted
   * @param seeded for each result whether there is a cotangent of it
   * @param keeps which of the values that the backward list takes the forward one hands on
   */
  static Reverse of(
      String operation, Block block, boolean[] wanted, boolean[] seeded, Keeps keeps) {
    List<Spec> inputs = block.inputs();
    BlockTrace list = BlockTrace.begun(operation, inputs);
    Tensor[] symbols = list.symbols(inputs);
    Tape tape = new Tape();
    Tensor[] watched = symbols.clone();
    for (int i = 0; i < watched.length; i++) {
      watched[i] = wanted[i] ? tape.watch(symbols[i]) : symbols[i];
    }
    Tensor[] outputs = block.run(watched);
    Tensor[] primals = new Tensor[outputs.length];
    List<Tensor> pulled = new ArrayList<>();
    List<Spec> cotangents = new ArrayList<>();
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = tape.leave(outputs[i]);
      primals[i] = tape.primal(outputs[i]);
      if (seeded[i]) {
        pulled.add(outputs[i]);
        cotangents.add(outputs[i].spec());
      }
    }
    boolean[] isFound = new boolean[inputs.size()];
    BlockTrace.Written back =
        BlockTrace.write(
            operation, given -> found(tape, pulled, given, watched, wanted, isFound), cotangents);
    int[] taken = new int[back.captured().size()];
    Arrays.setAll(taken, i -> list.numberOf(back.captured().get(i)));
    List<Spec> specs = back.captured().stream().map(Tensor::spec).toList();
    Block bare = list.written(inputs, primals).block();
    boolean[] kept = keeps.choose(bare, taken);
    return new Reverse(
        bare.with(chosen(taken, kept), chosen(specs, kept)), back.block(), taken, specs, isFound);
  }

  private static Tensor[] found(
      Tape tape,
      List<Tensor> outputs,
      Tensor[] cotangents,
      Tensor[] watched,
      boolean[] wanted,
      boolean[] isFound) {
    @Nullable Tensor[] all = tape.pull(outputs.toArray(new Tensor[0]), cotangents);
    List<Tensor> found = new ArrayList<>();
    for (int i = 0; i < watched.length; i++) {
      Tensor one = wanted[i] ? all[watched[i].place()] : null;
      if (one != null) {
        found.add(one);
        isFound[i] = true;
      }
    }
    return found.toArray(new Tensor[0]);
  }

  private static int[] chosen(int[] values, boolean[] kept) {
    int[] chosen = new int[values.length];
    int n = 0;
    for (int i = 0; i < values.length; i++) {
      if (kept[i]) {
        chosen[n++] = values[i];
      }
    }
    return Arrays.copyOf(chosen, n);
  }

  private static List<Spec> chosen(List<Spec> specs, boolean[] kept) {
    List<Spec> chosen = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        chosen.add(specs.get(i));
      }
    }
    return chosen;
  }
}
