package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {

  /**
   * With the update gate at 20 the candidate counts sigmoid(-20), not 1 - sigmoid(20), which is 0.
   */
  @Test
  void whatAnOpenGateLeavesOfTheCandidateKeepsItsDigits() {
    Tensor fromX = Tensor.of(new float[][] {{0, 20, 0.5f}});
    Tensor fromH = Tensor.of(new float[1][3]);
    Tensor h = Tensor.of(new float[1][1]);
    double share = 1 / (1 + Math.exp(20));
    double candidate = Math.tanh(0.5);
    assertThat(Cells.gruGates(fromX, fromH, h).item())
        .isCloseTo(share * candidate, within(1e-6 * share));
    List<Tensor> gradients =
        Autodiff.valueAndGrad(
                in -> Reductions.sum(Cells.gruGates(in.get(0), fromH, h)), List.of(fromX))
            .gradients();
    double slope = share * (1 - candidate * candidate);
    assertThat(gradients.get(0).get(0, 2).item()).isCloseTo(slope, within(1e-6 * slope));
  }
}
