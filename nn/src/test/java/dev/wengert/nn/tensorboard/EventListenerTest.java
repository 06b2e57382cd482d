package dev.wengert.nn.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.nn.Model;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.Blobs;
import dev.wengert.nn.train.EpochReport;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.StepReport;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventListenerTest {

  @TempDir Path folder;

  private final Model<Sequential> model = Blobs.model();
  private final List<String> expected = new ArrayList<>();

  /** What a listener of its own hears is what is in the file, curve by curve. */
  @Test
  void aRunIsInTheFile() throws IOException {
    EventWriter writer = EventWriter.open(folder);
    Trainer<Sequential> trainer =
        trainer()
            .penalty("l2", Penalty.l2(1e-3))
            .evaluation(
                Evaluation.loss("dev", Blobs.data(Key.of(9), 20), Batching.of(16), Blobs.LOSS))
            .listener(writer.listener())
            .listener(new Expectation())
            .build();
    train(trainer);
    // The writer is still open: what has ended is there to be read.
    List<byte[]> records = EventFile.records(writer.file());
    List<String> written = new ArrayList<>();
    for (byte[] event : records.subList(1, records.size())) {
      byte[] value = EventFile.bytes(EventFile.bytes(event, 5), 1);
      written.add(
          EventFile.field(event, 2)
              + " "
              + EventFile.string(value, 1)
              + " "
              + EventFile.field(value, 2));
    }
    assertThat(written).hasSize(8 * 5 + 2).isEqualTo(expected);
    assertThat(written.getLast()).startsWith("8 dev.loss ");
    writer.close();
  }

  /** Says what must be written. */
  private final class Expectation implements TrainingListener {

    @Override
    public void stepped(StepReport report) {
      expect(report.step(), "training/loss", report.loss().total());
      expect(report.step(), "training/data", report.loss().data());
      expect(
          report.step(),
          "training/penalty.l2",
          report.loss().penalties().getOrDefault("l2", Double.NaN));
      expect(report.step(), "training/gradientNorm", report.gradientNorm());
      expect(report.step(), "training/rate", 0.01);
    }

    @Override
    public void epochEnded(EpochReport report) {
      expect(report.step(), "dev.loss", report.figures().getOrDefault("dev.loss", Double.NaN));
    }

    private void expect(long step, String tag, double value) {
      expected.add(step + " " + tag + " " + (float) value);
    }
  }

  @Test
  void aRunThatFailsIsInTheFileToo() throws IOException {
    try (EventWriter writer = EventWriter.open(folder)) {
      Trainer<Sequential> trainer =
          trainer()
              .listener(writer.listener())
              .listener(
                  new TrainingListener() {
                    @Override
                    public void stepped(StepReport report) {
                      if (report.step() == 3) {
                        throw new IllegalStateException("enough");
                      }
                    }
                  })
              .build();
      assertThatThrownBy(() -> train(trainer)).hasMessage("enough");
      assertThat(EventFile.records(writer.file())).hasSize(1 + 3 * 3);
    }
  }

  @Test
  void withoutPenaltiesTheLossIsNotSplit() throws IOException {
    try (EventWriter writer = EventWriter.open(folder)) {
      train(trainer().listener(writer.listener()).build());
      assertThat(EventFile.records(writer.file())).hasSize(1 + 8 * 3);
    }
  }

  @Test
  void aFileThatCannotBeWrittenEndsTraining() throws IOException {
    EventWriter writer = EventWriter.open(folder);
    Trainer<Sequential> trainer = trainer().listener(writer.listener()).build();
    writer.close();
    assertThatThrownBy(() -> train(trainer))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("eventWriter: writing " + writer.file() + " failed: ");
  }

  private Trainer.Builder<Sequential> trainer() {
    return Trainer.of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.01)));
  }

  private static void train(Trainer<Sequential> trainer) {
    trainer.train(
        Blobs.data(Key.of(1), 32), Batching.of(8), Limit.epochs(2), trainer.start(Key.of(3)));
  }
}
