package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Derivative;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Loop;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that computes a scalar {@linkplain Expression expression} for each element of its
 * broadcast inputs.
 *
 * <p>The expression is all there is to write: the derivatives are derived from it symbolically and
 * are elementwise primitives again, each one fused loop, to any order.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="elementwise"}
 *
 * <p>In a pullback a cotangent of zero gives zero, also where the partial derivative is infinite or
 * NaN: what was computed in a branch that {@code where} did not take, {@code log(0)} say, does not
 * reach the gradient, nor the derivatives of the gradient. Where the partial is finite nothing is
 * special, so second derivatives are right. The derivatives of a matrix product follow the same
 * rule.
 *
 * <p>The number inputs must have one dtype, which is that of a number result; a truth value is
 * BOOL.
 */
@SuppressWarnings("ReferenceEquality") // ZERO is a marker
public final class Elementwise implements Primitive {

  /** {@code x + y}. */
  public static final Elementwise ADD = operator("add", "plus", Expression::plus);

  /** {@code x - y}. */
  public static final Elementwise SUB = operator("sub", "minus", Expression::minus);

  /** {@code x * y}. */
  public static final Elementwise MUL = operator("mul", "times", Expression::times);

  /** {@code x / y}. */
  public static final Elementwise DIV = of("div", Expression::div);

  /** {@code x^y}. */
  public static final Elementwise POW = of("pow", Expression::pow);

  /** {@code -x}. */
  public static final Elementwise NEG =
      new Elementwise(
          "neg",
          "unaryMinus",
          LoopBody.of(Expression.input(0).unaryMinus(), 1),
          ImmutableList.of());

  /** {@code x < y}. */
  public static final Elementwise LT = of("lt", Expression::lt);

  /** {@code x <= y}. */
  public static final Elementwise LE = of("le", Expression::le);

  /** {@code x > y}. */
  public static final Elementwise GT = of("gt", (a, b) -> b.lt(a));

  /** {@code x >= y}. */
  public static final Elementwise GE = of("ge", (a, b) -> b.le(a));

  /** {@code x == y}. */
  public static final Elementwise EQ = of("eq", Expression::eq);

  /** {@code x != y}. */
  public static final Elementwise NE = of("ne", (a, b) -> Expression.not(a.eq(b)));

  /** {@code a == b} of truth values. */
  static final Elementwise SAME = of("eq", 2, Expression.not(different()));

  /** {@code a != b} of truth values. */
  static final Elementwise DIFFERENT = of("ne", 2, different());

  private final String name;

  /** What a caller knows it by: for an operator of {@link Tensor} the method's name. */
  private final String called;

  private final LoopBody body;

  /**
   * Sets of inputs in each of which this is linear, all together: in a pullback the cotangent, in
   * the derivative of a pullback the cotangent and its tangent.
   */
  private final ImmutableList<BitSet> linear;

  /** The derivative for each input, made when first asked for; a benign race makes it twice. */
  private final @Nullable Partial[] partials;

  private final ConcurrentMap<BitSet, Partial> pushforwards = new ConcurrentHashMap<>();

  private Elementwise(String name, String called, LoopBody body, ImmutableList<BitSet> linear) {
    this.name = name;
    this.called = called;
    this.body = body;
    this.linear = linear;
    this.partials = new @Nullable Partial[body.inputs().size()];
  }

  /** Returns the primitive of one input that computes a formula. */
  public static Elementwise of(String name, UnaryOperator<Expression> formula) {
    return of(name, 1, formula.apply(Expression.input(0)));
  }

  /** Returns the primitive of two inputs that computes a formula. */
  public static Elementwise of(String name, BinaryOperator<Expression> formula) {
    return of(name, 2, formula.apply(Expression.input(0), Expression.input(1)));
  }

