package dev.wengert.cpu.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.device.Frame;
import dev.wengert.expression.Expression;
import dev.wengert.expression.Fusion;
import dev.wengert.expression.Fusion.Part;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fused loop gives the bits of the loops that it was made of, in every form and dtype. */
class FusedLoopTest {

  private static final int[] SIZES = {0, 1, 13, 207, 1030};

  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1e-310,
    Double.MIN_VALUE,
    1e-40,
    Double.MAX_VALUE,
    -Float.MAX_VALUE,
    1,
    -1,
    3
  };

  /** A graph of elementwise operations, each run by itself, and the same as one body. */
  private static final class Graph {
    final Random random;
    final DType dtype;
    final List<Buffer> values = new ArrayList<>();
    final List<Part> parts = new ArrayList<>();
    final Buffer[] operands;

    Graph(Random random, DType dtype, Shape shape, int inputs, int operations) {
      this.random = random;
      this.dtype = dtype;
      for (int i = 0; i < inputs; i++) {
        boolean isTruth = i > 0 && random.nextInt(5) == 0;
        Shape own =
            i > 0 && random.nextInt(3) == 0
                ? shape.withSide(random.nextInt(shape.rank()), 1)
                : shape;
        values.add(numbers(isTruth ? DType.BOOL : dtype, own, random));
      }
      operands = values.toArray(Buffer[]::new);
      while (parts.size() < operations) {
        add(shape);
      }
    }

    private void add(Shape shape) {
      List<Integer> operandsOfPart = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int back = random.nextInt(random.nextBoolean() ? 4 : values.size());
        operandsOfPart.add(Math.max(0, values.size() - 1 - back));
      }
      Expression formula = formula(operandsOfPart);
      if (formula == null) {
        return;
      }
      LoopBody body = LoopBody.of(formula, operandsOfPart.size());
      Buffer[] taken = operandsOfPart.stream().map(values::get).toArray(Buffer[]::new);
      DType result = formula.kind() == Op.Kind.LOGICAL ? DType.BOOL : dtype;
      if (!body.isLogical()
          && Loop.computes(body, taken, new Layout[] {Layout.contiguous(new Spec(result, shape))})
              != dtype) {
        return; // an operand that is not used would decide
      }
      values.add(Kernels.run(new Loop(body), result, shape, taken));
      parts.add(Part.of(body, operandsOfPart.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** A few operators over operands, or null where their kinds do not suit. */
    private @Nullable Expression formula(List<Integer> taken) {
      List<Expression> numbers = new ArrayList<>();
      List<Expression> truths = new ArrayList<>();
      for (int i = 0; i < taken.size(); i++) {
        if (values.get(taken.get(i)).dtype() == DType.BOOL) {
          truths.add(Expression.logical(i));
        } else {
          numbers.add(Expression.input(i));
        }
      }
      // What a factory would simplify if it saw both sides of a boundary.
      numbers.add(Expression.constant(new double[] {0, 1, -1, 0.5, 2, 3}[random.nextInt(6)]));
      Op[] ops = Op.values();
      Expression last = null;
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        Op op = ops[random.nextInt(ops.length)];
        boolean isDefined =
            op != Op.POW2
                && op != Op.EXPONENT
                && op != Op.SIGNIFICAND
                && (dtype.isFloating() || (!op.floatingOnly() && op != Op.DIV));
        Expression[] given = new Expression[op.arity()];
        for (int k = 0; k < given.length && isDefined; k++) {
          List<Expression> from = op.operand(k) == Op.Kind.NUMBER ? numbers : truths;
          isDefined = !from.isEmpty();
          given[k] = isDefined ? from.get(random.nextInt(from.size())) : null;
        }
        if (isDefined) {
          last = Expression.apply(op, given);
          (op.result() == Op.Kind.NUMBER ? numbers : truths).add(last);
        }
      }
      return last;
    }

    LoopBody fused(int[] results) {
      return Fusion.fuse(
          dtype, operands.length, ImmutableList.copyOf(parts), ImmutableIntArray.copyOf(results));
    }
  }

  @Property(tries = 200, seed = "11")
  void aFusedGraphHasTheBitsOfItsOperations(
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @IntRange(max = 4) int size,
      @ForAll @IntRange(min = 2, max = 40) int operations,
      @ForAll @IntRange(min = 1, max = 6) int outputs) {
    Random random = new Random(seed);
    DType dtype = new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}[kind];
    Shape shape =
        random.nextBoolean() ? Shape.of(SIZES[size]) : Shape.of(3, Math.min(207, SIZES[size]));
    Graph graph = new Graph(random, dtype, shape, 1 + random.nextInt(6), operations);
    int[] results = new int[outputs];
    Spec[] specs = new Spec[outputs];
    for (int i = 0; i < outputs; i++) {
      results[i] = graph.values.size() - 1 - (i == 0 ? 0 : random.nextInt(operations));
      specs[i] = graph.values.get(results[i]).spec();
    }
    LoopBody fused = graph.fused(results);
    Buffer[] whole = Kernels.runAll(new Loop(fused), specs, graph.operands);
    for (int i = 0; i < outputs; i++) {
      assertSame(graph.values.get(results[i]), whole[i].copy().array(), fused);
    }
    if (shape.rank() == 1 && shape.size() > 0) {
      allForms(graph, fused, results, shape);
    }
  }

  private static void allForms(Graph graph, LoopBody fused, int[] results, Shape shape) {
    Buffer[] stored = new Buffer[results.length];
    Arrays.setAll(stored, i -> graph.values.get(results[i]));
    LoopBody written = LoopForms.of(fused).written(graph.dtype).body();
    LoopNest nest = LoopNest.over(shape, graph.operands);
    List<MapRunner> forms = new ArrayList<>();
    forms.add(new InterpretedMap(written, nest, graph.operands, graph.dtype, results.length));
    for (int most : new int[] {1, 7, 300}) {
      LoopSplit split = LoopSplit.of(written, most);
      forms.add(requireNonNull(SplitMap.of(split, nest, graph.operands, graph.dtype, stored)));
    }
    for (MapRunner form : forms) {
      Object[] arrays = new Object[results.length];
      Arrays.setAll(arrays, i -> Buffer.allocate(graph.values.get(results[i]).spec()).array());
      run(form, graph.operands, arrays, shape.size());
      for (int i = 0; i < arrays.length; i++) {
        assertSame(graph.values.get(results[i]), arrays[i], fused);
      }
    }
  }

  private static void run(MapRunner form, Buffer[] operands, Object[] results, int size) {
    Object[] arrays = new Object[operands.length];
    Arrays.setAll(arrays, i -> operands[i].array());
    int[] starts = new int[Math.max(arrays.length, results.length)];
    form.run(new Lanes().first(), arrays, starts, results, starts.clone(), 0, size);
  }

  /** Longer than a method that HotSpot compiles: the parts hand over more than one value. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aLongFusedBodyIsSplitAndAgrees(DType dtype) {
    Random random = Seeds.random(17);
    Shape shape = Shape.of(1030);
    Graph graph = new Graph(random, dtype, shape, 30, 300);
    int[] results = new int[LoopBody.MOST_RESULTS];
    Arrays.setAll(results, i -> graph.values.size() - 1 - 17 * i);
    LoopBody fused = graph.fused(results);
    LoopForms forms = LoopForms.of(fused).written(dtype);
    assertThat(LoopCompiler.fits(forms.body())).isFalse();
    assertThat(forms.split().parts().size()).isGreaterThan(2);
    for (LoopSplit.Part part : forms.split().parts()) {
      assertThat(LoopCompiler.fits(part.body())).isTrue();
    }
    Spec[] specs = new Spec[results.length];
    Arrays.setAll(specs, i -> graph.values.get(results[i]).spec());
    Buffer[] whole = Kernels.runAll(new Loop(fused), specs, graph.operands);
    for (int i = 0; i < whole.length; i++) {
      assertSame(graph.values.get(results[i]), whole[i].array(), fused);
    }
    allForms(graph, fused, results, shape);
  }

  /** Each pair of dtypes: what a cast gives by itself, at a loop's beginning and at its end. */
  @Property(tries = 60, seed = "12")
  void operandsAndResultsAreConvertedAsByCasts(
      @ForAll DType from, @ForAll DType compute, @ForAll DType to, @ForAll long seed) {
    if (from == DType.BOOL || compute == DType.BOOL || to == DType.BOOL) {
      return; // truth values are no numbers: a cast of them is an expression
    }
    Expression x = Expression.input(0);
    Expression y = Expression.input(1);
    LoopBody copy = LoopBody.of(x, 1);
    LoopBody sum = LoopBody.of(x.times(y).plus(x), 2);
    Random random = new Random(seed);
    for (int size : SIZES) {
      Shape shape = Shape.of(size);
      Buffer a = numbers(from, shape, random);
      Buffer b = numbers(compute, shape, random);
      Buffer converted = Kernels.run(new Loop(copy), compute, shape, a);
      Buffer added = Kernels.run(new Loop(sum), compute, shape, converted, b);
      Buffer expected = Kernels.run(new Loop(copy), to, shape, added);
      LoopBody fused =
          Fusion.fuse(
              compute,
              2,
              ImmutableList.of(Part.of(copy, 0), Part.of(sum, 2, 1)),
              ImmutableIntArray.of(3, 3, 2));
      Spec[] specs = {expected.spec(), added.spec(), converted.spec()};
      Buffer[] whole = Kernels.runAll(new Loop(fused), specs, a, b);
      assertSame(expected, whole[0].array(), fused);
      assertSame(added, whole[1].array(), fused);
      assertSame(converted, whole[2].array(), fused);
      LoopNest nest = LoopNest.over(shape, a, b);
      Object[] arrays = new Object[3];
      Arrays.setAll(arrays, i -> Buffer.allocate(specs[i]).array());
      Buffer[] operands = {a, b};
      LoopBody written = LoopForms.of(fused).written(compute).body();
      run(new InterpretedMap(written, nest, operands, compute, 3), operands, arrays, size);
      assertSame(expected, arrays[0], fused);
      assertSame(converted, arrays[2], fused);
    }
  }

  /** A loop stores last what it computes, so a result may lie where an operand lay. */
  @Test
  void aResultMayTakeThePlaceOfAnOperand() {
    Random random = Seeds.random(19);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int operations : new int[] {10, 300}) {
        Shape shape = Shape.of(1030);
        Graph graph = new Graph(random, dtype, shape, 3, operations);
        int last = graph.values.size() - 1;
        while (graph.values.get(last).dtype() == DType.BOOL) {
          last--;
        }
        graph.parts.add(Part.of(LoopBody.of(Expression.input(0), 1), 0));
        int[] results = {last, 3 + operations};
        LoopBody fused = graph.fused(results);
        Buffer first = graph.values.get(0);
        Buffer[] operands = graph.operands.clone();
        operands[0] = first.copy();
        Buffer other = Buffer.allocate(first.spec());
        Layout[] targets = {operands[0], other};
        Frame frame = new Frame(operands.length + 2, new Lanes());
        for (int k = 0; k < operands.length; k++) {
          frame.set(k, operands[k]);
        }
        frame.set(operands.length, operands[0]);
        frame.set(operands.length + 1, other);
        Loops.bind(new Loop(fused), operands, targets).run(frame);
        assertSame(graph.values.get(last), operands[0].array(), fused);
        assertSame(first, other.array(), fused);
      }
    }
  }

  /** A reduction of a fused body folds what the loops would have stored. */
  @Property(tries = 60, seed = "13")
  void aReductionOfAFusedBodyIsThatOfItsValues(
      @ForAll long seed, @ForAll boolean single, @ForAll @IntRange(max = 2) int axis) {
    Random random = new Random(seed);
    DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
    Shape shape = Shape.of(7, 3, 70);
    Graph graph = new Graph(random, dtype, shape, 3, 12);
    int last = graph.values.size() - 1;
    while (graph.values.get(last).dtype() == DType.BOOL) {
      last--;
    }
    LoopBody fused = graph.fused(new int[] {last});
    Shape kept = Shape.of(axis == 0 ? 3 : 7, axis == 2 ? 3 : 70);
    for (Fold fold : Fold.values()) {
      ImmutableIntArray axes = ImmutableIntArray.of(axis);
      Buffer expected = Kernels.run(Reduction.of(fold, axes), dtype, kept, graph.values.get(last));
      Buffer actual = Kernels.run(new Reduction(fold, fused, axes), dtype, kept, graph.operands);
      assertSame(expected, actual.array(), fused);
    }
  }

  private static Buffer numbers(DType dtype, Shape shape, Random random) {
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          dtype == DType.BOOL
              ? random.nextInt(2)
              : random.nextInt(6) == 0
                  ? SPECIAL[random.nextInt(SPECIAL.length)]
                  : random.nextGaussian() * Math.exp(3 * random.nextGaussian());
    }
    Buffer buffer = Buffer.allocate(new Spec(dtype, shape));
    Blocks.store(values, buffer.array(), 0, 1, values.length);
    return buffer;
  }

  private static void assertSame(Buffer expected, Object actual, LoopBody body) {
    double[] a = new double[expected.shape().size()];
    double[] b = new double[a.length];
    Blocks.load(expected.copy().array(), 0, 1, a, a.length);
    Blocks.load(actual, 0, 1, b, b.length);
    for (int i = 0; i < a.length; i++) {
      if (Double.compare(a[i], b[i]) != 0) {
        throw new AssertionError("element " + i + " is " + b[i] + ", not " + a[i] + " in " + body);
      }
    }
  }
}
