package dev.wengert;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import dev.wengert.cpu.Cpu;
import dev.wengert.device.Device;

/** Runs operations on tensors that nothing traces: the only place that knows a device. */
final class Execution {

  static final Device DEVICE = new Cpu();

  private Execution() {}

  /**
   * Returns the results of an operation: what its kernel computes, or what its function returns.
   */
  static Tensor[] run(Primitive primitive, Tensor[] inputs) {
    if (primitive instanceof Composite composite) {
      return composite.run(inputs);
    }
    Spec[] specs = new Spec[inputs.length];
    Buffer[] buffers = new Buffer[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      specs[i] = inputs[i].spec();
      buffers[i] = inputs[i].buffer();
    }
    Spec[] results = primitive.infer(specs);
    Buffer[] filled = DEVICE.run(primitive.lower(specs), buffers, results);
    Tensor[] outputs = new Tensor[filled.length];
    for (int i = 0; i < filled.length; i++) {
      outputs[i] = new Tensor(filled[i]);
    }
    return outputs;
  }
}
