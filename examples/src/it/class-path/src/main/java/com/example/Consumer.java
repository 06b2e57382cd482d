package com.example;

import static dev.wengert.ops.Losses.binaryCrossEntropyWithLogits;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.GradientDescent;
import java.io.File;

/** Learns XOR. */
public final class Consumer {

  public static void main(String[] arguments) {
    Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
    Tensor y = Tensor.of(new float[][] {{0}, {1}, {1}, {0}});
    var model = Model.of(Sequential.of(Dense.of(2, 8), Activation.tanh(), Dense.of(8, 1)));
    Values values = model.initialize(Key.of(1));
    double loss = 1;
    for (int i = 0; i < 500; i++) {
      var step =
          model.differentiate(
              values,
              Key.of(i),
              (net, pass) -> binaryCrossEntropyWithLogits(net.forward(x, pass), y));
      values = GradientDescent.of(0.5).step(values, step.gradients());
      loss = step.loss().item();
    }
    System.out.println(Wengert.backend());
    System.out.println("loss " + loss);
    if (!(loss < 0.1)) {
      throw new AssertionError("not learned: the loss is " + loss);
    }
    checkSize();
  }

  /** The class path has the native library of one system, this one. */
  private static void checkSize() {
    long bytes = 0;
    int natives = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      bytes += new File(entry).length();
      natives += entry.matches(".*openblas-[0-9.]+-[0-9.]+-[a-z]+-[a-z0-9_]+[.]jar") ? 1 : 0;
    }
    System.out.println("class path: " + bytes / 1_000_000 + " MB");
    if (natives != 1 || bytes > 50_000_000) {
      throw new AssertionError(natives + " native libraries, " + bytes + " bytes in all");
    }
  }
}
