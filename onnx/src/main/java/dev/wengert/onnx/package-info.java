/**
 * Models from ONNX files and to ONNX files, without protocol buffers and without native code.
 *
 * <p>{@link dev.wengert.onnx.Onnx#read} makes a {@linkplain dev.wengert.onnx.OnnxLayer layer} of a
 * file: a function like any other, whose constants are parameters. {@link
 * dev.wengert.onnx.OnnxExport} makes a file of a function, or of a model as it is used.
 */
@NullMarked
package dev.wengert.onnx;

import org.jspecify.annotations.NullMarked;
