package dev.wengert.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.Examples;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {

  @Test
  void theImagesThatLookLeastLikeWhatTheyAreComeFirst() {
    float[][] probabilities = new float[3][10];
    probabilities[0][4] = 0.9f;
    probabilities[0][1] = 0.1f;
    probabilities[1][7] = 0.25f;
    probabilities[1][1] = 0.75f;
    probabilities[2][0] = 0.6f;
    probabilities[2][8] = 0.4f;
    Examples images = new Examples(Tensor.zeros(DType.FLOAT32, 3, 1, 28, 28), Tensor.of(4, 7, 0));
    List<Reading> worst = Reading.worst(images, Tensor.of(probabilities), 2);
    assertThat(worst.stream().map(Reading::caption)).containsExactly("7 as 1, 75%", "0 as 0, 60%");
    assertThat(worst.stream().map(Reading::isRight)).containsExactly(false, true);
  }
}
