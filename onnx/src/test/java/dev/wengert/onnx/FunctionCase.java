package dev.wengert.onnx;

import dev.wengert.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * A function of ops and what it is tried with.
 *
 * @param name class and method, {@code Activations.relu}
 * @param function of the inputs
 * @param inputs what it is tried with
 */
record FunctionCase(
    String name, Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {}
