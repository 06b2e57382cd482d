package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.cpu.copy.Contiguous;
import dev.wengert.cpu.copy.Copies;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.fold.RunningSums;
import dev.wengert.cpu.gemm.AnnihilatingProducts;
import dev.wengert.cpu.gemm.Blas;
import dev.wengert.cpu.gemm.FoldedProducts;
import dev.wengert.cpu.gemm.Products;
import dev.wengert.cpu.gemm.SecondFactors;
import dev.wengert.cpu.gemm.TailedProducts;
import dev.wengert.cpu.gemm.Trials;
import dev.wengert.cpu.index.Lookups;
import dev.wengert.cpu.index.Positions;
import dev.wengert.cpu.index.SparseProducts;
import dev.wengert.cpu.loop.FlatLoop;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Spares;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.cpu.random.Draws;
import dev.wengert.cpu.sort.Sorting;
import dev.wengert.cpu.window.Sliding;
import dev.wengert.device.Device;
import dev.wengert.device.Scratch;
import dev.wengert.device.Task;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FlatPositions;
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
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import java.util.Arrays;
import java.util.function.Function;

/** The device that is this machine's processor: hands each kernel to the room that runs it. */
public final class Cpu implements Device {

  /** Working memory of operations that are run by themselves. */
  private static final Spares SPARE = new Spares();

  @Override
  public Buffer[] run(Kernel kernel, Buffer[] inputs, Spec[] results) {
    if (kernel instanceof Loop loop && results.length == 1) {
      Buffer result = FlatLoop.run(loop, inputs, results[0]);
      if (result != null) {
        return new Buffer[] {result};
      }
    }
    return Device.super.run(kernel, inputs, results);
  }

  @Override
  public void runOnce(Task task, Buffer[] inputs, Buffer[] outputs) {
    Lanes lanes = SPARE.take();
    lanes.run(task, inputs, outputs);
    SPARE.give(lanes);
  }

  @Override
  public boolean multipliesAlike(DType dtype, int m, int n, int k, Gemm one, Gemm other) {
    return Trials.areAlike(dtype, m, n, k, one, other);
  }

  @Override
  public Scratch scratch() {
    return new Lanes();
  }

  @Override
  public Task bind(Kernel kernel, Layout[] inputs, Layout[] outputs) {
    return switch (kernel) {
      case Loop loop -> Loops.bind(loop, inputs, outputs);
      case Reduction reduction -> Folds.bind(reduction, inputs, outputs[0]);
      case Tiled chain -> Tiles.bind(this, chain, inputs);
      case Guarded guarded -> new Guard(this, guarded, inputs, outputs);
      case Gemm gemm -> Products.bind(gemm, inputs, outputs[0]);
      case AnnihilatingGemm gemm -> AnnihilatingProducts.bind(gemm, inputs, outputs[0]);
      case Tailed tailed -> TailedProducts.bind(tailed, inputs, outputs);
      case UnfoldedProduct unfolded -> unfolded(unfolded, inputs, outputs);
      case FoldedProduct folded -> folded(folded, inputs, outputs[0]);
      case View view -> Copies.bind(view, inputs[0]);
      case Reorder reorder -> Copies.bind(reorder, inputs[0], outputs[0]);
      case Placement placement -> Copies.bind(placement, inputs, outputs[0]);
      case Host host -> Functions.bind(host, inputs, outputs);
      case StridedCopy copy -> packed(inputs, outputs, in -> Copies.bind(copy, outputs[0]));
      case Parts parts -> packed(inputs, outputs, in -> Copies.bind(parts, outputs));
      case GatherRows gather -> packed(inputs, outputs, in -> Lookups.bind(gather, in));
      case ScatterAddRows scatter ->
          packed(inputs, outputs, in -> Lookups.bind(scatter, in, outputs[0]));
      case RunningSum sum -> packed(inputs, outputs, in -> RunningSums.bind(sum, in[0]));
      case RandomBits draw -> packed(inputs, outputs, in -> Draws.bind(draw, outputs[0]));
      case WindowPatches unfolding -> packed(inputs, outputs, in -> Sliding.bind(unfolding, in[0]));
      case WindowSums folding -> packed(inputs, outputs, in -> Sliding.bind(folding, outputs[0]));
      case WindowArgMax argMax -> packed(inputs, outputs, in -> Sliding.bind(argMax, in[0]));
      case SparseProduct product ->
          packed(inputs, outputs, in -> SparseProducts.bind(product, in[0], outputs[0]));
      case Order order -> packed(inputs, outputs, in -> Sorting.bind(order, in[0]));
      case FlatPositions positions ->
          packed(inputs, outputs, in -> Positions.bind(positions, outputs[0]));
      case RangeCheck check -> packed(inputs, outputs, in -> Positions.bind(check, outputs[0]));
      case MatrixFunction function ->
          packed(inputs, outputs, in -> Functions.bind(function, in, outputs));
    };
  }

  private static Task unfolded(UnfoldedProduct kernel, Layout[] inputs, Layout[] outputs) {
    if (!inputs[1].isContiguous()) {
      return packed(inputs, outputs, in -> unfolded(kernel, in, outputs));
    }
    int products = Math.max(1, Gemm.count(kernel.patches().shape()));
    SecondFactors second = Sliding.factors(kernel.window(), inputs[1], products);
    Layout[] factors = Arrays.copyOf(inputs, inputs.length, Layout[].class);
    factors[1] = Layout.contiguous(kernel.patches());
    return switch (kernel.product()) {
      case Tailed tailed -> TailedProducts.bind(tailed, factors, outputs, second);
      case AnnihilatingGemm gemm -> AnnihilatingProducts.bind(gemm, factors, outputs[0], second);
      case Gemm gemm -> Products.bind(gemm, factors, outputs[0], second);
      default -> throw new AssertionError(kernel);
    };
  }

  private static Task folded(FoldedProduct kernel, Layout[] inputs, Layout output) {
    int products = Math.max(1, Gemm.count(kernel.between().shape()));
    return FoldedProducts.bind(kernel, inputs, Sliding.folder(kernel.window(), output, products));
  }

  /** Binds a kernel that takes contiguous operands. */
  private static Task packed(Layout[] inputs, Layout[] outputs, Function<Layout[], Task> bind) {
    return Contiguous.of(inputs, outputs.length, bind);
  }

  @Override
  public String description() {
    return Blas.description() + "\n" + Simd.description() + "\nthreads: " + Threads.count();
  }
}
