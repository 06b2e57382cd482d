package dev.wengert.cpu;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.FoldedProduct;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.MatrixFunction;
import dev.wengert.kernel.Order;
import dev.wengert.kernel.Parts;
import dev.wengert.kernel.Placement;
import dev.wengert.kernel.RandomBits;
import dev.wengert.kernel.RangeCheck;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.RunningSum;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.kernel.SparseProduct;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.kernel.Tailed;
import dev.wengert.kernel.Tiled;
import dev.wengert.kernel.UnfoldedProduct;
import dev.wengert.kernel.View;
import dev.wengert.kernel.Window;
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import java.util.Random;

/** A kernel with operands: some for each kind that there is. */
final class KernelCase {

  private static final LoopBody SUM = LoopBody.of(Expression.input(0).plus(Expression.input(1)), 2);

  private final Kernel kernel;
  private final Spec[] results;
  private final Buffer[] inputs;

  KernelCase(Kernel kernel, Spec[] results, Buffer... inputs) {
    this.kernel = kernel;
    this.results = results;
    this.inputs = inputs;
  }

  KernelCase(Kernel kernel, Spec result, Buffer... inputs) {
    this(kernel, new Spec[] {result}, inputs);
  }

  Kernel kernel() {
    return kernel;
  }

  Spec[] results() {
    return results;
  }

  Buffer[] inputs() {
    return inputs;
  }

  /** All of them. */
  static ImmutableList<KernelCase> all(DType dtype) {
    return ImmutableList.<KernelCase>builder().addAll(small(dtype)).addAll(large(dtype)).build();
  }

  /** Those that are cut: into vectors, parts of a long body, leaves of a tree, tiles, panels. */
  private static ImmutableList<KernelCase> large(DType dtype) {
    Random random = new Random(18);
    Buffer x = Buffers.random(random, dtype, Shape.of(3, 5000));
    Buffer y = Buffers.random(random, dtype, Shape.of(3, 1));
    Buffer high = Buffers.random(random, dtype, Shape.of(70, 131));
    Spec all = x.spec();
    Expression chain = Expression.input(0);
    for (int i = 0; i < 400; i++) {
      chain = Expression.input(i % 2).minus(chain);
    }
    LoopBody longer = LoopBody.of(chain, 2);
    Gemm gemm = new Gemm(true, false);
    Buffer a = Buffers.random(random, dtype, Shape.of(2, 60, 41));
    Buffer b = Buffers.random(random, dtype, Shape.of(60, 53)).broadcastTo(Shape.of(2, 60, 53));
    Spec product = all.withShape(Shape.of(2, 41, 53));
    return ImmutableList.of(
        new KernelCase(new Loop(SUM), all, x, y),
        new KernelCase(new Loop(longer), all, x, y),
        new KernelCase(new Reduction(Fold.SUM, SUM, ints(1)), all.withShape(Shape.of(3)), x, y),
        new KernelCase(Reduction.of(Fold.MAX, ints(1)), all.withShape(Shape.of(3)), x),
        new KernelCase(
            new Reduction(Fold.SUM, longer, ints(0)), all.withShape(Shape.of(131)), high, high),
        new KernelCase(Reduction.of(Fold.SUM, ints(0, 1)), all.withShape(Shape.SCALAR), high),
        new KernelCase(
            new Tiled(
                1,
                ImmutableList.of(
                    Tiled.Step.of(
                        Reduction.of(Fold.MAX, ints(1)), all.withShape(Shape.of(3, 1)), 0),
                    Tiled.Step.of(new Loop(SUM), all, 0, 1))),
            all,
            x),
        new KernelCase(gemm, product, a, b),
        new KernelCase(
            tailed(gemm, product), product, a, b, Buffers.random(random, dtype, Shape.of(41, 53))),
        new KernelCase(
            RandomBits.of(3),
            all,
            Buffers.of(DType.INT32, Shape.of(2), 1, 2),
            Buffers.of(DType.INT32, Shape.SCALAR, 3)));
  }

