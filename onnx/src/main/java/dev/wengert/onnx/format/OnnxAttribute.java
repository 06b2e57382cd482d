package dev.wengert.onnx.format;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;

/** What a node is told besides its inputs. */
public sealed interface OnnxAttribute {

  /** A number; the file has 32 bits of it. */
  record Real(double value) implements OnnxAttribute {}

  /** An integer. */
  record Whole(long value) implements OnnxAttribute {}

  /** A text. */
  record Text(String value) implements OnnxAttribute {}

  /** A tensor. */
  record Constant(OnnxTensor value) implements OnnxAttribute {}

  /** A graph. */
  record Branch(OnnxGraph value) implements OnnxAttribute {}

  /** Numbers; the file has 32 bits of each. */
  record Numbers(ImmutableDoubleArray values) implements OnnxAttribute {}

  /** Integers. */
  record Wholes(ImmutableLongArray values) implements OnnxAttribute {}

  /** Texts. */
  record Texts(ImmutableList<String> values) implements OnnxAttribute {}

  /**
   * Something else: several tensors or graphs, sparse tensors, types.
   *
   * @param type the number of its type
   */
  record Other(long type) implements OnnxAttribute {}

  /** Returns an integer. */
  static OnnxAttribute of(long value) {
    return new Whole(value);
  }

  /** Returns a number. */
  static OnnxAttribute of(double value) {
    return new Real(value);
  }

  /** Returns a text. */
  static OnnxAttribute of(String value) {
    return new Text(value);
  }

  /** Returns integers. */
  static OnnxAttribute list(int... values) {
    ImmutableLongArray.Builder all = ImmutableLongArray.builder(values.length);
    for (int value : values) {
      all.add(value);
    }
    return new Wholes(all.build());
  }
}
