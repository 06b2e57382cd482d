package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Ascent;
import dev.wengert.cpu.machine.Contest;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.LoopBody;
import java.util.Objects;
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

  /**
   * Rows from which on vectors are worth it, for any body and for one of few operations. For a
   * function in rows of 16 to 100 they were measured to win two to seven times; of many operations
   * HotSpot makes now and then a loop that loses in rows so short, which a {@link Contest} finds.
   */
  private static final int LONG = 128;

  /** Elements from which on a call may be worth vectors at all. */
  private static final int SHORT = 16;

  private static final int FEW_OPERATIONS = 12;

  private final Stage aligned;

  /** For rows that are not aligned; made when there is one. */
  private final Supplier<@Nullable CompiledLoop> eachMaker;

  private volatile @Nullable Stage each;

  /** The operands that are walked through one by one: where they begin decides on alignment. */
  private final int[] walked;

  /** Makes the form with vectors; null if there is none. */
  private final @Nullable Supplier<@Nullable CompiledLoop> maker;

  private final DType compute;
  private final Ascent ascent;

  /** For calls in short rows of many operations. */
  private final Contest contest;

  /** Operations of an element. */
  private final int operations;

  private final int results;

  private volatile @Nullable Stage vectors;

  /** How many elements a vector has; asked for late, since that loads the Vector API. */
  private int lanes;

  /**
   * Makes one.
   *
   * @param aligned the form for rows that begin at the same index everywhere
   * @param eachMaker makes that for other rows
   * @param maker makes the form with vectors; null if there is none
   */
  StagedLoop(
      LoopBody body,
      LoopForm form,
      CompiledLoop aligned,
      Supplier<@Nullable CompiledLoop> eachMaker,
      @Nullable Supplier<@Nullable CompiledLoop> maker,
      int operations,
      Ascent ascent,
      Contest contest) {
    this.aligned = new Stage(aligned, 0);
    this.eachMaker = eachMaker;
    this.maker = maker;
    this.compute = form.compute();
    this.operations = operations;
    this.ascent = ascent;
    this.contest = contest;
    this.walked = form.contiguous(body.inputs().size());
    this.results = body.results().length();
  }

  /** Returns that of a body in a form; null where classes cannot be defined. */
  static @Nullable StagedLoop of(LoopBody body, LoopForm form) {
    CompiledLoop aligned = LoopCompiler.compile(body, form, LoopKind.ALIGNED);
    return aligned == null
        ? null
        : new StagedLoop(
            body,
            form,
            aligned,
            () -> LoopCompiler.compile(body, form, LoopKind.EACH),
            Simd.isAvailable() && form.hasVectors(body)
                ? () -> LoopCompiler.compile(body, form, LoopKind.VECTORS)
                : null,
            operations(body),
            new Ascent(),
            new Contest());
  }

  /** Returns the form that computes an element a step in aligned rows. */
  CompiledLoop numbers() {
    return aligned.loop;
  }

  /** Returns whether rows are so long that vectors are worth it. */
  boolean isLong(int row) {
    return isLong(row, operations);
  }

  /** Returns whether rows are so long that vectors are worth it for so many operations. */
  static boolean isLong(int row, int operations) {
    return row >= LONG || (row >= SHORT && operations <= FEW_OPERATIONS);
  }

  /** Returns how many operations an element of a body takes. */
  static int operations(LoopBody body) {
    return 1 + body.instructions().size();
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
      Object[] targets,
      int[] places,
      int from,
      int to,
      boolean isLong) {
    int elements = to - from;
    Stage vector = maker != null && (isLong || elements >= SHORT) ? vectors(maker, elements) : null;
    if (vector == null) {
      runNumbers(operands, offsets, strides, targets, places, from, to);
    } else if (!isLong) {
      compete(vector, operands, offsets, strides, targets, places, from, to);
    } else if (ascent.hasArrived()) {
      int middle = to - elements % lanes;
      run(vector, operands, offsets, strides, targets, places, from, middle, to);
    } else if (Ascent.isShort(elements, lanes)) {
      runNumbers(operands, offsets, strides, targets, places, from, to);
    } else {
      rehearse(vector, operands, offsets, strides, targets, places, from, to);
    }
  }

  /** Returns the form with vectors if they pay by now; else counts what is done without them. */
  private @Nullable Stage vectors(Supplier<@Nullable CompiledLoop> of, int elements) {
    Stage known = vectors;
    if (known == null && ascent.pays()) {
      known = make(of);
    }
    if (known == null) {
      ascent.add((long) operations * elements);
    }
    return known;
  }

  /** Computes all in the form whose turn it is. */
  private void compete(
      Stage vector,
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] targets,
      int[] places,
      int from,
      int to) {
    boolean isOver = contest.isOver();
    boolean isForVectors = contest.isForVectors();
    long start = isOver ? 0 : contest.now();
    int middle = isForVectors ? to - (to - from) % lanes : from;
    run(vector, operands, offsets, strides, targets, places, from, middle, to);
    if (!isOver) {
      contest.took(isForVectors, to - from, start);
    }
  }

  /** Computes with vectors up to some element, and with numbers from there. */
  private void run(
      Stage vector,
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] targets,
      int[] places,
      int from,
      int middle,
      int to) {
    if (from < middle) {
      vector.run(operands, offsets, strides, targets, places, from, middle);
    }
    if (middle < to) {
      runNumbers(operands, offsets, strides, targets, places, middle, to);
    }
  }

  /** Returns the form with vectors, which is made once. */
  private synchronized @Nullable Stage make(Supplier<@Nullable CompiledLoop> of) {
    Stage made = vectors;
    if (made == null) {
      CompiledLoop compiled = of.get();
      lanes = Simd.lanes(compute);
      made = compiled == null ? null : new Stage(compiled, NEW);
      vectors = made;
    }
    return made;
  }

  private void rehearse(
      Stage vector,
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] targets,
      int[] places,
      int from,
      int to) {
    if (ascent.rests(to - from)) {
      long start = ascent.now();
      runNumbers(operands, offsets, strides, targets, places, from, to);
      ascent.rested(start);
      return;
    }
    ascent.rehearse(
        from,
        to,
        lanes,
        (at, end) -> vector.run(operands, offsets, strides, targets, places, at, end),
        (at, end) -> runNumbers(operands, offsets, strides, targets, places, at, end));
  }

  private void runNumbers(
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] targets,
      int[] places,
      int from,
      int to) {
    Stage numbers = isAligned(offsets, places) ? aligned : each();
    numbers.run(operands, offsets, strides, targets, places, from, to);
  }

  private boolean isAligned(int[] offsets, int[] places) {
    int place = places[0];
    for (int k : walked) {
      if (offsets[k] != place) {
        return false;
      }
    }
    for (int i = 1; i < results; i++) {
      if (places[i] != place) {
        return false;
      }
    }
    return true;
  }

  private Stage each() {
    Stage known = each;
    return known == null ? makeEach() : known;
  }

  private synchronized Stage makeEach() {
    Stage made = each;
    if (made == null) {
      // The other one could be made, so this one can.
      made = new Stage(Objects.requireNonNull(eachMaker.get()), 0);
      each = made;
    }
    return made;
  }

  /** One of the forms, called for some elements at a time. */
  private static final class Stage {
    private final CompiledLoop loop;

    /**
     * Elements that were computed, up to where it is new no more; a lost count is harmless. Vectors
     * are not new: they have rehearsed in short calls.
     */
    private int age;

    Stage(CompiledLoop loop, int age) {
      this.loop = loop;
      this.age = age;
    }

    void run(
        Object[] operands,
        int[] offsets,
        int[] strides,
        Object[] targets,
        int[] places,
        int from,
        int to) {
      int young = age;
      int step = young < NEW ? FEW : MANY;
      int at = from;
      while (at < to) {
        int next = to - at > step ? at + step : to;
        loop.run(operands, offsets, strides, targets, places, at, next);
        at = next;
      }
      if (young < NEW) {
        age = young + Math.min(NEW, to - from);
      }
    }
  }
}
