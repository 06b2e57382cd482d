/**
 * Files: tensors in the formats of NumPy ({@link dev.wengert.io.Npy}, {@link dev.wengert.io.Npz})
 * and of safetensors ({@link dev.wengert.io.Safetensors}, {@link
 * dev.wengert.io.SafetensorsShards}), of PyTorch ({@link dev.wengert.io.TorchFile}) and of
 * TensorFlow.js ({@link dev.wengert.io.TensorFlowJs}), of MNIST ({@link dev.wengert.io.Idx}), and
 * drawings of what was recorded ({@link dev.wengert.io.Graphs}).
 *
 * <p>Readers trust no file. What a header claims is believed only as far as bytes are there for it,
 * so memory is bounded by the size of the file, and whatever is wrong is a {@link
 * dev.wengert.io.MalformedFileException} that says what was found and what helps. Writers write a
 * file whole or not at all ({@link dev.wengert.io.AtomicFile}).
 *
 * <p>A tensor has one of four dtypes; files have more. FLOAT32, FLOAT64, INT32 and BOOL are read
 * and written as they are. 16-bit floats are read as FLOAT32, which holds each of them exactly, and
 * safetensors writes FLOAT32 as such if it is asked to. Other integers are read as INT32 if all of
 * them fit, else the first that does not is named.
 */
@NullMarked
package dev.wengert.io;

import org.jspecify.annotations.NullMarked;
