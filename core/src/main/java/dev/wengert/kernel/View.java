package dev.wengert.kernel;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel that moves nothing: the operand's elements under another shape, or stretched to a
 * larger one. Only what is stretched already has to be copied to get another shape.
 */
public record View() implements Kernel {

  @Override
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    Layout source = inputs[0];
    Shape target = spec.shape();
    if (source.shape().size() != target.size()) {
      return source.broadcastTo(target);
    }
    return source.isFill() || source.isContiguous()
        ? source.reshape(target)
        : Layout.contiguous(spec);
  }

  @Override
  public boolean isView(Spec[] results, Layout[] inputs) {
    Layout source = inputs[0];
    return source.shape().size() != results[0].shape().size()
        || source.isFill()
        || source.isContiguous();
  }
}
