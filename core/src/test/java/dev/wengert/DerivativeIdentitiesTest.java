package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.expression.Op;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * What holds of the derivative of any function, for every primitive over random shapes: forward and
 * reverse mode agree with each other and with differences, both are linear, Hessians are symmetric.
 */
class DerivativeIdentitiesTest {

  /**
   * A function with arguments to take it at.
   *
   * @param name what it is
   * @param f the function
   * @param arguments where the derivative is taken
   */
  record Case(String name, Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {

    /** Differences see the steps and kinks of these, and what a derivative is told not to see. */
    private static final Set<String> NOT_SMOOTH =
        Set.of("floor", "rint", "min", "max", "stopGradient");

    boolean isSmooth() {
      return !NOT_SMOOTH.contains(name);
    }

    @Override
    public String toString() {
      return name + " of " + arguments.stream().map(x -> x.spec().toString()).toList();
    }
  }

  /** Makes a case from a generator of random numbers. */
  private interface Maker {
    Case make(Random random);
  }

  /**
   * What functions are written out with: pieces, not smooth functions of their own; and the
   * operator whose slope is whatever is stated.
   */
  private static final EnumSet<Op> HELPERS =
      EnumSet.of(Op.POW2, Op.EXPONENT, Op.SIGNIFICAND, Op.SIN_FAR, Op.COS_FAR, Op.WITH_SLOPE);

  private static final ImmutableList<Maker> MAKERS = makers();

  private static ImmutableList<Maker> makers() {
    ImmutableList.Builder<Maker> makers = ImmutableList.builder();
    for (Op op : Op.values()) {
      if (op.result() == Op.Kind.NUMBER && op != Op.SELECT && !HELPERS.contains(op)) {
        makers.add(random -> elementwise(op, random));
      }
    }
    for (boolean ta : new boolean[] {false, true}) {
      for (boolean tb : new boolean[] {false, true}) {
        makers.add(random -> matmul(ta, tb, random));
      }
    }
    makers.add(DerivativeIdentitiesTest::where);
    makers.add(DerivativeIdentitiesTest::square);
    makers.add(DerivativeIdentitiesTest::stack);
    makers.add(DerivativeIdentitiesTest::fanOut);
    makers.add(
        random -> {
          Tensor x = positive(random);
          int[] axes = IntStream.range(0, x.rank()).filter(i -> random.nextBoolean()).toArray();
          boolean keep = random.nextBoolean();
          return unary("sum", x, y -> new Sum(ImmutableIntArray.copyOf(axes), keep).apply(y));
        });
    makers.add(
        random -> {
          Tensor x = positive(random);
          return unary("reshape", x, y -> y.reshape(1, -1));
        });
    makers.add(
        random -> {
          Tensor x = positive(random);
          return unary("broadcastTo", x, y -> y.broadcastTo(prepended(2, y.shape())));
        });
    makers.add(
        random -> {
          Tensor x = Samples.positive(random, 2, 1, 3);
          return unary("broadcastTo", x, y -> y.broadcastTo(3, 2, 4, 3));
        });
    makers.add(
        random -> {
          Tensor x = Samples.positive(random, side(random), side(random), side(random));
          return unary("transpose", x, y -> y.transpose(2, 0, 1));
        });
    makers.add(
        random -> {
          Tensor x = Samples.positive(random, 4, side(random));
          return unary("slice", x, y -> y.get(Index.range(-1, Integer.MIN_VALUE, -2), Index.all()));
        });
    makers.add(
        random -> {
          Tensor x = Samples.positive(random, 2, side(random));
          Shape whole = Shape.of(6, x.shape().side(1));
          return unary(
              "pad",
              x,
              y ->
                  new Pad(ImmutableIntArray.of(5, 0), ImmutableIntArray.of(-3, 1), whole).apply(y));
        });
    makers.add(
        random -> {
          int n = side(random);
          List<Tensor> parts =
              List.of(
                  Samples.positive(random, n, 2),
                  Samples.positive(random, n, 0),
                  Samples.positive(random, n, 3));
          return new Case("concat", in -> new Concat(1).apply(in.toArray(new Tensor[0])), parts);
        });
    makers.add(
        random -> unary("stopGradient", positive(random), y -> Autodiff.stopGradient(y).times(y)));
    makers.add(
        random -> {
          Function<List<Tensor>, Tensor> custom =
              Autodiff.custom(
                  "custom",
                  in -> in.get(0).times(in.get(0)).times(in.get(1)),
                  (in, out, d) ->
                      List.of(
                          in.get(0).times(in.get(1)).times(d).times(2),
                          in.get(0).times(in.get(0)).times(d)));
          Shape shape = shape(random);
          return new Case(
              "custom",
              custom,
              List.of(
                  Samples.positive(random, shape.sides()),
                  Samples.positive(random, shape.sides())));
        });
    return makers.build();
  }

  /** The operator on operands that broadcast against each other; a composition on top. */
  private static Case elementwise(Op op, Random random) {
    Expression[] inputs = new Expression[op.arity()];
    List<Tensor> arguments = new ArrayList<>();
    Shape shape = shape(random);
    for (int i = 0; i < op.arity(); i++) {
      inputs[i] = Expression.input(i);
      arguments.add(Samples.positive(random, part(random, shape)));
    }
    Elementwise primitive = Elementwise.of(op.symbol(), op.arity(), Expression.apply(op, inputs));
    return new Case(
        op.symbol(), in -> primitive.apply(in.toArray(new Tensor[0])).times(in.get(0)), arguments);
  }

  private static Case matmul(boolean ta, boolean tb, Random random) {
    int m = side(random);
    int k = side(random);
    int n = side(random);
    Tensor a = ta ? Samples.positive(random, 2, k, m) : Samples.positive(random, 2, m, k);
    Tensor b = tb ? Samples.positive(random, 2, n, k) : Samples.positive(random, 2, k, n);
    return new Case(
        "matmul " + ta + tb, in -> MatMul.of(in.get(0), in.get(1), ta, tb), List.of(a, b));
  }

  private static Case stack(Random random) {
    return new Case(
        "matmul of stacks",
        in -> in.get(0).matmul(in.get(1)),
        List.of(
            Samples.positive(random, 3, 1, 2, side(random)).transpose(),
            Samples.positive(random, 2, 2, 3)));
  }

  private static Case where(Random random) {
    Shape shape = shape(random);
    Elementwise where =
        Elementwise.of(
            "where",
            3,
            Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));
    Tensor condition = Samples.positive(random, shape.sides()).lt(1);
    return new Case(
        "where",
        in -> where.apply(condition, in.get(0), in.get(1).times(in.get(1))),
        List.of(
            Samples.positive(random, part(random, shape)),
            Samples.positive(random, part(random, shape))));
  }