  /**
   * Returns the primitive that computes an expression.
   *
   * @param name its name in messages and listings
   * @param inputs how many inputs it has
   * @param expression the formula over {@link Expression#input} and {@link Expression#logical}
   *     values
   * @throws IllegalArgumentException if it has no input, or the expression uses one that is not
   *     there
   */
  public static Elementwise of(String name, int inputs, Expression expression) {
    Preconditions.checkArgument(
        inputs > 0, "%s: an elementwise operation has at least one input; give it one", name);
    return new Elementwise(name, name, LoopBody.of(expression, inputs), ImmutableList.of());
  }

  /**
   * Returns the primitive of a formula that is linear in some of its inputs, taken together, and 0
   * where all of these are, whatever the others: what a hand-written pullback multiplies a
   * cotangent with. Its derivatives follow the same rule.
   *
   * @param inputs how many inputs it has
   * @param linear the numbers of those in which it is linear
   */
  public static Elementwise linearIn(
      String name, int inputs, Expression expression, int... linear) {
    BitSet set = new BitSet(inputs);
    for (int input : linear) {
      set.set(input);
    }
    ImmutableList<BitSet> sets = ImmutableList.of(set);
    LoopBody plain = LoopBody.of(expression, inputs);
    int[] slots = new int[inputs];
    Arrays.setAll(slots, i -> i);
    LoopBody ruled =
        new Derivative(plain, ImmutableIntArray.copyOf(slots)).annihilating(sets).body();
    return new Elementwise(name, name, ruled, sets);
  }

  private static Elementwise operator(
      String name, String method, BinaryOperator<Expression> formula) {
    Expression expression = formula.apply(Expression.input(0), Expression.input(1));
    return new Elementwise(name, method, LoopBody.of(expression, 2), ImmutableList.of());
  }

  private static Expression different() {
    Expression a = Expression.logical(0);
    Expression b = Expression.logical(1);
    return Expression.and(Expression.or(a, b), Expression.not(Expression.and(a, b)));
  }

  /** Returns the derivative of an operation, with the sets of inputs in which it is linear. */
  static Elementwise derivative(String name, LoopBody body, ImmutableList<BitSet> linear) {
    return new Elementwise(name, name, body, linear);
  }

  /** Returns sets of inputs in each of which this is linear, all of a set together. */
  ImmutableList<BitSet> linear() {
    return linear;
  }

