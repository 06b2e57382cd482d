package dev.wengert.peers.libtorch;

import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** A training step: the loss, which is told whether masks are drawn, its gradients, the update. */
final class Trained implements Work {

  private final Parameters parameters;
  private final Function<Boolean, Tensor> loss;
  private final SGD optimizer;

  Trained(Parameters parameters, SGDOptions options, Function<Boolean, Tensor> loss) {
    this.parameters = parameters;
    this.loss = loss;
    this.optimizer = new SGD(Tensors.vector(parameters.values()), options);
  }

  @Override
  public void step() {
    try (PointerScope _ = new PointerScope()) {
      optimizer.zero_grad();
      loss.apply(true).backward();
      optimizer.step();
    }
  }

  @Override
  public Map<String, Double> check() {
    try (PointerScope _ = new PointerScope()) {
      optimizer.zero_grad();
      Tensor value = loss.apply(false);
      value.backward();
      return parameters.check(
          value,
          new TensorVector(parameters.values().stream().map(Tensor::grad).toArray(Tensor[]::new)));
    }
  }
}