  private static Case square(Random random) {
    return unary("mul(x, x)", positive(random), x -> x.times(x));
  }

  private static Case fanOut(Random random) {
    return unary(
        "fan-out",
        positive(random),
        x -> {
          Tensor y = x.times(x);
          return y.div(x.plus(y)).plus(y.times(x)).minus(y.pow(y));
        });
  }

  private static Case unary(String name, Tensor x, Function<Tensor, Tensor> f) {
    return new Case(name, in -> f.apply(in.get(0)).times(1.5), List.of(x));
  }

  private static Tensor positive(Random random) {
    return Samples.positive(random, shape(random).sides());
  }

  /** Rank 0 to 3, sides 0 to 3, an empty one now and then. */
  private static Shape shape(Random random) {
    int[] sides = new int[random.nextInt(4)];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3);
    }
    return Shape.of(sides);
  }

  private static int side(Random random) {
    return random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
  }

  /** Sides that broadcast to a shape. */
  private static int[] part(Random random, Shape shape) {
    int missing = random.nextInt(3) == 0 ? random.nextInt(shape.rank() + 1) : 0;
    int[] sides = java.util.Arrays.copyOfRange(shape.sides(), missing, shape.rank());
    for (int i = 0; i < sides.length; i++) {
      sides[i] = random.nextInt(4) == 0 ? 1 : sides[i];
    }
    return sides;
  }

  private static int[] prepended(int side, Shape shape) {
    int[] sides = new int[shape.rank() + 1];
    sides[0] = side;
    System.arraycopy(shape.sides(), 0, sides, 1, shape.rank());
    return sides;
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.integers()
        .between(0, MAKERS.size() - 1)
        .withDistribution(net.jqwik.api.RandomDistribution.uniform())
        .flatMap(
            i ->
                Arbitraries.longs()
                    .withDistribution(net.jqwik.api.RandomDistribution.uniform())
                    .withoutEdgeCases()
                    .map(seed -> MAKERS.get(i).make(new Random(seed))))
        .dontShrink();
  }

  @Property(seed = "1", tries = 600)
  void forwardModeAgreesWithDifferences(@ForAll("cases") Case c) {
    Random random = Seeds.random(1);
    List<Tensor> v = like(random, c.arguments());
    Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(c.f(), c.arguments(), v);
    Samples.assertClose(jvp.value(), c.f().apply(c.arguments()), 0);
    double h = 1e-3;
    Tensor difference =
        c.f()
            .apply(moved(c.arguments(), v, h))
            .minus(c.f().apply(moved(c.arguments(), v, -h)))
            .times(8)
            .minus(c.f().apply(moved(c.arguments(), v, 2 * h)))
            .plus(c.f().apply(moved(c.arguments(), v, -2 * h)))
            .div(12 * h);
    if (c.isSmooth()) {
      Samples.assertClose(jvp.tangent(), difference, 1e-6);
    }
  }

  /** {@code <J v, u> = <v, J' u>}. */
  @Property(seed = "2", tries = 600)
  void reverseModeIsTheTransposeOfForwardMode(@ForAll("cases") Case c) {
    Random random = Seeds.random(2);
    List<Tensor> v = like(random, c.arguments());
    Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(c.f(), c.arguments(), v);
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(c.f(), c.arguments());
    Tensor u = like(random, List.of(jvp.value())).get(0);
    List<Tensor> pulled = vjp.pullback().apply(u);
    for (int i = 0; i < v.size(); i++) {
      assertThat(pulled.get(i).spec()).isEqualTo(c.arguments().get(i).spec());
    }
    assertThat(dot(pulled, v)).isCloseTo(Samples.dot(jvp.tangent(), u), within(1e-10));
  }

  @Property(seed = "3", tries = 400)
  void aPullbackIsLinearInTheCotangent(@ForAll("cases") Case c) {
    Random random = Seeds.random(3);
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(c.f(), c.arguments());
    Tensor u = like(random, List.of(vjp.value())).get(0);
    Tensor w = like(random, List.of(vjp.value())).get(0);
    List<Tensor> together = vjp.pullback().apply(u.times(2).minus(w.times(3)));
    List<Tensor> one = vjp.pullback().apply(u);
    List<Tensor> other = vjp.pullback().apply(w);
    for (int i = 0; i < one.size(); i++) {
      Samples.assertClose(together.get(i), one.get(i).times(2).minus(other.get(i).times(3)), 1e-12);
    }
  }

  /** {@code <w, H v> = <v, H w>}. */
  @Property(seed = "4", tries = 400)
  void hessiansAreSymmetric(@ForAll("cases") Case c) {
    Random random = Seeds.random(4);
    Function<List<Tensor>, Tensor> g = paired(c, random);
    List<Tensor> v = like(random, c.arguments());
    List<Tensor> w = like(random, c.arguments());
    double wHv = dot(Autodiff.hvp(g, c.arguments(), v), w);
    double vHw = dot(Autodiff.hvp(g, c.arguments(), w), v);
    assertThat(wHv).isCloseTo(vHw, within(1e-9 * Math.max(1, Math.abs(wHv))));
  }

  /** Forward over reverse, reverse over reverse and reverse over forward give one product. */
  @Property(seed = "5", tries = 400)
  void hessianProductsAgreeInEveryMixOfModes(@ForAll("cases") Case c) {
    Random random = Seeds.random(5);
    Function<List<Tensor>, Tensor> g = paired(c, random);
    List<Tensor> v = like(random, c.arguments());
    List<Tensor> forwardOverReverse = Autodiff.hvp(g, c.arguments(), v);
    List<Tensor> reverseOverReverse =
        Autodiff.valueAndGrad(
                in -> pairing(Autodiff.valueAndGrad(g, in).gradients(), v), c.arguments())
            .gradients();
    List<Tensor> reverseOverForward =
        Autodiff.valueAndGrad(in -> Autodiff.jvp(g, in, v).tangent(), c.arguments()).gradients();
    for (int i = 0; i < v.size(); i++) {
      Samples.assertClose(reverseOverReverse.get(i), forwardOverReverse.get(i), 1e-9);
      Samples.assertClose(reverseOverForward.get(i), forwardOverReverse.get(i), 1e-9);
    }
  }

  /** The gradient of f after x^2 is the pullback of f, times 2 x. */
  @Property(seed = "6", tries = 300)
  void aCompositionFollowsTheChainRule(@ForAll("cases") Case c) {
    Random random = Seeds.random(6);
    List<Tensor> squares = c.arguments().stream().map(x -> x.times(x)).toList();
    Autodiff.Vjp<List<Tensor>, Tensor> outer = Autodiff.vjp(c.f(), squares);
    Tensor u = like(random, List.of(outer.value())).get(0);
    List<Tensor> expected = outer.pullback().apply(u);
    List<Tensor> actual =
        Autodiff.vjp(in -> c.f().apply(in.stream().map(x -> x.times(x)).toList()), c.arguments())
            .pullback()
            .apply(u);
    for (int i = 0; i < actual.size(); i++) {
      Samples.assertClose(
          actual.get(i), expected.get(i).times(c.arguments().get(i)).times(2), 1e-12);
    }
  }

  /** In FLOAT32 every derivative is FLOAT32, and that of FLOAT64 but for rounding. */
  @Property(seed = "7", tries = 300)
  void float32DerivativesAreThoseOfFloat64Rounded(@ForAll("cases") Case c) {
    Random random = Seeds.random(7);
    List<Tensor> singles = c.arguments().stream().map(x -> x.to(DType.FLOAT32)).toList();
    List<Tensor> doubles = singles.stream().map(x -> x.to(DType.FLOAT64)).toList();
    Autodiff.Vjp<List<Tensor>, Tensor> single = Autodiff.vjp(c.f(), singles);
    Autodiff.Vjp<List<Tensor>, Tensor> exact = Autodiff.vjp(c.f(), doubles);
    Tensor u = like(random, List.of(exact.value())).get(0).to(DType.FLOAT32);
    List<Tensor> expected = exact.pullback().apply(u.to(DType.FLOAT64));
    List<Tensor> actual = single.pullback().apply(u);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).dtype()).isEqualTo(DType.FLOAT32);
      Samples.assertClose(actual.get(i).to(DType.FLOAT64), expected.get(i), 2e-4);
    }
  }

  @Test
  void thePrimitivesOfTheCoreAreAllThere() {
    assertThat(MAKERS).hasSize(28 + 4 + 14);
  }

  /** {@code <u, f(x)>} for a random u: a scalar function whose Hessian mixes all outputs. */
  private static Function<List<Tensor>, Tensor> paired(Case c, Random random) {
    Tensor u = like(random, List.of(c.f().apply(c.arguments()))).get(0);
    return in -> Samples.sum(c.f().apply(in).times(u));
  }

  private static Tensor pairing(List<Tensor> a, List<Tensor> b) {
    Tensor total = Tensor.scalar(0.0);
    for (int i = 0; i < a.size(); i++) {
      total = total.plus(Samples.sum(a.get(i).times(b.get(i))));
    }
    return total;
  }

  private static List<Tensor> like(Random random, List<Tensor> tensors) {
    return tensors.stream().map(x -> Samples.normal(random, x.shape().sides())).toList();
  }

  private static List<Tensor> moved(List<Tensor> x, List<Tensor> direction, double step) {
    return IntStream.range(0, x.size())
        .mapToObj(i -> x.get(i).plus(direction.get(i).times(step)))
        .toList();
  }

  private static double dot(List<Tensor> a, List<Tensor> b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> Samples.dot(a.get(i), b.get(i))).sum();
  }
}
