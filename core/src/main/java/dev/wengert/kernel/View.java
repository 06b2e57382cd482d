package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel that moves nothing: the operand's elements under another shape, or stretched to a
 * larger one.
 */
public record View() implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer source = inputs[0];
    Shape target = results[0].shape();
    if (source.shape().size() != target.size()) {
      return new Buffer[] {source.broadcastTo(target)};
    }
    boolean asIs = source.isFill() || source.isContiguous();
    return new Buffer[] {(asIs ? source : Elements.contiguous(source)).reshape(target)};
  }
}
