package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.GroupNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** With products in Java, what a model says of an example does not depend on its neighbours. */
class NeighboursTest {

  private static final int[] MANY = {
    1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 257, 513,
    1000, 5000
  };
  private static final int[] FEW = {1, 2, 3, 5, 8, 17, 33, 64, 129};

  /** Prints each layer and batch size at which rows differ from those of batches of one. */
  static final class Program {
    private static final int SINGLES = 40;

    public static void main(String[] args) {
      int checked = 0;
      for (int inputs : new int[] {1, 3, 16, 33, 100, 256, 257, 1000}) {
        for (int outputs : new int[] {1, 3, 10, 17, 64, 128}) {
          checked += check(Dense.of(inputs, outputs), inputs * outputs > 9000 ? FEW : MANY, inputs);
        }
      }
      checked +=
          check(
              Sequential.of(
                  Dense.of(30, 64),
                  BatchNorm.of(64),
                  Activation.gelu(),
                  LayerNorm.of(64),
                  Dense.of(64, 10),
                  Activation.softmax(-1)),
              MANY,
              30);
      checked +=
          check(
              Sequential.of(
                  Convolution.of2d(3, 8, 3),
                  GroupNorm.of(2, 8),
                  Activation.relu(),
                  MaxPool.of(2),
                  Flatten.of(),
                  Dense.of(8 * 25, 4)),
              FEW,
              3,
              12,
              12);
      checked += check(TransformerEncoderBlock.of(TransformerSettings.of(16, 2)), FEW, 7, 16);
      checked += check(Lstm.of(5, 9), FEW, 6, 5);
      checked += check(Gru.of(5, 9), FEW, 6, 5);
      System.out.println("checked " + checked);
    }

    private static int check(Layer layer, int[] sizes, int... sides) {
      Model<Layer> model = Model.of(layer);
      Pass pass = model.inference(model.initialize(Key.of(3)));
      int most = sizes[sizes.length - 1];
      int[] all = new int[sides.length + 1];
      all[0] = most;
      System.arraycopy(sides, 0, all, 1, sides.length);
      Tensor x = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(all)));
      float[][] alone = new float[Math.min(most, SINGLES)][];
      for (int i = 0; i < alone.length; i++) {
        alone[i] = layer.forward(x.get(Index.range(i, i + 1)), pass).toFloatArray();
      }
      for (int size : sizes) {
        float[] together = layer.forward(x.get(Index.range(0, size)), pass).toFloatArray();
        int width = together.length / size;
        for (int i = 0; i < Math.min(size, alone.length); i++) {
          if (!Arrays.equals(alone[i], 0, width, together, i * width, (i + 1) * width)) {
            System.out.println("differs: " + layer + ", row " + i + " of " + size);
          }
        }
      }
      return sizes.length;
    }
  }

  @Test
  void aRowsBitsAreItsOwnWithProductsInJava() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dwengert.blas=none",
                "-classpath",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", "")
                    + File.pathSeparator
                    + System.getProperty("surefire.test.class.path", ""),
                Program.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    assertThat(text.strip()).isEqualTo("checked 1157");
  }
}
