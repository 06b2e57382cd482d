/**
 * Programs as graphs of ONNX's operators.
 *
 * <pre>
 * function             recorded once at the sizes that are given, and once more for each axis whose
 *    |                 size is left open, at another size
 *    v
 * Recording            the same list of instructions; what differs is what depends on a size
 *    |  Lowering       each kernel becomes operators; Patterns finds those that have a name of their
 *    v                 own: Conv, Gemm, Softmax, LayerNormalization, Gelu, ...
 * GraphBuilder         nodes and constants, of which those that nobody takes are left out
 * </pre>
 */
@NullMarked
package dev.wengert.onnx.export;

import org.jspecify.annotations.NullMarked;
