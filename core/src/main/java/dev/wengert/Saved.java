package dev.wengert;

import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pullback holds, found by running it once on tensors without values: which of an
 * operation's inputs and results, and what it computes of them.
 */
final class Saved {

  /** From inputs and results to what the pullback holds of them. */
  private final Block held;

  /** From the cotangents of the results, and what is held, to those of the inputs. */
  private final Block backward;

  /** For each input whether a cotangent is found. */
  private final boolean[] isFound;

  /** What is held: inputs first, then results, then what is computed of them. */
  private final int[] numbers;

  private Saved(Block held, Block backward, boolean[] isFound, int[] numbers) {
    this.held = held;
    this.backward = backward;
    this.isFound = isFound;
    this.numbers = numbers;
  }

  /** Looks at the pullback of an operation; null if it has none. */
  static @Nullable Saved of(Primitive primitive, Spec[] inputs, Spec[] outputs, boolean[] needed) {
    List<Spec> all = new ArrayList<>(Arrays.asList(inputs));
    all.addAll(Arrays.asList(outputs));
    String name = primitive.name();
    BlockTrace list = BlockTrace.begun(name, all);
    Tensor[] symbols = list.symbols(all);
    Pullback pullback =
        primitive.pullback(
            Rows.part(symbols, 0, inputs.length),
            Rows.part(symbols, inputs.length, outputs.length),
            needed);
    if (pullback == null) {
      return null;
    }
    boolean[] isFound = new boolean[inputs.length];
    BlockTrace.Written back =
        BlockTrace.write(
            name,
            cotangents -> {
              @Nullable Tensor[] pulled = pullback.pull(cotangents);
              Cotangents.checkCount(name, pulled, inputs.length);
              List<Tensor> found = new ArrayList<>();
              for (int i = 0; i < pulled.length; i++) {
                Tensor one = needed[i] ? pulled[i] : null;
                if (one != null) {
                  isFound[i] = true;
                  found.add(one);
                }
              }
              return found.toArray(new Tensor[0]);
            },
            Arrays.asList(outputs));
    int[] numbers = new int[back.captured().size()];
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.numberOf(back.captured().get(i));
      specs.add(back.captured().get(i).spec());
    }
    Block held = list.written(all, new Tensor[0]).block().computing(numbers, specs);
    return new Saved(held, back.block(), isFound, numbers);
  }

  /** Returns how many things are held. */
  int size() {
    return numbers.length;
  }

  /** Returns which input, or behind them which result, something held is; more if it is neither. */
  int number(int which) {
    return numbers[which];
  }

  /** Returns dtype and shape of something held. */
  Spec spec(int which) {
    return held.results().get(which);
  }

  /** Returns the pullback that holds what a hook makes of what is held. */
  Pullback pullback(Tensor[] inputs, Tensor[] outputs, SavedTensors hook) {
    Tensor[] values = held.run(Rows.joined(inputs, outputs));
    SavedTensors.Handle[] handles = new SavedTensors.Handle[values.length];
    for (int i = 0; i < handles.length; i++) {
      Tensor value = values[i];
      handles[i] = value.isTraced() ? () -> value : hook.save(value);
    }
    return cotangents -> {
      Tensor[] again = new Tensor[handles.length];
      for (int i = 0; i < again.length; i++) {
        again[i] = handles[i].restore();
        if (!again[i].spec().equals(spec(i))) {
          throw new IllegalStateException(
              "saved tensors: what was saved came back as "
                  + again[i].spec()
                  + ", and was "
                  + spec(i)
                  + "; restore dtype and shape");
        }
      }
      Tensor[] found = backward.run(Rows.joined(cotangents, again));
      @Nullable Tensor[] placed = new @Nullable Tensor[isFound.length];
      int at = 0;
      for (int i = 0; i < placed.length; i++) {
        placed[i] = isFound[i] ? found[at++] : null;
      }
      return placed;
    };
  }
}
