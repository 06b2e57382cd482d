package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Loop;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link AnnihilatingGemm} runs: as the plain product. Only where there are infinities or
 * NaN, further products tell which elements met such a factor with one that is not 0, and what the
 * others are without the terms that do not count.
 */
public final class AnnihilatingProducts implements Task {

  private static final Expression X = Expression.input(0);
  private static final Expression IS_FINITE = Expression.abs(X).lt(Double.POSITIVE_INFINITY);
  private static final Expression ZERO = Expression.constant(0);
  private static final Expression ONE = Expression.constant(1);

  private static final Loop FINITE =
      new Loop(LoopBody.of(Expression.select(IS_FINITE, X, ZERO), 1));
  private static final Loop NON_FINITE =
      new Loop(LoopBody.of(Expression.select(IS_FINITE, ZERO, ONE), 1));
  private static final Loop NON_ZERO =
      new Loop(LoopBody.of(Expression.select(X.eq(0), ZERO, ONE), 1));
  private static final Loop CHOSEN =
      new Loop(
          LoopBody.of(Expression.select(X.eq(0), Expression.input(1), Expression.input(2)), 3));

  private final AnnihilatingGemm kernel;
  private final Layout[] inputs;
  private final Layout c;
  private final @Nullable SecondFactors second;
  private final Task plain;

  private final Watch watch;

  /** What is done where something is not finite; made when first needed, by a benign race twice. */
  private @Nullable Careful careful;

  private AnnihilatingProducts(
      AnnihilatingGemm kernel, Layout[] inputs, Layout c, @Nullable SecondFactors second) {
    this.kernel = kernel;
    this.inputs = inputs;
    this.c = c;
    this.second = second;
    this.plain =
        second == null
            ? Products.bind(kernel.product(), inputs, c)
            : Products.bind(kernel.product(), inputs, c, second);
    this.watch = Watch.of(kernel, inputs, c, second);
  }

  /** Binds a product. */
  public static Task bind(AnnihilatingGemm kernel, Layout[] inputs, Layout c) {
    return new AnnihilatingProducts(kernel, inputs.clone(), c, null);
  }

  /** Binds a product whose second factors are laid out when each is needed. */
  public static Task bind(
      AnnihilatingGemm kernel, Layout[] inputs, Layout c, SecondFactors second) {
    return new AnnihilatingProducts(kernel, inputs.clone(), c, second);
  }

  @Override
  public void run(Frame frame) {
    plain.run(frame);
    if (watch.isOperandFinite(frame)
        && watch.areFinite(frame.array(2), frame.offset(2), c.shape().size())) {
      return;
    }
    if (second == null) {
      mend(frame);
    } else {
      Products.onAll(second, inputs[1], frame, this::mend);
    }
  }

  private void mend(Frame frame) {
    Careful known = careful;
    if (known == null) {
      known = new Careful(kernel, inputs, c);
      careful = known;
    }
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    Frame step = lane.frame(4);
    try {
      known.run(frame, lane, step);
    } finally {
      step.clear();
      lane.release(mark);
    }
  }

  /** The further products, and what is chosen from them. */
  private static final class Careful {
    private final AnnihilatingGemm kernel;
    private final DType dtype;
    private final int size;
    private final Mapped finiteA;
    private final Mapped finiteB;
    private final Mapped nonFiniteA;
    private final Mapped nonFiniteB;
    private final Mapped nonZeroA;
    private final Mapped nonZeroB;
    private final Task counted;
    private final Task metByA;
    private final Task metByB;
    private final Task choice;

    Careful(AnnihilatingGemm kernel, Layout[] inputs, Layout c) {
      Gemm gemm = kernel.product();
      this.kernel = kernel;
      this.dtype = c.dtype();
      this.size = c.shape().size();
      this.finiteA = Mapped.of(FINITE, inputs[0]);
      this.finiteB = Mapped.of(FINITE, inputs[1]);
      this.nonFiniteA = Mapped.of(NON_FINITE, inputs[0]);
      this.nonFiniteB = Mapped.of(NON_FINITE, inputs[1]);
      this.nonZeroA = Mapped.of(NON_ZERO, inputs[0]);
      this.nonZeroB = Mapped.of(NON_ZERO, inputs[1]);
      Layout a = kernel.byB() ? finiteA.result : inputs[0];
      Layout b = kernel.byA() ? finiteB.result : inputs[1];
      this.counted = Products.bind(gemm, new Layout[] {a, b}, c);
      this.metByA = Products.bind(gemm, new Layout[] {nonZeroA.result, nonFiniteB.result}, c);
      this.metByB = Products.bind(gemm, new Layout[] {nonFiniteA.result, nonZeroB.result}, c);
      this.choice = Loops.bind(CHOSEN, new Layout[] {c, c, c}, new Layout[] {c});
    }

    void run(Frame frame, Lane lane, Frame step) {
      Object left = lane.numbers(dtype, finiteA.result.stored());
      Object right = lane.numbers(dtype, finiteB.result.stored());
      Object met = lane.numbers(dtype, size);
      Object kept = lane.numbers(dtype, size);
      if (kernel.byB()) {
        finiteA.run(frame, 0, step, left);
      }
      if (kernel.byA()) {
        finiteB.run(frame, 1, step, right);
      }
      step.setAs(0, frame, 0);
      step.setAs(1, frame, 1);
      if (kernel.byB()) {
        step.set(0, left, 0);
      }
      if (kernel.byA()) {
        step.set(1, right, 0);
      }
      step.set(2, kept, 0);
      counted.run(step);
      if (kernel.byA()) {
        nonZeroA.run(frame, 0, step, left);
        nonFiniteB.run(frame, 1, step, right);
        choose(metByA, frame, step, left, right, met, kept);
      }
      if (kernel.byB()) {
        nonFiniteA.run(frame, 0, step, left);
        nonZeroB.run(frame, 1, step, right);
        choose(metByB, frame, step, left, right, met, kept);
      }
      System.arraycopy(kept, 0, frame.array(2), frame.offset(2), size);
    }

    /** Where nothing met what does not count, what was counted, else the plain product. */
    private void choose(
        Task product, Frame frame, Frame step, Object left, Object right, Object met, Object kept) {
      step.set(0, left, 0);
      step.set(1, right, 0);
      step.set(2, met, 0);
      product.run(step);
      step.set(0, met, 0);
      step.set(1, kept, 0);
      step.setAs(2, frame, 2);
      step.set(3, kept, 0);
      choice.run(step);
    }
  }

  /**
   * A loop over an operand.
   *
   * @param result how its result lies
   */
  private record Mapped(Task task, Layout result) {

    static Mapped of(Loop loop, Layout operand) {
      Layout[] operands = {operand};
      Layout result = loop.layout(0, operand.spec(), operands);
      return new Mapped(Loops.bind(loop, operands, new Layout[] {result}), result);
    }

    void run(Frame frame, int operand, Frame step, Object into) {
      step.setAs(0, frame, operand);
      step.set(1, into, 0);
      task.run(step);
    }
  }
}
