/**
 * ONNX files as values: a {@linkplain dev.wengert.onnx.format.OnnxModel model} of a {@linkplain
 * dev.wengert.onnx.format.OnnxGraph graph} of {@linkplain dev.wengert.onnx.format.OnnxNode nodes}
 * and {@linkplain dev.wengert.onnx.format.OnnxTensor tensors}, which {@link
 * dev.wengert.onnx.format.OnnxReader} reads and {@link dev.wengert.onnx.format.OnnxWriter} writes.
 *
 * <p>What operators mean is not known here. Sparse tensors, quantization notes, training
 * information and documentation are passed over.
 */
@NullMarked
package dev.wengert.onnx.format;

import org.jspecify.annotations.NullMarked;
