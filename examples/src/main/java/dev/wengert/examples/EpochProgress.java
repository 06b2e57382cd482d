package dev.wengert.examples;

import dev.wengert.nn.train.EpochReport;
import dev.wengert.nn.train.TaskProgress;
import dev.wengert.nn.train.TrainingListener;

/**
 * Shows how many epochs of a training are done.
 *
 * @param display where, a task of as many steps as there are epochs
 */
public record EpochProgress(TaskProgress display) implements TrainingListener {

  @Override
  public void epochEnded(EpochReport report) {
    display.done(report.epoch());
  }
}
