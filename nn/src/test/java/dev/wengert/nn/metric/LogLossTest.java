package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.ops.Elementary;
import org.junit.jupiter.api.Test;

class LogLossTest {

  /** The example of scikit-learn's log_loss: of spam and ham it is 0.21616... */
  @Test
  void itIsTheMeanSurprise() {
    Tensor p = Tensor.of(new double[][] {{.1, .9}, {.9, .1}, {.8, .2}, {.35, .65}});
    LogLoss loss = LogLoss.create();
    loss.update(Elementary.log(p), Tensor.of(1, 0, 0, 1));
    assertThat(loss.value()).isCloseTo(0.21616187468057912, within(1e-15));
    assertThat(loss.name()).isEqualTo("logLoss");
  }

  @Test
  void paddingIsLeftOut() {
    LogLoss loss = LogLoss.ignoring(-1);
    loss.update(Tensor.of(new double[][] {{0, 0}, {1e4, -1e4}}), Tensor.of(0, -1));
    assertThat(loss.value()).isCloseTo(Math.log(2), within(1e-15));
    assertThatThrownBy(() -> loss.merge(LogLoss.create()))
        .hasMessage("logLoss: cannot merge with logLoss; merge metrics of one kind");
  }

  @Test
  void aTargetThatIsNoClassIsRefused() {
    assertThatThrownBy(() -> LogLoss.create().update(Tensor.of(new double[1][2]), Tensor.of(2)))
        .hasMessage("logLoss: no such class: 2; there are 0 to 1");
  }
}
