package dev.wengert.onnx.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * An ONNX file.
 *
 * @param irVersion the version of the format itself
 * @param producer who made it
 * @param producerVersion which version of that
 * @param opsets the version of each domain of operators; the domain of ONNX itself is empty
 * @param functions the names of operators that the file defines itself
 * @param metadata what it says of itself
 * @param graph what it computes
 */
public record OnnxModel(
    long irVersion,
    String producer,
    String producerVersion,
    ImmutableMap<String, Long> opsets,
    ImmutableSet<String> functions,
    ImmutableMap<String, String> metadata,
    OnnxGraph graph) {

  /** Returns the same with another graph. */
  public OnnxModel withGraph(OnnxGraph other) {
    return new OnnxModel(irVersion, producer, producerVersion, opsets, functions, metadata, other);
  }

  /** Returns the version of ONNX's own operators; 0 if the file names none. */
  public long opset() {
    Long version = opsets.get("");
    return version == null ? 0 : version;
  }
}
