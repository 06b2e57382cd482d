package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReduceOnPlateauTest {

  @Test
  void theScaleFallsWhenPatienceEnds() {
    ReduceOnPlateau plateau = ReduceOnPlateau.of(0.5, 2);
    assertThat(scales(plateau, 5, 4, 4, 4.5, 4, 4, 4, 4, 3, 3))
        .containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25);
  }

  @Test
  void noPatienceReactsAtOnceAndNaNIsNoImprovement() {
    assertThat(scales(ReduceOnPlateau.of(0.1, 0), 1, Double.NaN, 0.5)).containsExactly(1, 0.1, 0.1);
  }

  @Test
  void theScaleStopsAtTheLeast() {
    assertThat(scales(new ReduceOnPlateau(0.5, 0, 0.3), 1, 1, 1, 1))
        .containsExactly(1, 0.5, 0.3, 0.3);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> ReduceOnPlateau.of(1, 3))
        .hasMessage("plateau: the factor is 1.0; give a number between 0 and 1");
    assertThatThrownBy(() -> ReduceOnPlateau.of(0.5, -1))
        .hasMessage("plateau: the patience is -1; give 0 or more");
    assertThatThrownBy(() -> new ReduceOnPlateau(0.5, 1, 2))
        .hasMessage("plateau: the least scale is 2.0; give a number from 0 to 1");
  }

  private static double[] scales(ReduceOnPlateau plateau, double... metrics) {
    double[] scales = new double[metrics.length];
    ReduceOnPlateau.Watch watch = plateau.start();
    for (int i = 0; i < metrics.length; i++) {
      watch = plateau.next(watch, metrics[i]);
      scales[i] = watch.scale();
    }
    return scales;
  }
}
