package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import org.junit.jupiter.api.Test;

/** The code in javadoc. */
class ArchitectureSnippetsTest {

  @Test
  void theyAreOneCallEach() {
    // @start region="architectures"
    Mlp mlp = Mlp.of(784, 300, 100, 10).withBatchNorm().withKeepProbability(0.8);
    ResNet resNet = ResNet.of(18); // 34, 50, 101, 152
    ResNet cifar = ResNet.of(18, 10).withSmallImages().withWidth(16).withBlocks(3, 3, 3);
    Vgg vgg = Vgg.of(16).withBatchNorm();
    UNet uNet = UNet.of(3, 1).withWidth(32);
    Gpt gpt = Gpt.of(GptSettings.of(65, 256, 6, 384, 6)); // symbols, positions, blocks, E, heads
    Bert bert = Bert.base();

    long count = Model.of(bert).parameterCount(); // 109,482,240; no value is made
    Spec logits = Model.of(resNet).output(new Spec(DType.FLOAT32, Shape.of(8, 3, 224, 224)));
    // @end region="architectures"
    assertThat(count).isEqualTo(109_482_240);
    assertThat(logits).isEqualTo(new Spec(DType.FLOAT32, Shape.of(8, 1000)));
    assertThat(Model.of(mlp).statistics()).hasSize(4);
    assertThat(Model.of(cifar).parameterCount()).isEqualTo(272_474);
    assertThat(Model.of(vgg).statistics()).hasSize(2 * 13);
    assertThat(Model.of(uNet).output(new Spec(DType.FLOAT32, Shape.of(1, 3, 64, 64))).shape())
        .isEqualTo(Shape.of(1, 1, 64, 64));
    // Six blocks of 12 E^2 and 13 E, two tables and a normalization.
    assertThat(Model.of(gpt).parameterCount())
        .isEqualTo(6 * (12 * 384 * 384 + 13 * 384) + (65 + 256 + 2) * 384);
  }
}
