package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;

/** Multiplies by what a schedule gives. */
record ScaleBySchedule(Schedule schedule) implements Folded, Folded.Fold {

  @Override
  public String name() {
    return "scaleBySchedule";
  }

  @Override
  public ImmutableList<Schedule> schedules() {
    return ImmutableList.of(schedule);
  }

  @Override
  public Fold of(StepContext context, String path) {
    return this;
  }

  @Override
  public Factors after(Factors before, StepContext context) {
    return before.times(context.number(schedule));
  }
}
