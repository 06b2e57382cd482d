/**
 * Models from ONNX files and to ONNX files, without protocol buffers and without native code.
 *
 * <p>{@link dev.wengert.onnx.Onnx#read} makes a {@linkplain dev.wengert.onnx.OnnxLayer layer} of a
 * file: a function like any other, whose constants are parameters. {@link
 * dev.wengert.onnx.OnnxExport} makes a file of a function, or of a model as it is used.
 *
 * <p><b>Import</b> takes files of ONNX's operators from version 7 to 21. What a file has besides
 * those of the table is named, all of it together: sequences, texts, quantized numbers, operators
 * of training, and those of other domains. Of operators that are there, some settings are refused
 * where they are met: training mode; second results of {@code MaxPool} and {@code
 * BatchNormalization}; cubic {@code Resize} and its {@code tf_crop_and_resize}; clips, lengths and
 * other activations of recurrent cells; what decides a shape by numbers that only a run gives.
 * Integers are INT32, and counted as such, whatever their type in the file; a {@code Cast} to 8 or
 * 16 bits keeps the low bits.
 *
 * <p>A {@code Scan} is a {@linkplain dev.wengert.ControlFlow#scan scan}, and so is a {@code Loop}
 * of so many trips as are known before; one that goes as long as its body says so is a {@linkplain
 * dev.wengert.ControlFlow#whileLoop while loop}, and an {@code If} a {@linkplain
 * dev.wengert.ControlFlow#cond choice}: so they are in programs, and have the derivatives that
 * those have. Where numbers are there and no program is recorded, a {@code Loop} may also write
 * something in each of its steps however many there turn out to be, carry what grows, and cut by
 * the number of a step; in a program it is refused to write so.
 *
 * <p><b>Export</b> writes versions 17 to 21. Every function of {@code dev.wengert.ops} is written
 * but for decompositions of matrices (inverse, solve, cholesky, determinants), random numbers, and
 * what has a shape that its values decide (maskedSelect, argwhere, unique); so is every layer of
 * {@code dev.wengert.nn}. Scans, while loops and choices of {@link dev.wengert.ControlFlow} are
 * {@code Scan}, {@code Loop} and {@code If}; a scan that does what a layer {@code Lstm}, {@code
 * Gru} or {@code Rnn} does, without a mask and without normalization inside, is the operator of
 * that name. Loops of which only a run tells how many rows they go through are refused, and what a
 * backward walk through a while loop keeps is.
 *
 * <p>In the table is each operator that is imported or exported. Each is compared with ONNX Runtime
 * in the tests of this module: those imported by files of one node, in the forms that the versions
 * gave them; those exported by every function and every layer, by loops and by choices.
 *
 * <table>
 *   <caption>The operators</caption>
 *   <tr><th>operator</th><th>imported</th><th>exported</th></tr>
 *   <tr><td>Abs</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Acos</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Acosh</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Add</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>And</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ArgMax</td><td>yes</td><td></td></tr>
 *   <tr><td>ArgMin</td><td>yes</td><td></td></tr>
 *   <tr><td>Asin</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Asinh</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Atan</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Atanh</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>AveragePool</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>BatchNormalization</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Cast</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>CastLike</td><td>yes</td><td></td></tr>
 *   <tr><td>Ceil</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Celu</td><td>yes</td><td></td></tr>
 *   <tr><td>Clip</td><td>yes</td><td></td></tr>
 *   <tr><td>Concat</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Constant</td><td>yes</td><td></td></tr>
 *   <tr><td>ConstantOfShape</td><td>yes</td><td></td></tr>
 *   <tr><td>Conv</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ConvTranspose</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Cos</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Cosh</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>CumSum</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>DepthToSpace</td><td>yes</td><td></td></tr>
 *   <tr><td>Det</td><td>yes</td><td></td></tr>
 *   <tr><td>Div</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Dropout</td><td>yes</td><td></td></tr>
 *   <tr><td>Einsum</td><td>yes</td><td></td></tr>
 *   <tr><td>Elu</td><td>yes</td><td></td></tr>
 *   <tr><td>Equal</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Erf</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Exp</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Expand</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>EyeLike</td><td>yes</td><td></td></tr>
 *   <tr><td>Flatten</td><td>yes</td><td></td></tr>
 *   <tr><td>Floor</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>GRU</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Gather</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>GatherElements</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>GatherND</td><td>yes</td><td></td></tr>
 *   <tr><td>Gelu</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Gemm</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>GlobalAveragePool</td><td>yes</td><td></td></tr>
 *   <tr><td>GlobalMaxPool</td><td>yes</td><td></td></tr>
 *   <tr><td>Greater</td><td>yes</td><td></td></tr>
 *   <tr><td>GreaterOrEqual</td><td>yes</td><td></td></tr>
 *   <tr><td>GroupNormalization</td><td>yes</td><td></td></tr>
 *   <tr><td>HardSigmoid</td><td>yes</td><td></td></tr>
 *   <tr><td>HardSwish</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Hardmax</td><td>yes</td><td></td></tr>
 *   <tr><td>Identity</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>If</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>InstanceNormalization</td><td>yes</td><td></td></tr>
 *   <tr><td>IsInf</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>IsNaN</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>LSTM</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>LayerNormalization</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>LeakyRelu</td><td>yes</td><td></td></tr>
 *   <tr><td>Less</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>LessOrEqual</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Log</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>LogSoftmax</td><td>yes</td><td></td></tr>
 *   <tr><td>Loop</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>LpNormalization</td><td>yes</td><td></td></tr>
 *   <tr><td>MatMul</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Max</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>MaxPool</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Mean</td><td>yes</td><td></td></tr>
 *   <tr><td>MeanVarianceNormalization</td><td>yes</td><td></td></tr>
 *   <tr><td>Min</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Mish</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Mod</td><td>yes</td><td></td></tr>
 *   <tr><td>Mul</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Neg</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>NonZero</td><td>yes</td><td></td></tr>
 *   <tr><td>Not</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>OneHot</td><td>yes</td><td></td></tr>
 *   <tr><td>Or</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>PRelu</td><td>yes</td><td></td></tr>
 *   <tr><td>Pad</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Pow</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>RNN</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Range</td><td>yes</td><td></td></tr>
 *   <tr><td>Reciprocal</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ReduceL1</td><td>yes</td><td></td></tr>
 *   <tr><td>ReduceL2</td><td>yes</td><td></td></tr>
 *   <tr><td>ReduceLogSum</td><td>yes</td><td></td></tr>
 *   <tr><td>ReduceLogSumExp</td><td>yes</td><td></td></tr>
 *   <tr><td>ReduceMax</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ReduceMean</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ReduceMin</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ReduceProd</td><td>yes</td><td></td></tr>
 *   <tr><td>ReduceSum</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ReduceSumSquare</td><td>yes</td><td></td></tr>
 *   <tr><td>Relu</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Reshape</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Resize</td><td>yes</td><td></td></tr>
 *   <tr><td>ReverseSequence</td><td>yes</td><td></td></tr>
 *   <tr><td>Round</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Scan</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ScatterElements</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ScatterND</td><td>yes</td><td></td></tr>
 *   <tr><td>Selu</td><td>yes</td><td></td></tr>
 *   <tr><td>Shape</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Shrink</td><td>yes</td><td></td></tr>
 *   <tr><td>Sigmoid</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Sign</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Sin</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Sinh</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Size</td><td>yes</td><td></td></tr>
 *   <tr><td>Slice</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Softmax</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Softplus</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Softsign</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>SpaceToDepth</td><td>yes</td><td></td></tr>
 *   <tr><td>Split</td><td>yes</td><td></td></tr>
 *   <tr><td>Sqrt</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Squeeze</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Sub</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Sum</td><td>yes</td><td></td></tr>
 *   <tr><td>Tan</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Tanh</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>ThresholdedRelu</td><td>yes</td><td></td></tr>
 *   <tr><td>Tile</td><td>yes</td><td></td></tr>
 *   <tr><td>TopK</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Transpose</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Trilu</td><td>yes</td><td></td></tr>
 *   <tr><td>Unsqueeze</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Upsample</td><td>yes</td><td></td></tr>
 *   <tr><td>Where</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>Xor</td><td>yes</td><td></td></tr>
 * </table>
 */
@NullMarked
package dev.wengert.onnx;

import org.jspecify.annotations.NullMarked;
