package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;
import dev.wengert.cpu.copy.Copies;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.fold.RunningSums;
import dev.wengert.cpu.gemm.AnnihilatingProducts;
import dev.wengert.cpu.gemm.Blas;
import dev.wengert.cpu.gemm.Products;
import dev.wengert.cpu.index.Lookups;
import dev.wengert.cpu.index.Positions;
import dev.wengert.cpu.index.SparseProducts;
import dev.wengert.cpu.loop.FlatLoop;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.cpu.random.Draws;
import dev.wengert.cpu.sort.Sorting;
import dev.wengert.cpu.window.Sliding;
import dev.wengert.device.Device;
import dev.wengert.device.Frame;
import dev.wengert.device.Scratch;
import dev.wengert.device.Task;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FlatPositions;
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
import dev.wengert.kernel.Tiled;
import dev.wengert.kernel.View;
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import java.util.Arrays;

/** The device that is this machine's processor: hands each kernel to the room that runs it. */
public final class Cpu implements Device {

  @Override
  public Task bind(Kernel kernel, Layout[] inputs, Layout[] outputs) {
    return frame ->
        hand(
            kernel,
            buffers(inputs, frame, 0),
            buffers(outputs, frame, inputs.length),
            frame.isBlank());
  }

  private static Buffer[] buffers(Layout[] layouts, Frame frame, int first) {
    Buffer[] buffers = new Buffer[layouts.length];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = Buffer.within(layouts[i], frame.array(first + i), frame.offset(first + i));
    }
    return buffers;
  }

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
  public Scratch scratch() {
    return new Lanes();
  }

  private static void hand(Kernel kernel, Buffer[] inputs, Buffer[] outputs, boolean blank) {
    switch (kernel) {
      case Loop loop -> Loops.fill(loop, inputs, outputs);
      case Reduction reduction -> Folds.fill(reduction, inputs, outputs[0]);
      case Tiled chain -> Tiles.fill(chain, inputs, outputs);
      case Guarded guarded -> guard(guarded, inputs, outputs, blank);
      case Gemm gemm -> Products.fill(gemm, inputs, outputs[0]);
      case AnnihilatingGemm gemm -> AnnihilatingProducts.fill(gemm, inputs, outputs[0]);
      case View view -> Copies.fill(view, inputs[0], outputs[0]);
      case Reorder reorder -> Copies.fill(reorder, inputs[0], outputs[0]);
      case StridedCopy copy -> Copies.fill(copy, inputs[0], outputs[0]);
      case Parts parts -> Copies.fill(parts, inputs[0], outputs);
      case Placement placement -> Copies.fill(placement, inputs, outputs[0], blank);
      case GatherRows gather -> Lookups.fill(gather, inputs, outputs[0]);
      case ScatterAddRows scatter -> Lookups.fill(scatter, inputs, outputs[0], blank);
      case RunningSum sum -> RunningSums.fill(sum, inputs[0], outputs[0]);
      case RandomBits draw -> Draws.fill(draw, inputs, outputs[0]);
      case WindowPatches unfolding -> Sliding.fill(unfolding, inputs[0], outputs[0]);
      case WindowSums folding -> Sliding.fill(folding, inputs[0], outputs[0]);
      case WindowArgMax argMax -> Sliding.fill(argMax, inputs[0], outputs[0]);
      case SparseProduct product -> SparseProducts.fill(product, inputs[0], outputs[0]);
      case Order order -> Sorting.fill(order, inputs[0], outputs[0]);
      case FlatPositions positions -> Positions.fill(positions, inputs, outputs[0]);
      case RangeCheck check -> Positions.fill(check, inputs[0], outputs[0]);
      case MatrixFunction function -> Functions.fill(function, inputs, outputs);
      case Host host -> Functions.fill(host, inputs, outputs);
    }
  }

  private static void guard(Guarded kernel, Buffer[] inputs, Buffer[] outputs, boolean blank) {
    int scale = outputs.length - 1;
    hand(kernel.usual(), inputs, Arrays.copyOf(outputs, scale), blank);
    if (isWithin(outputs[kernel.watched()], kernel.least(), kernel.most())) {
      Elements.fill(outputs[scale], 1);
    } else {
      hand(kernel.careful().get(), inputs, outputs, false);
    }
  }

  /** Looks at what is stored: elements that are shared are looked at once. */
  private static boolean isWithin(Buffer buffer, double least, double most) {
    boolean within = true;
    int first = buffer.offset();
    int end = first + buffer.stored();
    if (buffer.array() instanceof float[] floats) {
      for (int i = first; i < end; i++) {
        within &= floats[i] >= least && floats[i] <= most;
      }
    } else {
      double[] doubles = buffer.doubles();
      for (int i = first; i < end; i++) {
        within &= doubles[i] >= least && doubles[i] <= most;
      }
    }
    return within;
  }

  @Override
  public String description() {
    return Blas.description() + "\n" + Simd.description() + "\nthreads: " + Threads.count();
  }
}
