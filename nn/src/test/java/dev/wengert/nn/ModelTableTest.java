package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.architecture.ResNet;
import dev.wengert.nn.architecture.Vgg;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.ops.Reductions;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTableTest {

  private static final Spec IMAGE = spec(1, 3, 224, 224);

  private static Spec spec(int... sides) {
    return new Spec(DType.FLOAT32, Shape.of(sides));
  }

  private static ModelTable.Row row(ModelTable table, String path) {
    return table.rows().stream().filter(row -> row.path().equals(path)).findFirst().orElseThrow();
  }

  /** Multiply-adds of a convolution with square windows and images. */
  private static long conv(long inputs, long outputs, long kernel, long side) {
    return inputs * outputs * kernel * kernel * side * side;
  }

  /** The sum over all convolutions and the last layer of He et al.'s table 1. */
  private static long resNet18() {
    long sum = conv(3, 64, 7, 112) + 4 * conv(64, 64, 3, 56) + 512 * 1000;
    long side = 28;
    for (long width = 128; width <= 512; width *= 2) {
      sum += conv(width / 2, width, 3, side) + 3 * conv(width, width, 3, side);
      sum += conv(width / 2, width, 1, side);
      side /= 2;
    }
    return sum;
  }

  @Test
  void convolutionsOfResNet18CountAsPublished() {
    ModelTable table = Model.of(ResNet.of(18)).table(IMAGE);
    // The paper says 1.8 10^9 multiply-adds.
    assertThat(resNet18()).isEqualTo(1_814_073_344L);
    long products = 0;
    for (ModelTable.Row row : table.rows()) {
      boolean multiplies =
          row.path().contains("conv")
              || row.path().endsWith("downsample.0")
              || row.path().equals("fc");
      products += multiplies ? row.flops() : 0;
    }
    assertThat(products).isEqualTo(2 * resNet18() + 1000);
    assertThat(row(table, "conv1").flops()).isEqualTo(2 * conv(3, 64, 7, 112));
    assertThat(row(table, "conv1").bytes()).isEqualTo(4 * 64 * 112 * 112);
    assertThat(table.parameters()).isEqualTo(11_689_512);
    // All else, normalization above all, is less than one in a hundred.
    assertThat(table.flops()).isBetween(products, products + products / 100);
  }

  @Test
  void convolutionsOfVgg16CountAsPublished() {
    ModelTable table = Model.of(Vgg.of(16)).table(IMAGE);
    long[][] stages = {{3, 64, 2}, {64, 128, 2}, {128, 256, 3}, {256, 512, 3}, {512, 512, 3}};
    long products = 0;
    long biases = 0;
    long side = 224;
    for (long[] stage : stages) {
      products += conv(stage[0], stage[1], 3, side);
      products += (stage[2] - 1) * conv(stage[1], stage[1], 3, side);
      biases += stage[2] * stage[1] * side * side;
      side /= 2;
    }
    products += 25_088L * 4096 + 4096L * 4096 + 4096L * 1000;
    biases += 4096 + 4096 + 1000;
    // torchvision says 15.47 10^9 multiply-adds.
    assertThat(products).isEqualTo(15_470_264_320L);
    long found =
        table.rows().stream()
            .filter(row -> row.parameters() > 0)
            .mapToLong(ModelTable.Row::flops)
            .sum();
    assertThat(found).isEqualTo(2 * products + biases);
  }

  @Test
  void whatALoopDoesCountsForEachStep() {
    long ten = Model.of(Rnn.of(3, 4)).table(spec(2, 10, 3)).flops();
    long twenty = Model.of(Rnn.of(3, 4)).table(spec(2, 20, 3)).flops();
    // Two products a step: [2, 3] by [3, 4] and [2, 4] by [4, 4], and what follows.
    assertThat(ten).isGreaterThan(10 * 2 * (2 * 3 * 4 + 2 * 4 * 4));
    // The sum of the two biases, [4], is made once.
    assertThat(twenty - 4).isEqualTo(2 * (ten - 4));
  }

  @Test
  void whatAModelMakesOfItsInputAloneCountsToo() {
    Layer centred = (x, pass) -> x.minus(0.5);
    ModelTable table = Model.of(Sequential.of(centred, Dense.of(4, 2))).table(spec(3, 4));
    assertThat(row(table, "0").flops()).isEqualTo(12);
    assertThat(row(table, "1").flops()).isEqualTo(2 * 3 * 4 * 2 + 3 * 2);
    assertThat(table.flops()).isEqualTo(12 + 54);
  }

  /** Runs a layer by its forward. */
  private record Hiding(Layer layer) implements Layer {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("layer", layer);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return layer.forward(x, pass);
    }
  }

  @Test
  void memoryIsThatOfWhatInnermostLayersMake() {
    Sequential net =
        Sequential.of(Sequential.of(Dense.of(4, 8), Activation.relu()), Dense.of(8, 1));
    ModelTable table = Model.of(net).table(spec(16, 4));
    assertThat(table.outputBytes()).isEqualTo(4 * 16 * (8 + 8 + 1));
    assertThat(table.parameterBytes()).isEqualTo(4 * (4 * 8 + 8 + 8 + 1));
    assertThat(Model.of(net, DType.FLOAT64).table().parameterBytes())
        .isEqualTo(8 * (4 * 8 + 8 + 8 + 1));
    assertThat(Model.of(Dense.of(4, 8)).table(spec(16, 4)).outputBytes()).isEqualTo(4 * 16 * 8);
    // Of a layer that runs others by their forward alone, only what it makes itself is seen.
    ModelTable hidden = Model.of(new Hiding(Dense.of(4, 8))).table(spec(16, 4));
    assertThat(hidden.outputBytes()).isEqualTo(4 * 16 * 8);
    assertThat(row(hidden, "").flops()).isEqualTo(2 * 16 * 4 * 8 + 16 * 8);
  }

  @Test
  void symbolsHaveRowsOfVectors() {
    ModelTable table =
        Model.of(Sequential.of(Embedding.of(100, 8), Dense.of(8, 2)))
            .table(new Spec(DType.INT32, Shape.of(5, 7)));
    assertThat(row(table, "0").output()).isEqualTo(spec(5, 7, 8));
    assertThat(row(table, "0").flops()).isZero();
  }

  /** A pair of texts and how well they fit, by one layer for both. */
  private record Pair(Layer reader) implements Component {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("reader", reader);
    }

    Tensor fit(Tensor a, Tensor b, Pass pass) {
      return Reductions.sum(pass.run(reader, a).times(pass.run(reader, b)), -1);
    }
  }

  @Test
  void aRunOfSeveralInputsIsCounted() {
    Model<Pair> model = Model.of(new Pair(Dense.of(4, 8)));
    Tensor a = Tensor.ones(DType.FLOAT32, 3, 4);
    Tensor b = Tensor.zeros(DType.FLOAT32, 3, 4);
    // @start region="run"
    ModelTable table =
        model.table(List.of(a, b), (net, pass, in) -> net.fit(in.get(0), in.get(1), pass));
    // @end region="run"
    // The layer runs twice; a product and a sum of 24 numbers stand outside of it.
    assertThat(row(table, "reader").flops()).isEqualTo(2 * (2 * 3 * 4 * 8 + 3 * 8));
    assertThat(row(table, "").flops()).isEqualTo(24 + 24);
    assertThat(table.totals().get(1)).isEqualTo("480 FLOPs for one run, 0.1 KiB of outputs");
  }

  /** What two places compute stands in the row of the first, and that of the second says so. */
  @Test
  void aLayerInTwoPlacesCountsInTheFirst() {
    Layer both = Sequential.of(Dense.of(4, 4));
    ModelTable table = Model.of(Sequential.of(both, Activation.relu(), both)).table(spec(3, 4));
    assertThat(row(table, "0.0").flops()).isEqualTo(2 * (2 * 3 * 4 * 4 + 3 * 4));
    assertThat(row(table, "2.0"))
        .isEqualTo(new ModelTable.Row("Dense (as 0.0)", "2.0", null, 0, 0));
    assertThat(row(table, "2").layer()).isEqualTo("Sequential (as 0)");
    assertThat(row(table, "0.0").layer()).isEqualTo("Dense");
  }

  @Test
  void withoutAnInputThereAreParametersAlone() {
    ModelTable table = Model.of(Convolution.of2d(3, 8, 3)).table();
    assertThat(table.header()).containsExactly("layer", "path", "output", "parameters");
    assertThat(table.rows()).containsExactly(new ModelTable.Row("Convolution", "", null, 224, 0));
    assertThat(table.totals())
        .containsExactly("224 parameters (0.9 KiB of FLOAT32), 0 numbers in statistics");
  }
}
