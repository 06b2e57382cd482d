package dev.wengert.peers.libtorch;

import static dev.wengert.peers.libtorch.Tensors.ones;
import static dev.wengert.peers.libtorch.Tensors.optional;
import static dev.wengert.peers.libtorch.Tensors.zeros;

import dev.wengert.peers.Data;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** libtorch's own normalizations with their scale and shift, and running statistics. */
record Norm(Tensor scale, Tensor shift, Tensor mean, Tensor variance) {

  /** Returns the number-th of a network's normalizations. */
  static Norm of(Parameters parameters, String prefix, int number, int channels) {
    return new Norm(
        parameters.add(prefix + "scale" + number, ones(channels)),
        parameters.add(prefix + "shift" + number, zeros(channels)),
        zeros(channels),
        ones(channels));
  }

  Tensor overExamples(Tensor x) {
    return torch.batch_norm(
        x,
        optional(scale),
        optional(shift),
        optional(mean),
        optional(variance),
        true,
        0.1,
        Data.EPSILON,
        false);
  }

  Tensor overLastAxis(Tensor x) {
    long[] sides = {scale.numel()};
    return torch.layer_norm(x, sides, optional(scale), optional(shift), Data.EPSILON, false);
  }
}
