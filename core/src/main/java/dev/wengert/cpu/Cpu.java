package dev.wengert.cpu;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Copies;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.fold.RunningSums;
import dev.wengert.cpu.gemm.AnnihilatingProducts;
import dev.wengert.cpu.gemm.Blas;
import dev.wengert.cpu.gemm.Products;
import dev.wengert.cpu.index.Indexing;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.cpu.random.Draws;
import dev.wengert.device.Device;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gather;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Parts;
import dev.wengert.kernel.Placement;
import dev.wengert.kernel.RandomBits;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.RunningSum;
import dev.wengert.kernel.ScatterAdd;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.kernel.Tiled;
import dev.wengert.kernel.View;

/** The device that is this machine's processor: hands each kernel to the room that runs it. */
public final class Cpu implements Device {

  @Override
  public void fill(Kernel kernel, Buffer[] inputs, Buffer[] outputs, boolean blank) {
    switch (kernel) {
      case Loop loop -> Loops.fill(loop, inputs, outputs[0]);
      case Reduction reduction -> Folds.fill(reduction, inputs, outputs[0]);
      case Tiled chain -> Tiles.fill(chain, inputs, outputs);
      case Gemm gemm -> Products.fill(gemm, inputs, outputs[0]);
      case AnnihilatingGemm gemm -> AnnihilatingProducts.fill(gemm, inputs, outputs[0]);
      case View view -> Copies.fill(view, inputs[0], outputs[0]);
      case Reorder reorder -> Copies.fill(reorder, inputs[0], outputs[0]);
      case StridedCopy copy -> Copies.fill(copy, inputs[0], outputs[0]);
      case Parts parts -> Copies.fill(parts, inputs[0], outputs);
      case Placement placement -> Copies.fill(placement, inputs, outputs[0], blank);
      case Gather gather -> Indexing.fill(gather, inputs, outputs[0]);
      case ScatterAdd scatter -> Indexing.fill(scatter, inputs, outputs[0], blank);
      case RunningSum sum -> RunningSums.fill(sum, inputs[0], outputs[0]);
      case RandomBits draw -> Draws.fill(draw, inputs, outputs[0]);
      case Host host -> host.function().fill(contiguous(inputs), outputs);
    }
  }

  private static Buffer[] contiguous(Buffer[] inputs) {
    Buffer[] operands = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      operands[i] = Elements.contiguous(inputs[i]);
    }
    return operands;
  }

  @Override
  public String description() {
    return Blas.description() + "\n" + Simd.description() + "\nthreads: " + Threads.count();
  }
}
