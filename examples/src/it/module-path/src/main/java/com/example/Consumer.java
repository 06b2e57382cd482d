package com.example;

import static dev.wengert.ops.Losses.binaryCrossEntropyWithLogits;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.datasets.Iris;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.GradientDescent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;

/** Learns XOR, and reads a data set out of its module. */
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
    int rows = Iris.table().rows();
    System.out.println("irises: " + rows);
    if (rows != 150) {
      throw new AssertionError("not the irises: " + rows + " rows");
    }
    checkModules();
  }

  /**
   * Wengert's modules are named; an automatic one beside them has a name that its jar states,
   * unless there is nothing in it.
   */
  private static void checkModules() {
    Set<String> own = new TreeSet<>();
    for (var module : ModuleLayer.boot().configuration().modules()) {
      ModuleDescriptor descriptor = module.reference().descriptor();
      if (descriptor.name().startsWith("dev.wengert.")) {
        own.add((descriptor.isAutomatic() ? "automatic " : "") + descriptor.name());
      } else if (descriptor.isAutomatic() && !descriptor.packages().isEmpty()) {
        checkNamed(descriptor.name(), Path.of(module.reference().location().orElseThrow()));
      }
    }
    System.out.println(own);
    if (!own.equals(
        Set.of(
            "dev.wengert.core",
            "dev.wengert.datasets",
            "dev.wengert.nn",
            "dev.wengert.openblas",
            "dev.wengert.ops"))) {
      throw new AssertionError("other modules than expected: " + own);
    }
  }

  private static void checkNamed(String name, Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      String stated = file.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
      System.out.println("automatic: " + name);
      if (!name.equals(stated)) {
        throw new AssertionError("the module's name is guessed of its file's: " + jar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
