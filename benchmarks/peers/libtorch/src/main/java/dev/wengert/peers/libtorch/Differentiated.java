package dev.wengert.peers.libtorch;

import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A function of parameters and its gradients; the function is told whether masks are drawn. */
final class Differentiated implements Work {

  private final Parameters parameters;
  private final TensorVector inputs;
  private final TensorVector cotangents;
  private final Function<Boolean, Tensor> function;

  /** Makes one whose result is a scalar. */
  Differentiated(Parameters parameters, Function<Boolean, Tensor> function) {
    this(parameters, new TensorVector(), function);
  }

  /** Makes one whose result has a cotangent. */
  Differentiated(Parameters parameters, Tensor cotangent, Function<Boolean, Tensor> function) {
    this(parameters, new TensorVector(cotangent), function);
  }

  private Differentiated(
      Parameters parameters, TensorVector cotangents, Function<Boolean, Tensor> function) {
    this.parameters = parameters;
    this.inputs = Tensors.vector(parameters.values());
    this.cotangents = cotangents;
    this.function = function;
  }

  private TensorVector gradients(Tensor value) {
    return torch.grad(
        new TensorVector(value), inputs, cotangents, new BoolOptional(), false, false);
  }

  @Override
  public void step() {
    try (PointerScope _ = new PointerScope()) {
      gradients(function.apply(true));
    }
  }

  @Override
  public Map<String, Double> check() {
    try (PointerScope _ = new PointerScope()) {
      Tensor value = function.apply(false);
      return parameters.check(value, gradients(value));
    }
  }
}
