package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.nn.Values;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

  @Test
  void patienceCountsEpochsWithoutImprovement() {
    EarlyStopping loss = EarlyStopping.onLoss("dev.loss", 1);
    assertThat(epochs(loss, 3, 2, 2, 1, 1.5, 1, 0)).isEqualTo(6);
    assertThat(epochs(loss, 3, 2, 1, 0.5)).isEqualTo(-1);
    assertThat(epochs(EarlyStopping.onLoss("dev.loss", 0), 3, 2, 2, 1)).isEqualTo(3);
  }

  @Test
  void higherCanBeBetter() {
    EarlyStopping accuracy = new EarlyStopping("dev.accuracy", 0, true);
    assertThat(epochs(accuracy, 0.5, 0.75, 0.875, 0.75)).isEqualTo(4);
  }

  @Test
  void nanIsNoImprovement() {
    EarlyStopping loss = EarlyStopping.onLoss("dev.loss", 1);
    assertThat(epochs(loss, Double.NaN, 5, Double.NaN, Double.NaN)).isEqualTo(4);
    assertThat(epochs(loss, Double.NaN, Double.NaN)).isEqualTo(2);
  }

  @Test
  void theBestValuesAreKept() {
    EarlyStopping loss = EarlyStopping.onLoss("dev.loss", 5);
    Values good = Values.empty();
    EarlyStopping.Watch watch = loss.next(EarlyStopping.start(), 1, good);
    watch = loss.next(watch, 2, new Values(good.byPath()));
    assertThat(watch.values()).isSameAs(good);
    assertThat(watch.best()).isEqualTo(1);
  }

  @Test
  void refusesNegativePatience() {
    assertThatThrownBy(() -> EarlyStopping.onLoss("dev.loss", -1))
        .hasMessage("earlyStopping: the patience is -1; give 0 or more");
  }

  /** The number of the epoch after which it is over, -1 if it never is. */
  private static int epochs(EarlyStopping stopping, double... figures) {
    EarlyStopping.Watch watch = EarlyStopping.start();
    for (int i = 0; i < figures.length; i++) {
      watch = stopping.next(watch, figures[i], Values.empty());
      if (stopping.isOver(watch)) {
        return i + 1;
      }
    }
    return -1;
  }
}
