package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Ascent;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.LoopBody;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A compiled loop in its forms: an element a step, and, once it pays (see {@link Ascent}), a vector
 * a step.
 *
 * <p>Both give the same bits. So a row may be computed in the one form up to some element and in
 * the other from there, and it does not matter when a thread sees that another has gone over.
 *
 * <p>HotSpot counts calls. It compiles what was called often; a call that goes round for long it
 * notices late, and what it compiles for the middle of that is thrown away. So a new loop is called
 * for few elements at a time, and none ever for very many.
 */
final class StagedLoop {

  /** Elements of a call while the loop is new, and of how many it is new. */
  private static final int FEW = 32;

  private static final int NEW = 1 << 16;

  /** Elements of a call at most. */
  private static final int MANY = 1 << 12;

  private final CompiledLoop numbers;

  /** Makes the form with vectors; null if there is none. */
  private final @Nullable Supplier<@Nullable CompiledLoop> maker;

  private final DType compute;
  private final Ascent ascent;

  /** Operations of an element. */
  private final int operations;

  private volatile @Nullable CompiledLoop vectors;

  /** How many elements a vector has; asked for late, since that loads the Vector API. */
  private int lanes;

  /** Elements that were computed, up to where the loop is new no more; a lost count is harmless. */
  private int age;

  /**
   * Makes one.
   *
   * @param maker makes the form with vectors; null if there is none
   * @param compute the dtype in which it computes
   * @param operations how many an element takes
   */
  StagedLoop(
      CompiledLoop numbers,
      @Nullable Supplier<@Nullable CompiledLoop> maker,
      DType compute,
      int operations,
      Ascent ascent) {
    this.numbers = numbers;
    this.maker = maker;
    this.compute = compute;
    this.operations = operations;
    this.ascent = ascent;
  }

  /** Returns that of a body in a form; null where classes cannot be defined. */
  static @Nullable StagedLoop of(LoopBody body, LoopForm form) {
    CompiledLoop numbers = LoopCompiler.compile(body, form, false);
    if (numbers == null) {
      return null;
    }
    boolean hasVectors = Simd.isAvailable() && form.hasVectors(body);
    return new StagedLoop(
        numbers,
        hasVectors ? () -> LoopCompiler.compile(body, form, true) : null,
        form.compute(),
        1 + body.instructions().size(),
        new Ascent());
  }

  /** Returns the form that computes an element a step. */
  CompiledLoop numbers() {
    return numbers;
  }

  /** Returns whether the form with vectors has been made. */
  boolean hasVectors() {
    return vectors != null;
  }

  /**
   * Computes a stretch of the innermost loop.
   *
   * @param isLong whether its row is so long that vectors are worth it
   * @see CompiledLoop#run
   */
  void run(
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] results,
      int[] places,
      int from,
      int to,
      boolean isLong) {
    int at = from;
    if (isLong && maker != null) {
      CompiledLoop vector = vectors;
      if (vector == null && ascent.pays()) {
        vector = make(maker);
      }
      if (vector == null) {
        ascent.add((long) operations * (to - from));
      } else if (ascent.hasArrived()) {
        at = to - (to - from) % lanes;
        runVectors(vector, operands, offsets, strides, results, places, from, at);
      } else {
        rehearse(vector, operands, offsets, strides, results, places, from, to);
        return;
      }
    }
    runNumbers(operands, offsets, strides, results, places, at, to);
  }

  /** Returns the form with vectors, which is made once. */
  private synchronized @Nullable CompiledLoop make(Supplier<@Nullable CompiledLoop> of) {
    CompiledLoop made = vectors;
    if (made == null) {
      lanes = Simd.lanes(compute);
      made = of.get();
      vectors = made;
    }
    return made;
  }

  private void rehearse(
      CompiledLoop vector,
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] results,
      int[] places,
      int from,
      int to) {
    ascent.rehearse(
        from,
        to,
        lanes,
        (at, end) -> runVectors(vector, operands, offsets, strides, results, places, at, end),
        (at, end) -> runNumbers(operands, offsets, strides, results, places, at, end));
  }

  private static int next(int at, int step, int end) {
    return end - at > step ? at + step : end;
  }

  private static void runVectors(
      CompiledLoop vector,
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] results,
      int[] places,
      int from,
      int to) {
    int at = from;
    while (at < to) {
      int next = next(at, MANY, to);
      vector.run(operands, offsets, strides, results, places, at, next);
      at = next;
    }
  }

  private void runNumbers(
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] results,
      int[] places,
      int from,
      int to) {
    int young = age;
    int step = young < NEW ? FEW : MANY;
    int at = from;
    while (at < to) {
      int next = next(at, step, to);
      numbers.run(operands, offsets, strides, results, places, at, next);
      at = next;
    }
    if (young < NEW) {
      age = young + Math.min(NEW, to - from);
    }
  }
}
