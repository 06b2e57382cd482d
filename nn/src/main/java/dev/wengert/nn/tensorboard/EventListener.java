package dev.wengert.nn.tensorboard;

import dev.wengert.nn.train.EpochReport;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.StepReport;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.nn.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what it is told of training to an event file; see {@link EventWriter#listener}. */
final class EventListener implements TrainingListener {

  private final EventWriter writer;

  EventListener(EventWriter writer) {
    this.writer = writer;
  }

  /** Something that writes. */
  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  @Override
  public void stepped(StepReport report) {
    write(
        () -> {
          long step = report.step();
          writer.scalar("training/loss", step, report.loss().total());
          if (!report.loss().penalties().isEmpty()) {
            writer.scalar("training/data", step, report.loss().data());
          }
          for (var penalty : report.loss().penalties().entrySet()) {
            writer.scalar("training/penalty." + penalty.getKey(), step, penalty.getValue());
          }
          writer.scalar("training/gradientNorm", step, report.gradientNorm());
          writer.scalar("training/rate", step, report.rate());
        });
  }

  @Override
  public void epochEnded(EpochReport report) {
    write(
        () -> {
          for (var figure : report.figures().entrySet()) {
            writer.scalar(figure.getKey(), report.step(), figure.getValue());
          }
          writer.flush();
        });
  }

  @Override
  public void ended(Outcome outcome) {
    write(writer::flush);
  }

  @Override
  public void failed(TrainingState state, Throwable cause) {
    write(writer::flush);
  }

  private void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "eventWriter: writing " + writer.file() + " failed: " + e.getMessage(), e);
    }
  }
}
