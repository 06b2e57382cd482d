package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Tiled} kernel taken apart: its values have numbers, first the operands, then what its
 * parts make and the numbers they take, as they come.
 */
final class Chain {

  /** A kernel with the values that it takes and makes. */
  @SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
  record Part(Kernel kernel, int[] operands, int[] results) {}

  /** A value that tells whether the usual way went well. */
  record Watch(int value, Guarded guarded) {}

  /** How many operands there are. */
  final int given;

  final List<Part> parts = new ArrayList<>();

  /** How the values lie. */
  final List<Layout> layouts;

  /** For each value the number that it is, if it is one. */
  final List<@Nullable Buffer> numbers = new ArrayList<>();

  final List<Watch> watches = new ArrayList<>();

  /** The values that are results. */
  final int[] returned;

  private Chain(Tiled tiled, Layout[] inputs, boolean isFlat) {
    given = inputs.length;
    layouts = new ArrayList<>(Arrays.asList(inputs));
    int[] taken = new int[given];
    for (int i = 0; i < given; i++) {
      numbers.add(null);
      taken[i] = i;
    }
    returned = append(tiled, taken, isFlat);
  }

  /** Returns a chain whose parts are its steps. */
  static Chain ofSteps(Tiled tiled, Layout[] inputs) {
    return new Chain(tiled, inputs, false);
  }

  /** Returns a chain whose parts are loops and reductions, those of the chains in it included. */
  static Chain ofParts(Tiled tiled, Layout[] inputs) {
    return new Chain(tiled, inputs, true);
  }

  /** Returns whether there are chains in a chain. */
  static boolean isNested(Tiled tiled) {
    for (Tiled.Step step : tiled.steps()) {
      if (!(step.kernel() instanceof Loop || step.kernel() instanceof Reduction)) {
        return true;
      }
    }
    return false;
  }

  private int value(Layout layout, @Nullable Buffer number) {
    layouts.add(layout);
    numbers.add(number);
    return layouts.size() - 1;
  }

  /** Appends the steps of a chain and returns its results. */
  private int[] append(Tiled tiled, int[] taken, boolean isFlat) {
    int inputs = taken.length;
    int count = inputs + tiled.numbers().length();
    int made = count;
    for (Tiled.Step step : tiled.steps()) {
      made += step.results().size();
    }
    int[] values = Arrays.copyOf(taken, made);
    for (int i = inputs; i < count; i++) {
      Spec spec = layouts.get(taken[0]).spec().withShape(Shape.SCALAR);
      Buffer number = Buffer.filled(spec, tiled.numbers().get(i - inputs));
      values[i] = value(number, number);
    }
    int next = count;
    for (Tiled.Step step : tiled.steps()) {
      int[] operands = new int[step.operands().length()];
      Arrays.setAll(operands, k -> values[step.operands().get(k)]);
      int[] results = append(step.kernel(), operands, step.results(), isFlat);
      System.arraycopy(results, 0, values, next, results.length);
      next += results.length;
    }
    int[] found = new int[tiled.returned().length()];
    int first = count;
    Arrays.setAll(found, i -> values[first + tiled.returned().get(i)]);
    return found;
  }

  private int[] append(Kernel kernel, int[] operands, List<Spec> specs, boolean isFlat) {
    if (isFlat && kernel instanceof Tiled inner) {
      return append(inner, operands, true);
    }
    if (isFlat && kernel instanceof Guarded guarded) {
      int last = specs.size() - 1;
      int[] usual = append(guarded.usual(), operands, specs.subList(0, last), true);
      watches.add(new Watch(usual[guarded.watched()], guarded));
      int[] results = Arrays.copyOf(usual, specs.size());
      results[last] =
          append(Guarded.USUAL_SCALE, new int[] {usual[0]}, specs.subList(last, last + 1), true)[0];
      return results;
    }
    int[] results = new int[specs.size()];
    Arrays.setAll(results, i -> value(Layout.contiguous(specs.get(i)), null));
    parts.add(new Part(kernel, operands, results));
    return results;
  }

  /** Returns how some values lie. */
  Layout[] layouts(int[] values) {
    Layout[] found = new Layout[values.length];
    Arrays.setAll(found, i -> layouts.get(values[i]));
    return found;
  }

  /** Returns whether a value is made by a part. */
  boolean isMade(int value) {
    return value >= given && numbers.get(value) == null;
  }

  /** Returns which result a value is first; -1 if none. */
  int output(int value) {
    for (int i = 0; i < returned.length; i++) {
      if (returned[i] == value) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns for each value that is made the one whose place it takes: an earlier one that nobody
   * reads any more, or itself. A loop writes over what it reads last; others do not.
   */
  int[] homes() {
    int[] homes = new int[layouts.size()];
    for (int value = 0; value < homes.length; value++) {
      homes[value] = value;
    }
    int[] lastReads = lastReads();
    for (int at = 0; at < parts.size(); at++) {
      for (int result : parts.get(at).results()) {
        homes[result] = home(result, at, homes, lastReads);
      }
    }
    return homes;
  }

  /** Returns for each value the last part that reads it; none comes behind for what is returned. */
  private int[] lastReads() {
    int[] last = new int[layouts.size()];
    Arrays.fill(last, -1);
    for (int at = 0; at < parts.size(); at++) {
      for (int operand : parts.get(at).operands()) {
        last[operand] = at;
      }
    }
    for (int value : returned) {
      last[value] = Integer.MAX_VALUE;
    }
    for (int i = 0; i < watches.size(); i++) {
      last[watches.get(i).value()] = Integer.MAX_VALUE;
    }
    return last;
  }

  private int home(int result, int at, int[] homes, int[] lastReads) {
    int[] results = parts.get(at).results();
    int free = parts.get(at).kernel() instanceof Loop ? at : at - 1;
    for (int earlier = given; earlier < results[0]; earlier++) {
      if (isMade(earlier)
          && homes[earlier] == earlier
          && lastReads[earlier] <= free
          && layouts.get(earlier).spec().equals(layouts.get(result).spec())
          && isFree(earlier, results[0], free, homes, lastReads)
          && !isHome(earlier, results[0], result, homes)) {
        return earlier;
      }
    }
    return result;
  }

  /** Returns whether one of some values lies in a place. */
  private static boolean isHome(int home, int from, int to, int[] homes) {
    for (int value = from; value < to; value++) {
      if (homes[value] == home) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether nobody reads any more what else lay in a place. */
  private static boolean isFree(int home, int end, int free, int[] homes, int[] lastReads) {
    for (int value = home; value < end; value++) {
      if (homes[value] == home && lastReads[value] > free) {
        return false;
      }
    }
    return true;
  }
}
