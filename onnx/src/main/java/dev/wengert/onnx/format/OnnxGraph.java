package dev.wengert.onnx.format;

import com.google.common.collect.ImmutableList;

/**
 * A computation: nodes in an order in which operands come first, and what they begin with.
 *
 * @param name its name
 * @param nodes what is done
 * @param initializers tensors that are known, by their names
 * @param inputs what the caller gives; in older files the initializers too
 * @param outputs what the caller gets
 */
public record OnnxGraph(
    String name,
    ImmutableList<OnnxNode> nodes,
    ImmutableList<OnnxTensor> initializers,
    ImmutableList<OnnxValue> inputs,
    ImmutableList<OnnxValue> outputs) {

  /** Returns the same with other initializers. */
  public OnnxGraph withInitializers(ImmutableList<OnnxTensor> others) {
    return new OnnxGraph(name, nodes, others, inputs, outputs);
  }
}
