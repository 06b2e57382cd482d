/**
 * What ONNX's operators mean: each is a function of tensors, made of the operations of this
 * library, and so has derivatives of every order.
 *
 * <p>A class a family; {@link dev.wengert.onnx.operator.Operators} finds one by name. What depends
 * on shapes alone is numbers already when a graph runs, so nothing needs to be folded before.
 */
@NullMarked
package dev.wengert.onnx.operator;

import org.jspecify.annotations.NullMarked;
