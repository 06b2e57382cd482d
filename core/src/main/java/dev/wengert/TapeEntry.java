package dev.wengert;

import com.google.common.base.Preconditions;
import dev.wengert.array.Spec;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One line of a {@link Tape}; an entry without primitive is a watched tensor. */
final class TapeEntry {

  /** What a watched tensor is called that was given no name. */
  static final String WATCH = "watch";

  final @Nullable Primitive primitive;

  /** What a watched tensor is called. */
  final String name;

  /** For each input its place, or -1 for a constant. */
  final int[] inputs;

  final Spec[] inputSpecs;

  /** The place of the first output; the others follow. */
  final int firstOutput;

  final Spec[] outputs;
  final @Nullable Pullback pullback;

  TapeEntry(
      @Nullable Primitive primitive,
      int[] inputs,
      Spec[] inputSpecs,
      int firstOutput,
      Spec[] outputs,
      @Nullable Pullback pullback) {
    this.primitive = primitive;
    this.name = WATCH;
    this.inputs = inputs;
    this.inputSpecs = inputSpecs;
    this.firstOutput = firstOutput;
    this.outputs = outputs;
    this.pullback = pullback;
  }

  /** Makes the entry of a watched tensor. */
  TapeEntry(String name, int place, Spec spec) {
    this.primitive = null;
    this.name = name;
    this.inputs = new int[0];
    this.inputSpecs = new Spec[0];
    this.firstOutput = place;
    this.outputs = new Spec[] {spec};
    this.pullback = null;
  }

  boolean isReached(CotangentSums sums) {
    for (int i = 0; i < outputs.length; i++) {
      if (sums.isReached(firstOutput + i)) {
        return true;
      }
    }
    return false;
  }

  /** Takes the outputs' cotangents out of the list, so that they can be collected when used. */
  Tensor[] take(CotangentSums sums, BitSet watched) {
    Tensor[] taken = new Tensor[outputs.length];
    for (int i = 0; i < taken.length; i++) {
      int place = firstOutput + i;
      Tensor cotangent = sums.get(place);
      taken[i] = cotangent == null ? Tensor.zeros(outputs[i]) : cotangent;
      if (!watched.get(place)) {
        sums.drop(place);
      }
    }
    return taken;
  }

  @Nullable Tensor[] pull(Tensor[] cotangents) {
    Preconditions.checkState(pullback != null && primitive != null);
    @Nullable Tensor[] found = pullback.pull(cotangents);
    Cotangents.checkCount(primitive.name(), found, inputs.length);
    for (int i = 0; i < found.length; i++) {
      Tensor cotangent = found[i];
      if (cotangent != null && inputs[i] >= 0) {
        Cotangents.checkFits(primitive.name(), i, cotangent, inputSpecs[i]);
      }
    }
    return found;
  }

  /**
   * Returns what the pullback holds; null if there is none.
   *
   * @param constants places of which no gradient is kept
   * @param seen places that pullbacks before this one hold, to which its own are added
   */
  Tape.@Nullable Held held(BitSet constants, BitSet seen) {
    if (primitive == null || pullback == null) {
      return null;
    }
    boolean[] needed = new boolean[inputs.length];
    for (int i = 0; i < needed.length; i++) {
      needed[i] = inputs[i] >= 0 && !constants.get(inputs[i]);
    }
    Saved saved = Saved.of(primitive, inputSpecs, outputs, needed);
    int tensors = 0;
    long bytes = 0;
    for (int i = 0; saved != null && i < saved.size(); i++) {
      int place = placeOf(saved.number(i));
      if (place < 0 || !seen.get(place)) {
        tensors++;
        Spec spec = saved.spec(i);
        bytes += (long) spec.shape().size() * spec.dtype().bytes();
      }
      if (place >= 0) {
        seen.set(place);
      }
    }
    return new Tape.Held(primitive.name(), 1, tensors, bytes);
  }

  /** Returns the place of an input, or behind them of a result; -1 for what has none. */
  private int placeOf(int number) {
    if (number < inputs.length) {
      return inputs[number];
    }
    int output = number - inputs.length;
    return output < outputs.length ? firstOutput + output : -1;
  }

  void print(StringBuilder text) {
    for (int i = 0; i < outputs.length; i++) {
      text.append(i == 0 ? "%" : ", %").append(firstOutput + i);
    }
    text.append(" = ").append(title());
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] >= 0) {
        text.append(" %").append(inputs[i]);
      } else {
        text.append(' ').append(inputSpecs[i]);
      }
    }
    text.append(" :");
    for (Spec output : outputs) {
      text.append(' ').append(output);
    }
  }

  String title() {
    return primitive == null ? name : primitive.title();
  }
}
