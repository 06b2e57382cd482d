package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Mode;
import dev.wengert.nn.Model;
import dev.wengert.nn.check.ModelCheck;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VggTest {

  private static final Spec IMAGE = new Spec(DType.FLOAT32, Shape.of(1, 3, 224, 224));

  /** The numbers that torchvision's documentation gives; the paper has 133 to 144 million. */
  @ParameterizedTest
  @CsvSource({
    "11, 132863336, 132868840",
    "13, 133047848, 133053736",
    "16, 138357544, 138365992",
    "19, 143667240, 143678248"
  })
  void parametersAreAsManyAsPublished(int layers, long count, long normalized) {
    Model<Vgg> model = Model.of(Vgg.of(layers));
    assertThat(model.parameterCount()).isEqualTo(count);
    assertThat(Model.of(Vgg.of(layers).withBatchNorm()).parameterCount()).isEqualTo(normalized);
    assertThat(model.output(IMAGE).shape()).isEqualTo(Shape.of(1, 1000));
  }

  @Test
  void pathsAndShapesAreThoseOfTorchvision() {
    Model<Vgg> model = Model.of(Vgg.of(16));
    assertThat(model.specs())
        .containsEntry("features.0.weight", spec(64, 3, 3, 3))
        .containsEntry("features.28.weight", spec(512, 512, 3, 3))
        .containsEntry("classifier.0.weight", spec(4096, 25_088))
        .containsEntry("classifier.6.bias", spec(1000));
    String summary = model.summary(IMAGE);
    assertThat(summary).contains("138,357,544 parameters");
    assertThat(summary.lines().filter(line -> line.contains(" features ")).findFirst())
        .get()
        .asString()
        .contains("[1, 512, 7, 7]");
  }

  private static Spec spec(int... sides) {
    return new Spec(DType.FLOAT32, Shape.of(sides));
  }

  @Test
  void derivativesAreRight() {
    for (boolean normalizes : new boolean[] {false, true}) {
      Vgg plain = Vgg.of(11, 2).withChannels(1).withStages(2, 1, 2).withClassifier(1, 3, 0.8);
      Model<Vgg> model = Model.of(normalizes ? plain.withBatchNorm() : plain, DType.FLOAT64);
      Tensor x = Key.of(3).normal(new Spec(DType.FLOAT64, Shape.of(2, 1, 4, 4)));
      Tensor toward = Key.of(4).normal(new Spec(DType.FLOAT64, Shape.of(2, 2)));
      GradCheck check =
          ModelCheck.of(
              model,
              model.initialize(Key.of(1)),
              Key.of(2),
              (root, pass) -> Reductions.sum(root.forward(x, pass).times(toward)));
      if (normalizes) {
        // What is added in front of a normalization is taken off by it.
        check
            .expectZero("features.0.bias")
            .expectZero("features.4.bias")
            .expectZero("features.7.bias");
      }
      check.mode(Mode.PROJECTED).run().assertCorrect();
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Vgg.of(12))
        .hasMessage(
            "vgg: there is none of 12 layers; give one of [11, 13, 16, 19], or stages by"
                + " withStages(...)");
    assertThatThrownBy(() -> Vgg.of(11, -1))
        .hasMessage("vgg: the number of classes is not positive: -1; give 1 or more");
    assertThatThrownBy(() -> Vgg.of(11).withStages(8))
        .hasMessage(
            "vgg: not a number of convolutions for each stage: []; give 1, 1, 2, 2, 2 for example");
    assertThatThrownBy(() -> Vgg.of(11).withClassifier(7, 4096, 0))
        .hasMessageStartingWith("dropout: not a keep probability: 0.0");
  }
}
