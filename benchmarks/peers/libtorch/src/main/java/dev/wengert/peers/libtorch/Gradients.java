package dev.wengert.peers.libtorch;

import static dev.wengert.peers.libtorch.Tensors.of;

import dev.wengert.peers.Data;
import dev.wengert.peers.Data.Normalized;
import dev.wengert.peers.Draw;
import dev.wengert.peers.Work;
import dev.wengert.peers.libtorch.Tensors.Parameters;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** W3 to W7: functions and their gradients. */
final class Gradients {

  private Gradients() {}

  /** Returns W3 over axis 1 and W4 over axis 0: of primitives, or by libtorch's own operation. */
  static Work normalization(int axis, boolean isFused) {
    Parameters parameters = new Parameters();
    Tensor x = parameters.add("x", of(Normalized.x(), Normalized.ROWS, Normalized.COLUMNS));
    Tensor scale = parameters.add("scale", of(Normalized.scale(), Normalized.COLUMNS));
    Tensor shift = parameters.add("shift", of(Normalized.shift(), Normalized.COLUMNS));
    Tensor cotangent = of(Normalized.cotangent(), Normalized.ROWS, Normalized.COLUMNS);
    Norm norm =
        new Norm(scale, shift, Tensors.zeros(Normalized.COLUMNS), Tensors.ones(Normalized.COLUMNS));
    Scalar epsilon = new Scalar(Data.EPSILON);
    long[] axes = {axis};
    return new Differentiated(
        parameters,
        cotangent,
        _ -> {
          if (isFused) {
            return axis == 1 ? norm.overLastAxis(x) : norm.overExamples(x);
          }
          Tensor centered = x.sub(x.mean(axes, true, new ScalarTypeOptional()));
          Tensor variance = centered.mul(centered).mean(axes, true, new ScalarTypeOptional());
          return centered.div(variance.add(epsilon).sqrt()).mul(scale).add(shift);
        });
  }

  /** Returns W5. */
  static Work elementwise() {
    int n = Data.ELEMENTS;
    Parameters parameters = new Parameters();
    Tensor x = parameters.add("x", of(Draw.floats(51, n), n));
    Tensor a = parameters.add("a", of(Draw.floats(52, n), n));
    Tensor b = parameters.add("b", of(Draw.floats(53, n), n));
    Tensor mask = of(Draw.mask(54, n), n);
    return new Differentiated(parameters, _ -> x.mul(a).add(b).relu().sigmoid().mul(mask).sum());
  }

  /** Returns W6 of a dtype and a side, {@code f32-64}. */
  static Work product(String variant) {
    int side = Integer.parseInt(variant.substring(4));
    boolean isDouble = variant.startsWith("f64");
    Parameters parameters = new Parameters();
    Tensor a = parameters.add("a", matrix(61, side, isDouble));
    Tensor b = parameters.add("b", matrix(62, side, isDouble));
    Tensor r = matrix(63, side, isDouble);
    return new Differentiated(parameters, _ -> a.mm(b).mul(r).sum());
  }

  private static Tensor matrix(long seed, int side, boolean isDouble) {
    return isDouble
        ? of(Draw.doubles(seed, side * side, 1), side, side)
        : of(Draw.floats(seed, side * side), side, side);
  }

  /** Returns W7. */
  static Work chain() {
    Tensor x = of(Data.smallX(), Data.SMALL);
    Parameters parameters = new Parameters();
    Tensor p = parameters.add("p", of(Data.smallP(), Data.SMALL));
    Tensor q = parameters.add("q", of(Data.smallQ(), Data.SMALL));
    return new Differentiated(
        parameters,
        _ -> {
          Tensor value = x;
          for (int i = 0; i < Data.LINKS; i++) {
            value =
                switch (i % 3) {
                  case 0 -> value.mul(p);
                  case 1 -> value.add(q);
                  default -> value.tanh();
                };
          }
          return value.sum();
        });
  }
}
