package dev.wengert.peers.libtorch;

import static dev.wengert.peers.libtorch.Tensors.classes;
import static dev.wengert.peers.libtorch.Tensors.of;
import static dev.wengert.peers.libtorch.Tensors.optional;
import static dev.wengert.peers.libtorch.Tensors.zeros;

import dev.wengert.peers.Data.Classifier;
import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** W10: the gradients are differentiated once more, with the direction as their cotangents. */
final class HessianProduct implements Work {

  private final Tensor x = of(Classifier.x(), Classifier.BATCH, Classifier.UNITS[0]);
  private final Tensor y = classes(Classifier.y());
  private final Parameters parameters = new Parameters();
  private final List<Tensor> all = new ArrayList<>();
  private final TensorVector inputs;
  private final TensorVector direction;

  HessianProduct() {
    List<Tensor> directions = new ArrayList<>();
    for (int layer = 1; layer <= 3; layer++) {
      int in = Classifier.UNITS[layer - 1];
      int out = Classifier.UNITS[layer];
      all.add(parameters.add("weight" + layer, of(Classifier.weight(layer), out, in)));
      all.add(parameters.add("bias" + layer, zeros(out)));
      directions.add(of(Classifier.weightDirection(layer), out, in));
      directions.add(of(Classifier.biasDirection(layer), out));
    }
    inputs = Tensors.vector(all);
    direction = Tensors.vector(directions);
  }

  private Tensor loss() {
    Tensor value = x;
    for (int i = 0; i < 3; i++) {
      value = torch.linear(value, all.get(2 * i), optional(all.get(2 * i + 1)));
      value = i < 2 ? value.tanh() : value;
    }
    return torch.cross_entropy(value, y);
  }

  private TensorVector products(Tensor loss) {
    TensorVector gradients =
        torch.grad(
            new TensorVector(loss),
            inputs,
            new TensorVector(),
            new BoolOptional(true),
            true,
            false);
    return torch.grad(gradients, inputs, direction, new BoolOptional(), false, false);
  }

  @Override
  public void step() {
    try (PointerScope _ = new PointerScope()) {
      products(loss());
    }
  }

  @Override
  public Map<String, Double> check() {
    try (PointerScope _ = new PointerScope()) {
      Tensor loss = loss();
      return parameters.check(loss, products(loss));
    }
  }
}