  @Override
  public int arity() {
    return body.inputs().size();
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns the formula in canonical form. */
  public LoopBody body() {
    return body;
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    DType numbers = null;
    Shape shape = inputs[0].shape();
    for (int i = 0; i < inputs.length; i++) {
      DType dtype = inputs[i].dtype();
      if ((dtype == DType.BOOL) != (body.inputs().get(i) == Op.Kind.LOGICAL)) {
        throw new IllegalArgumentException(
            called
                + ": input "
                + i
                + " is "
                + dtype
                + "; it takes "
                + (dtype == DType.BOOL
                    ? "numbers: convert with to(FLOAT32)"
                    : "truth values: make them by a comparison"));
      }
      if (dtype != DType.BOOL) {
        if (numbers != null && numbers != dtype) {
          throw new IllegalArgumentException(
              called
                  + ": dtypes differ: "
                  + numbers
                  + " and "
                  + dtype
                  + "; convert one of them with to("
                  + numbers
                  + ") or to("
                  + dtype
                  + ")");
        }
        numbers = dtype;
      }
      shape = Shape.broadcast(called, shape, inputs[i].shape());
    }
    Op floating = numbers == DType.INT32 ? body.floatingOperator() : null;
    if (floating != null) {
      throw new IllegalArgumentException(
          called + ": not defined for INT32; convert with to(FLOAT32) or to(FLOAT64)");
    }
    if (body.kind() == Op.Kind.LOGICAL) {
      return new Spec[] {new Spec(DType.BOOL, shape)};
    }
    if (numbers == null) {
      throw new IllegalArgumentException(
          called + ": no number among the inputs: " + Arrays.toString(inputs));
    }
    Spec first = inputs[0];
    return new Spec[] {first.withDType(numbers).withShape(shape)};
  }

  @Override
  public Loop lower(Spec... inputs) {
    return new Loop(body);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return pullback(inputs, () -> outputs[0], needed);
  }

  /** Returns the pullback of an execution whose output is asked for only where it is needed. */
  @Nullable Pullback pullback(Tensor[] inputs, Supplier<Tensor> output, boolean[] needed) {
    int n = inputs.length;
    Partial[] wanted = new Partial[n];
    Shape[] shapes = new Shape[n];
    Tensor[] kept = new Tensor[n + 1];
    boolean any = false;
    for (int i = 0; i < n; i++) {
      if (!needed[i]) {
        continue;
      }
      Partial partial = partial(i);
      if (partial == Partial.ZERO) {
        continue;
      }
      any = true;
      wanted[i] = partial;
      shapes[i] = inputs[i].shape();
      for (int slot : partial.slots()) {
        if (slot < n) {
          kept[slot] = inputs[slot];
        } else if (slot == n && kept[n] == null) {
          kept[n] = output.get();
        }
      }
    }
    return any ? new FusedPullback(wanted, shapes, kept) : null;
  }

  /** Aligns the examples' axes: shorter ones get sides of 1 behind the mapped axis. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    int rank = 0;
    for (int i = 0; i < inputs.length; i++) {
      rank = Math.max(rank, inputs[i].rank() - (mapped[i] ? 1 : 0));
    }
    Tensor[] aligned = inputs.clone();
    for (int i = 0; i < inputs.length; i++) {
      if (mapped[i] && inputs[i].rank() <= rank) {
        int[] from = inputs[i].shape().sides();
        int[] sides = new int[rank + 1];
        Arrays.fill(sides, 1);
        sides[0] = size;
        System.arraycopy(from, 1, sides, rank + 2 - from.length, from.length - 1);
        aligned[i] = inputs[i].reshape(sides);
      }
    }
    return applyAll(aligned);
  }

  private Partial partial(int input) {
    Partial partial = partials[input];
    if (partial == null) {
      partial = Partial.ofPullback(this, input);
      partials[input] = partial;
    }
    return partial;
  }

  /** The derivative along each set of inputs is made once. */
  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    int n = inputs.length;
    boolean[] carries = new boolean[n];
    Tensor[] values = Arrays.copyOf(inputs, 2 * n + 1);
    values[n] = outputs[0];
    int next = n + 1;
    BitSet key = new BitSet(n);
    for (int i = 0; i < n; i++) {
      Tensor tangent = tangents[i];
      if (tangent != null) {
        carries[i] = true;
        key.set(i);
        values[next++] = tangent;
      }
    }
    Partial partial = pushforwards.computeIfAbsent(key, k -> Partial.ofPushforward(this, carries));
    if (partial == Partial.ZERO) {
      return new @Nullable Tensor[] {null};
    }
    Tensor[] operands = new Tensor[partial.slots().length];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = values[partial.slots()[i]];
    }
    return new Tensor[] {Broadcast.to(partial.apply(operands), outputs[0].shape())};
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Elementwise e
        && name.equals(e.name)
        && body.equals(e.body)
        && linear.equals(e.linear);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + body.hashCode();
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }

  /** The pullbacks of all wanted inputs, and the forward values that they take between them. */
  private static final class FusedPullback implements Pullback {
    private final Partial[] partials;
    private final Shape[] shapes;
    private final Tensor[] kept;

    FusedPullback(Partial[] partials, Shape[] shapes, Tensor[] kept) {
      this.partials = partials;
      this.shapes = shapes;
      this.kept = kept;
    }

    @Override
    public @Nullable Tensor[] pull(Tensor[] cotangents) {
      @Nullable Tensor[] result = new @Nullable Tensor[partials.length];
      for (int i = 0; i < result.length; i++) {
        Partial partial = partials[i];
        if (partial != null) {
          Tensor[] operands = new Tensor[partial.slots().length];
          for (int j = 0; j < operands.length; j++) {
            int slot = partial.slots()[j];
            operands[j] = slot < kept.length ? kept[slot] : cotangents[0];
          }
          result[i] = partial.apply(operands, cotangents[0].shape(), shapes[i]);
        }
      }
      return result;
    }
  }
}
