package dev.wengert.kernel;

import dev.wengert.array.Layout;
import dev.wengert.array.Spec;

/**
 * The kernel that moves nothing: the operand's elements under another shape, or stretched to a
 * larger one. Only what is stretched already has to be copied to get another shape.
 */
public record View() implements Kernel {

  @Override
  public Layout[] layouts(Layout[] inputs, Spec[] results) {
    Layout source = inputs[0];
    Spec target = results[0];
    if (source.shape().size() != target.shape().size()) {
      return new Layout[] {source.broadcastTo(target.shape())};
    }
    return isView(inputs, results)
        ? new Layout[] {source.reshape(target.shape())}
        : Kernel.super.layouts(inputs, results);
  }

  @Override
  public boolean isView(Layout[] inputs, Spec[] results) {
    Layout source = inputs[0];
    return source.shape().size() != results[0].shape().size()
        || source.isFill()
        || source.isContiguous();
  }
}
