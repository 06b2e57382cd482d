package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what the pullbacks of a tape hold. */
final class Holdings {

  /** Places that some pullback holds. */
  private final BitSet places = new BitSet();

  private final Map<String, Tape.Held> byOperation = new LinkedHashMap<>();

  /**
   * Counts an entry.
   *
   * @param inputs for each input its place, or -1 for a constant
   * @param firstOutput the place of the first result
   */
  void add(
      Primitive primitive,
      int[] inputs,
      Spec[] inputSpecs,
      int firstOutput,
      Spec[] outputs,
      boolean[] needed) {
    Saved saved = Saved.of(primitive, inputSpecs, outputs, needed);
    int tensors = 0;
    long bytes = 0;
    for (int i = 0; saved != null && i < saved.size(); i++) {
      int number = saved.number(i);
      int end = inputs.length + outputs.length;
      int place =
          number < inputs.length
              ? inputs[number]
              : number < end ? firstOutput + number - inputs.length : -1;
      if (place < 0 || !places.get(place)) {
        tensors++;
        Spec spec = saved.spec(i);
        bytes += (long) spec.shape().size() * spec.dtype().bytes();
      }
      if (place >= 0) {
        places.set(place);
      }
    }
    Tape.Held one = new Tape.Held(primitive.name(), 1, tensors, bytes);
    byOperation.merge(
        primitive.name(),
        one,
        (a, b) ->
            new Tape.Held(
                a.operation(),
                a.entries() + b.entries(),
                a.tensors() + b.tensors(),
                a.bytes() + b.bytes()));
  }

  ImmutableList<Tape.Held> all() {
    return ImmutableList.sortedCopyOf(
        Comparator.comparingLong(Tape.Held::bytes).reversed(), byOperation.values());
  }
}
