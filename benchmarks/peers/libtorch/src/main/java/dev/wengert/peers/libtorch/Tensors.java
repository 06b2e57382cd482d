package dev.wengert.peers.libtorch;

import dev.wengert.peers.Data;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What libtorch's C++ defaults and optional arguments become in Java. */
final class Tensors {

  private Tensors() {}

  static Tensor of(float[] values, long... sides) {
    return AbstractTensor.create(values, sides);
  }

  static Tensor of(double[] values, long... sides) {
    return AbstractTensor.create(values, sides);
  }

  static Tensor classes(int[] values) {
    return AbstractTensor.create(Arrays.stream(values).asLongStream().toArray(), values.length);
  }

  static Tensor zeros(int n) {
    return of(new float[n], n);
  }

  static Tensor ones(int n) {
    return of(Data.ones(n), n);
  }

  static TensorOptional optional(Tensor tensor) {
    return new TensorOptional(tensor);
  }

  static TensorVector vector(Collection<Tensor> tensors) {
    return new TensorVector(tensors.toArray(new Tensor[0]));
  }

  /** Returns the only element, or the sum of absolute elements. */
  static double number(Tensor tensor) {
    return tensor.numel() == 1 ? tensor.item_double() : absoluteSum(tensor);
  }

  static double absoluteSum(Tensor tensor) {
    return tensor.to(torch.ScalarType.Double).abs().sum().item_double();
  }

  /** Parameters by name, each of which gets a gradient. */
  static final class Parameters extends LinkedHashMap<String, Tensor> {

    private static final long serialVersionUID = 1;

    /** Adds one and returns it. */
    Tensor add(String name, Tensor parameter) {
      put(name, parameter.requires_grad_(true));
      return parameter;
    }

    /** Returns what every framework must get. */
    Map<String, Double> check(Tensor value, TensorVector gradients) {
      Map<String, Double> check = new LinkedHashMap<>();
      check.put("value", number(value));
      int next = 0;
      for (String name : keySet()) {
        check.put(name, absoluteSum(gradients.get(next++)));
      }
      return check;
    }
  }
}
