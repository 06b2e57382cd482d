package dev.wengert.onnx.operator;

import dev.wengert.Tensor;

/** What an operator of ONNX computes. */
@FunctionalInterface
public interface Operator {

  /**
   * Returns the results of a node, at least those that have a name.
   *
   * @throws IllegalArgumentException if the operator is not defined for what it is given, or not as
   *     the node asks for it
   */
  Tensor[] apply(Call call);

  /** Returns the operator of one result. */
  static Operator one(Single single) {
    return call -> new Tensor[] {single.apply(call)};
  }

  /** An operator of one result. */
  @FunctionalInterface
  interface Single {
    /** Returns the result. */
    Tensor apply(Call call);
  }
}
