package dev.wengert.peers.libtorch;

import static dev.wengert.peers.libtorch.Tensors.classes;
import static dev.wengert.peers.libtorch.Tensors.of;
import static dev.wengert.peers.libtorch.Tensors.optional;
import static dev.wengert.peers.libtorch.Tensors.zeros;

import dev.wengert.peers.Data.Classifier;
import dev.wengert.peers.Data.Convolutional;
import dev.wengert.peers.Data.Network;
import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** W1, W2 and W9: training steps. */
final class Training {

  private Training() {}

  /** Returns W1. */
  static Work network(String variant) {
    Tensor x = of(Network.x(), 2, Network.EXAMPLES);
    Tensor y = of(Network.y(), 1, Network.EXAMPLES);
    Parameters parameters = new Parameters();
    Tensor[] weights = new Tensor[3];
    Tensor[] biases = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      int units = Network.UNITS[i + 1];
      weights[i] =
          parameters.add("weight" + (i + 1), of(Network.weight(i + 1), units, Network.UNITS[i]));
      biases[i] = parameters.add("bias" + (i + 1), of(new double[units], units, 1));
    }
    boolean drops = variant.equals("dropout");
    Scalar penalty = new Scalar(Network.PENALTY);
    return new Trained(
        parameters,
        new SGDOptions(Network.RATE),
        training -> {
          Tensor value = x;
          for (int i = 0; i < 2; i++) {
            value = torch.addmm(biases[i], weights[i], value).relu();
            if (drops) {
              value = torch.dropout(value, 1 - Network.KEEP, training);
            }
          }
          Tensor loss =
              torch.binary_cross_entropy(torch.addmm(biases[2], weights[2], value).sigmoid(), y);
          return variant.equals("l2") ? loss.add(squares(weights).mul(penalty)) : loss;
        });
  }

  /** Returns W2. */
  static Work classifier() {
    Tensor x = of(Classifier.x(), Classifier.BATCH, Classifier.UNITS[0]);
    Tensor y = classes(Classifier.y());
    Parameters parameters = new Parameters();
    Tensor[] weights = new Tensor[3];
    Tensor[] biases = new Tensor[3];
    Norm[] norms = new Norm[2];
    for (int i = 0; i < 3; i++) {
      int units = Classifier.UNITS[i + 1];
      weights[i] =
          parameters.add(
              "weight" + (i + 1), of(Classifier.weight(i + 1), units, Classifier.UNITS[i]));
      biases[i] = parameters.add("bias" + (i + 1), zeros(units));
      if (i < 2) {
        norms[i] = Norm.of(parameters, "", i + 1, units);
      }
    }
    SGDOptions options = new SGDOptions(Classifier.RATE);
    options.momentum().put(Classifier.MOMENTUM);
    Scalar penalty = new Scalar(Classifier.PENALTY);
    return new Trained(
        parameters,
        options,
        training -> {
          Tensor value = x;
          for (int i = 0; i < 2; i++) {
            value = torch.linear(value, weights[i], optional(biases[i]));
            value = norms[i].overExamples(value).relu();
            value = torch.dropout(value, 1 - Classifier.KEEP, training);
          }
          Tensor logits = torch.linear(value, weights[2], optional(biases[2]));
          return torch.cross_entropy(logits, y).add(squares(weights).mul(penalty));
        });
  }

  private static Tensor squares(Tensor[] weights) {
    return weights[0].square().sum().add(weights[1].square().sum()).add(weights[2].square().sum());
  }

  /** Returns W9. */
  static Work convolutional() {
    Tensor x =
        of(Convolutional.x(), Convolutional.BATCH, 1, Convolutional.SIDE, Convolutional.SIDE);
    Tensor y = classes(Convolutional.y());
    Parameters parameters = new Parameters();
    Tensor[] kernels = new Tensor[2];
    Tensor[] biases = new Tensor[2];
    Norm[] norms = new Norm[2];
    for (int i = 0; i < 2; i++) {
      int in = Convolutional.CHANNELS[i];
      int out = Convolutional.CHANNELS[i + 1];
      kernels[i] =
          parameters.add("weight" + (i + 1), of(Convolutional.kernel(i + 1), out, in, 3, 3));
      biases[i] = parameters.add("bias" + (i + 1), zeros(out));
      norms[i] = Norm.of(parameters, "", i + 1, out);
    }
    Tensor weight =
        parameters.add(
            "weight3", of(Convolutional.weight(), Convolutional.CLASSES, Convolutional.FEATURES));
    Tensor bias = parameters.add("bias3", zeros(Convolutional.CLASSES));
    long[] zero = {0, 0};
    long[] one = {1, 1};
    long[] two = {2, 2};
    return new Trained(
        parameters,
        new SGDOptions(Convolutional.RATE),
        _ -> {
          Tensor value = x;
          for (int i = 0; i < 2; i++) {
            value = torch.conv2d(value, kernels[i], optional(biases[i]), one, one, one, 1);
            value = norms[i].overExamples(value).relu();
            value = torch.max_pool2d(value, two, two, zero, one, false);
          }
          return torch.cross_entropy(torch.linear(value.flatten(1, -1), weight, optional(bias)), y);
        });
  }
}
