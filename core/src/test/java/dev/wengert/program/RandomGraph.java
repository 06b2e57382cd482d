package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Autodiff;
import dev.wengert.Concat;
import dev.wengert.ControlFlow;
import dev.wengert.Elementwise;
import dev.wengert.Extreme;
import dev.wengert.Gather;
import dev.wengert.Index;
import dev.wengert.Keep;
import dev.wengert.Key;
import dev.wengert.MapSum;
import dev.wengert.MatMul;
import dev.wengert.Pad;
import dev.wengert.Scan;
import dev.wengert.ScatterAdd;
import dev.wengert.Split;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A function that a seed decides: so many operations on its arguments, each of what came before, of
 * which it returns some. It is the same function each time.
 *
 * <p>The arguments are floating tensors of {@link #SHAPES}, then INT32 positions [4] from 0 to 2
 * and the bits of a key.
 */
final class RandomGraph implements Function<List<Tensor>, List<Tensor>> {

  static final List<Shape> SHAPES =
      List.of(Shape.of(7, 3), Shape.of(3), Shape.of(3, 5), Shape.of(), Shape.of(70, 90));

  private static final int MOST_ELEMENTS = 20_000;

  private static final List<UnaryOperator<Expression>> FORMULAS =
      List.of(
          Expression::exp,
          Expression::log,
          Expression::sqrt,
          Expression::tanh,
          Expression::sigmoid,
          Expression::abs,
          Expression::sin,
          Expression::erf,
          Expression::log1p,
          Expression::expm1,
          Expression::floor,
          Expression::sign,
          Expression::unaryMinus,
          x -> x.times(x),
          x -> x.times(Expression.sigmoid(x)),
          x -> Expression.max(x, Expression.constant(0)));

  private static final Elementwise SELECT =
      Elementwise.of(
          "select",
          3,
          Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));

  private static final Elementwise MAXIMUM = Elementwise.of("maximum", Expression::max);
  private static final Elementwise PRODUCT = Elementwise.of("product", (x, y) -> x.times(y));

  private static final double[] NUMBERS = {0, -0.0, 1, -1, 2, 0.1, 1e-30, Double.NaN};

  private final long seed;
  private final int operations;

  RandomGraph(long seed, int operations) {
    this.seed = seed;
    this.operations = operations;
  }

  @Override
  public List<Tensor> apply(List<Tensor> arguments) {
    return new Run(new Random(seed), arguments).run();
  }

  /** One evaluation. */
  private final class Run {
    private final Random random;
    private final List<Tensor> numbers = new ArrayList<>();
    private final List<Tensor> whole = new ArrayList<>();
    private final List<Tensor> truths = new ArrayList<>();
    private final Tensor positions;
    private final Key key;
    private final DType dtype;

    Run(Random random, List<Tensor> arguments) {
      this.random = random;
      numbers.addAll(arguments.subList(0, SHAPES.size()));
      positions = arguments.get(SHAPES.size());
      key = Key.ofBits(arguments.get(SHAPES.size() + 1));
      whole.add(positions);
      dtype = numbers.get(0).dtype();
    }

    List<Tensor> run() {
      for (int i = 0; i < operations; i++) {
        step(i);
      }
      List<Tensor> results = new ArrayList<>();
      results.add(numbers.get(numbers.size() - 1));
      for (List<Tensor> values : List.of(numbers, whole, truths)) {
        for (int i = 0; i < 2 && !values.isEmpty(); i++) {
          results.add(any(values));
        }
      }
      return results;
    }

    private Tensor any(List<Tensor> values) {
      // What is new is taken more often than what is old.
      int back = (int) (random.nextDouble() * random.nextDouble() * values.size());
      return values.get(values.size() - 1 - back);
    }

    private Tensor any() {
      return any(numbers);
    }

    /** Returns a tensor that broadcasts against another. */
    private Tensor beside(Tensor x) {
      Tensor other = any();
      return other.shape().broadcastsTo(x.shape()) || x.shape().broadcastsTo(other.shape())
          ? other
          : Sum.of(other, false);
    }

    private void keep(Tensor x) {
      if (x.size() <= MOST_ELEMENTS && x.rank() <= 4) {
        (x.dtype() == DType.BOOL ? truths : x.dtype() == DType.INT32 ? whole : numbers).add(x);
      }
    }

    private int axis(Tensor x) {
      return random.nextInt(x.rank());
    }

    private void step(int i) {
      Tensor x = any();
      int kind = random.nextInt(36);
      if (kind < 8) {
        arithmetic(kind, x);
      } else if (kind < 14) {
        whole(kind - 8, x);
      } else if (kind < 18) {
        folded(kind - 14, x);
      } else if (kind < 25) {
        moved(kind - 18, x);
      } else if (x.rank() > 0 && x.size() > 0) {
        function(kind - 25, x, i);
      }
    }

    private UnaryOperator<Tensor> formula() {
      int which = random.nextInt(FORMULAS.size());
      Elementwise map = Elementwise.of("f" + which, FORMULAS.get(which));
      return map::apply;
    }

    private void arithmetic(int kind, Tensor x) {
      Tensor y = beside(x);
      double number = NUMBERS[random.nextInt(NUMBERS.length)];
      keep(
          switch (kind) {
            case 0 -> x.plus(y);
            case 1 -> x.minus(y);
            case 2 -> x.times(y);
            case 3 -> x.div(y);
            case 4 -> random.nextBoolean() ? x.plus(number) : x.times(number);
            case 5 -> random.nextBoolean() ? x.minus(number) : x.div(number);
            case 6 -> random.nextInt(4) == 0 ? x.pow(2) : MAXIMUM.apply(x, y);
            default -> formula().apply(x);
          });
    }

    private void whole(int kind, Tensor x) {
      switch (kind) {
        case 0 -> keep(x.lt(beside(x)));
        case 1 -> keep(x.ne(NUMBERS[random.nextInt(3)]));
        case 2 -> keep(x.to(DType.INT32));
        case 3 -> {
          Tensor n = any(whole);
          keep(random.nextBoolean() ? n.plus(2) : n.times(n));
        }
        case 4 -> {
          Tensor n = any(whole);
          keep(n.size() > 0 && random.nextInt(8) == 0 ? Sum.of(n.div(n), false) : n.to(dtype));
        }
        default -> {
          Tensor condition = truths.isEmpty() ? x.gt(0) : any(truths);
          Tensor other = beside(x);
          boolean fits = condition.shape().broadcastsTo(x.shape());
          keep(SELECT.apply(fits ? condition : x.le(0.5), x, other));
        }
      }
    }

    private void folded(int kind, Tensor x) {
      if (x.rank() == 0 || x.size() == 0) {
        return;
      }
      int axis = axis(x);
      boolean stays = random.nextBoolean();
      if (kind == 0 && x.rank() == 2 && random.nextBoolean()) {
        // Of what a loop makes of another shape.
        Tensor longer = x.reshape(1, x.shape().side(0), x.shape().side(1)).times(x);
        keep(Sum.of(longer, stays, axis + 1));
        return;
      }
      keep(
          switch (kind) {
            case 0 -> Sum.of(x, stays, axis);
            case 1 -> Extreme.of(x, random.nextBoolean(), stays, axis);
            case 2 -> MapSum.of(PRODUCT, stays, new int[] {axis}, x, x.plus(beside(x)));
            default -> x.minus(Extreme.of(x, true, true, axis)).div(Sum.of(x, true, axis));
          });
    }

    private Tensor perhapsTwiceNegated(Tensor x) {
      return random.nextBoolean() ? x.unaryMinus().unaryMinus() : x;
    }

    private void moved(int kind, Tensor x) {
      if (x.rank() == 0 || x.size() == 0) {
        keep(x.size() == 0 ? x : x.broadcastTo(4, 1));
        return;
      }
      int axis = axis(x);
      int side = x.shape().side(axis);
      int[] sides = x.shape().sides();
      switch (kind) {
        case 0 -> {
          int form = random.nextInt(3);
          boolean isLonger = form == 2 && x.rank() == 2;
          keep(
              isLonger
                  ? perhapsTwiceNegated(x.reshape(1, sides[0], sides[1]))
                  : x.reshape(form == 0 ? new int[] {-1} : new int[] {1, -1}));
        }
        case 1 -> keep(x.rank() > 1 ? x.transpose() : perhapsTwiceNegated(x.broadcastTo(2, side)));
        case 2 -> {
          Index[] indices = new Index[axis + 1];
          Arrays.fill(indices, Index.all());
          indices[axis] =
              random.nextBoolean() ? Index.range(0, side, 2) : Index.range(side - 1, -side - 1, -1);
          keep(x.get(indices));
        }
        case 3 -> {
          int[] starts = new int[x.rank()];
          int[] steps = new int[x.rank()];
          Arrays.fill(steps, 1);
          starts[axis] = 1;
          sides[axis] += 2;
          keep(
              new Pad(
                      ImmutableIntArray.copyOf(starts),
                      ImmutableIntArray.copyOf(steps),
                      Shape.of(sides))
                  .apply(x));
        }
        case 4 -> keep(new Concat(axis).apply(x, x.times(2), x));
        case 5 -> {
          ImmutableIntArray parts = ImmutableIntArray.of(side / 2, side - side / 2);
          for (Tensor part : new Split(axis, parts).applyAll(x)) {
            keep(part);
          }
        }
        default -> {
          if (side >= 3) {
            Tensor rows = new Gather(axis, 0).apply(x, positions);
            keep(rows);
            keep(new ScatterAdd(axis, 0, side).apply(rows, positions));
          }
        }
      }
    }

    private void function(int kind, Tensor x, int i) {
      UnaryOperator<Tensor> g = formula();
      UnaryOperator<Tensor> h = formula();
      UnaryOperator<Tensor> f = y -> h.apply(g.apply(y).times(y)).plus(y);
      switch (kind) {
        case 0 -> {
          Tensor a = x.rank() == 2 ? x : x.reshape(1, -1);
          boolean first = random.nextBoolean();
          keep(MatMul.of(a, a, first, !first));
          keep(Autodiff.grad(y -> Sum.of(MatMul.of(y, y, first, !first), false)).apply(a));
        }
        case 1 -> keep(Autodiff.grad(y -> Sum.of(f.apply(y), false)).apply(x));
        case 2 -> {
          UnaryOperator<Tensor> slope = Autodiff.grad(y -> Sum.of(f.apply(y), false));
          keep(Autodiff.grad(y -> Sum.of(slope.apply(y), false)).apply(x));
        }
        case 3 -> {
          Autodiff.Jvp<Tensor> jvp =
              Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(x.times(0.5)));
          keep(jvp.value());
          keep(jvp.tangent());
        }
        case 4 -> keep(Autodiff.vmap(y -> f.apply(y).times(Sum.of(y, false))).apply(x));
        case 5 -> {
          // A loop over the rows, whose body takes from outside, and its gradient.
          Tensor outside = beside(x);
          int every = random.nextInt(4);
          Scan way = random.nextBoolean() ? Scan.forwards() : Scan.backwards();
          Scan how = every == 0 ? way : way.checkpointEvery(every);
          boolean isMapped = random.nextBoolean();
          Function<Tensor, ControlFlow.Scanned<Tensor, Tensor>> loop =
              y ->
                  ControlFlow.scan(
                      (Tensor c, Tensor row) -> {
                        Tensor last = g.apply(row.times(Sum.of(outside, false)));
                        return new ControlFlow.Step<>(
                            h.apply(c.plus(Sum.of(row, false)).times(c)), last.plus(c));
                      },
                      Sum.of(outside, false),
                      y,
                      how);
          UnaryOperator<Tensor> outer =
              y -> Sum.of(loop.apply(y).outputs(), false).plus(loop.apply(y).carry());
          keep(loop.apply(x).outputs());
          keep(Autodiff.grad(outer).apply(x));
          if (isMapped && x.rank() > 1) {
            keep(Autodiff.vmap(Autodiff.grad(outer)).apply(x));
          }
        }
        case 6 -> {
          // A loop that numbers end, at 5 trips at the latest.
          UnaryOperator<Tensor> loop =
              y ->
                  ControlFlow.whileLoop(
                          (List<Tensor> s) ->
                              SELECT
                                  .apply(
                                      s.get(1).lt(5),
                                      Sum.of(s.get(0), false),
                                      Tensor.full(s.get(0).dtype(), 9))
                                  .lt(4),
                          s -> List.of(g.apply(s.get(0)).plus(y), s.get(1).plus(1)),
                          List.of(h.apply(y), Tensor.scalar(0)),
                          6)
                      .get(0);
          UnaryOperator<Tensor> slope = Autodiff.grad(y -> Sum.of(loop.apply(y), false));
          keep(loop.apply(x));
          keep(slope.apply(x));
          keep(Autodiff.vmap(random.nextBoolean() ? loop : slope).apply(x));
        }
        case 7 -> {
          // A choice, by itself and for each row.
          UnaryOperator<Tensor> choice =
              y ->
                  ControlFlow.cond(Sum.of(y, false).lt(0.5), a -> f.apply(a).times(x.get(0)), g, y);
          keep(choice.apply(x.get(0)));
          keep(Autodiff.grad(y -> Sum.of(choice.apply(y), false)).apply(x.get(0)));
          keep(Autodiff.vmap(Autodiff.grad(y -> Sum.of(choice.apply(y), false))).apply(x));
        }
        case 8 -> {
          Keep kept = random.nextBoolean() ? Keep.nothing() : Keep.products();
          Function<List<Tensor>, List<Tensor>> part = in -> List.of(f.apply(in.get(0)));
          UnaryOperator<Tensor> outer =
              y -> Sum.of(Autodiff.checkpoint(part, kept, List.of(y)).get(0).times(y), false);
          keep(Autodiff.grad(outer).apply(x));
        }
        default -> {
          Function<List<Tensor>, Tensor> custom =
              Autodiff.custom(
                  "custom",
                  in -> f.apply(in.get(0)),
                  (in, out, d) -> List.of(d.times(out).plus(in.get(0))));
          keep(Autodiff.grad(y -> Sum.of(custom.apply(List.of(y)), false)).apply(x));
          keep(x.plus(key.fold(i).uniform(new Spec(dtype, x.shape()))));
        }
      }
    }
  }
}
