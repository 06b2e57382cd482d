package dev.wengert.onnx.format;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;

/**
 * What is known of an input or output.
 *
 * @param name its name
 * @param type the type of its elements; {@link OnnxType#UNDEFINED} if it is no tensor, or nothing
 *     is said
 * @param sides a number or a name for each axis, as text; {@code ?} where nothing is said
 */
public record OnnxValue(String name, OnnxType type, ImmutableList<String> sides) {

  /** Returns for example {@code input_ids INT64[batch, 128]}. */
  @Override
  public String toString() {
    return name + " " + type + "[" + Joiner.on(", ").join(sides) + "]";
  }
}