  /** Those that are too small for vectors. */
  static ImmutableList<KernelCase> small(DType dtype) {
    Random random = new Random(17);
    Buffer x = Buffers.random(random, dtype, Shape.of(3, 4));
    Buffer y = Buffers.random(random, dtype, Shape.of(4));
    Buffer stretched = y.broadcastTo(Shape.of(3, 4));
    Buffer nothing = Buffers.random(random, dtype, Shape.of(0, 4));
    Buffer index = Buffers.of(DType.INT32, Shape.of(2), 2, -3);
    Spec all = x.spec();
    Buffer wide = Buffers.random(random, dtype, Shape.of(2, 5, 4));
    Window padded = new Window(ints(3, 2), ints(2, 1), ints(1, 2), ints(2, 1), ints(0, 3));
    Spec unfolded = all.withShape(Shape.of(2, 6, 3 * 6));
    Spec places = new Spec(DType.INT32, Shape.of(2, 3 * 6));
    Gemm gemm = new Gemm(false, true);
    Buffer infinite = x.copy();
    set(infinite, 5, Double.POSITIVE_INFINITY);
    Buffer zeros = Buffer.allocate(all);
    Spec square = all.withShape(Shape.of(3, 3));
    Buffer addend = Buffers.random(random, dtype, Shape.of(3, 3));
    ImmutableIntArray last = ints(1);
    return ImmutableList.of(
        new KernelCase(new Loop(SUM), all, x, y),
        new KernelCase(new Loop(SUM), all, stretched, y),
        new KernelCase(new Loop(SUM), nothing.spec(), nothing, y),
        new KernelCase(new Reduction(Fold.SUM, SUM, last), all.withShape(Shape.of(3)), x, y),
        new KernelCase(Reduction.of(Fold.MAX, ints(0)), all.withShape(Shape.of(4)), nothing),
        new KernelCase(Reduction.of(Fold.PRODUCT, ints(0)), all.withShape(Shape.of(4)), x),
        new KernelCase(
            new Tiled(
                1,
                ImmutableList.of(
                    Tiled.Step.of(new Loop(SUM), all, 0, 1),
                    Tiled.Step.of(new Loop(SUM), all, 2, 1))),
            all,
            x,
            y),
        new KernelCase(guarded(all, 1e30), new Spec[] {all, all}, x, y),
        new KernelCase(guarded(all, 0), new Spec[] {all, all}, x, y),
        new KernelCase(gemm, square, x, x),
        new KernelCase(
            gemm,
            square,
            Buffers.random(random, dtype, Shape.of(3, 0)),
            Buffers.random(random, dtype, Shape.of(3, 0))),
        new KernelCase(new AnnihilatingGemm(gemm, true, true), square, x, infinite),
        new KernelCase(new AnnihilatingGemm(gemm, true, true), square, zeros, infinite),
        new KernelCase(
            tailed(gemm, square), square, x, x, Buffers.random(random, dtype, Shape.of(3))),
        new KernelCase(
            tailed(new AnnihilatingGemm(gemm, true, true), square),
            square,
            zeros,
            infinite,
            addend),
        new KernelCase(
            tailed(new AnnihilatingGemm(gemm, false, true), square), square, x, zeros, addend),
        new KernelCase(new View(), all.withShape(Shape.of(12)), x),
        new KernelCase(new View(), all.withShape(Shape.of(12)), stretched),
        new KernelCase(new Reorder(ints(1, 0)), all.withShape(Shape.of(4, 3)), x),
        new KernelCase(new Reorder(ints(1, 0)), all.withShape(Shape.of(4, 3)), stretched),
        new KernelCase(new StridedCopy(3, ints(4, -1)), all, x),
        new KernelCase(
            new Parts(ints(0, 1), ints(4, 1)),
            new Spec[] {all.withShape(Shape.of(3, 1)), all.withShape(Shape.of(3, 3))},
            x),
        new KernelCase(new Placement(ints(7), ints(6, 1)), all.withShape(Shape.of(5, 6)), x),
        new KernelCase(new Placement(ints(0, 12), ints(4, 1)), all.withShape(Shape.of(6, 4)), x, x),
        new KernelCase(new GatherRows(0, 0), all.withShape(Shape.of(2, 4)), x, index),
        new KernelCase(new GatherRows(1, 0), all.withShape(Shape.of(3, 2)), x, index),
        new KernelCase(
            new ScatterAddRows(0, 0), all, Buffers.random(random, dtype, Shape.of(2, 4)), index),
        new KernelCase(
            new FlatPositions("test", ints(0, 1), ints(3, 4)), index.spec(), index, index),
        new KernelCase(
            new RangeCheck("test", "class", 3, "4 classes"),
            new Spec(DType.INT32, Shape.of(3)),
            Buffers.of(DType.INT32, Shape.of(3), 0, 3, 1)),
        new KernelCase(
            new SparseProduct(
                0, ints(0, 2, 2, 3), ints(0, 2, 1), ImmutableDoubleArray.of(0.5, 2, -1)),
            all,
            x),
        new KernelCase(
            new SparseProduct(1, ints(0, 0, 1), ints(3), ImmutableDoubleArray.of(0.5)),
            all.withShape(Shape.of(3, 2)),
            x),
        new KernelCase(new Order(0, true), all.withDType(DType.INT32), x),
        new KernelCase(new Order(0, false), index.spec(), index),
        new KernelCase(new WindowPatches(padded), unfolded, wide),
        new KernelCase(
            new WindowSums(padded), wide.spec(), Buffers.random(random, dtype, unfolded.shape())),
        new KernelCase(new WindowArgMax(padded), places, wide),
        new KernelCase(
            new UnfoldedProduct(new Gemm(false, false), padded, unfolded),
            all.withShape(Shape.of(2, 3, 18)),
            Buffers.random(random, dtype, Shape.of(2, 3, 6)),
            wide),
        new KernelCase(
            new UnfoldedProduct(new AnnihilatingGemm(gemm, true, true), padded, unfolded),
            all.withShape(Shape.of(2, 3, 6)),
            Buffers.random(random, dtype, Shape.of(2, 3, 18)),
            wide),
        new KernelCase(
            new FoldedProduct(new Gemm(true, false), unfolded, padded),
            wide.spec(),
            Buffers.random(random, dtype, Shape.of(2, 3, 6)),
            Buffers.random(random, dtype, Shape.of(2, 3, 18))),
        new KernelCase(new RunningSum(1, true), all, x),
        new KernelCase(
            RandomBits.of(3),
            all,
            Buffers.of(DType.INT32, Shape.of(2), 1, 2),
            Buffers.of(DType.INT32, Shape.SCALAR, 3)),
        new KernelCase(
            new MatrixFunction(2, (matrices, i) -> new double[][] {matrices[0]}), all, x),
        new KernelCase(
            new Host((inputs, results) -> set(results[0], 0, 5)), all.withShape(Shape.SCALAR), x));
  }

  /** A product and the sum of it and another operand. */
  private static Tailed tailed(Kernel product, Spec between) {
    return new Tailed(product, between, new Loop(SUM), ints(0, 1));
  }

  /** A sum that is computed in another way where it is above a limit. */
  private static Kernel guarded(Spec all, double most) {
    Tiled sum = new Tiled(1, ImmutableList.of(Tiled.Step.of(new Loop(SUM), all, 0, 1)));
    Tiled twice =
        new Tiled(
            1,
            ImmutableDoubleArray.of(),
            ImmutableList.of(
                Tiled.Step.of(new Loop(SUM), all, 0, 1), Tiled.Step.of(new Loop(SUM), all, 2, 2)),
            ints(0, 1));
    return new Guarded(sum, 0, -1e30, most, () -> twice);
  }

  private static ImmutableIntArray ints(int... values) {
    return ImmutableIntArray.copyOf(values);
  }

  private static void set(Buffer buffer, int at, double value) {
    if (buffer.dtype() == DType.FLOAT32) {
      buffer.floats()[at] = (float) value;
    } else {
      buffer.doubles()[at] = value;
    }
  }
}
