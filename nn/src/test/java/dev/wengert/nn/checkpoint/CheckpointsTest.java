package dev.wengert.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.array.DType;
import dev.wengert.io.Safetensors;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Momentum;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.nn.train.Blobs;
import dev.wengert.nn.train.EarlyStopping;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.LossTerms;
import dev.wengert.nn.train.States;
import dev.wengert.nn.train.StepReport;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.nn.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir private Path folder;

  private final Model<Sequential> model = Blobs.model();
  private final Optimizer optimizer = Optimizer.of(model, Adam.of(0.1));

  @Test
  void allOfTheStateComesBackToTheBit() {
    Checkpoints checkpoints = Checkpoints.of(folder.resolve("new"), 1);
    assertThat(checkpoints.latest(model, optimizer)).isEmpty();
    TrainingState state = state(7);
    checkpoints.write(state);
    States.assertSame(checkpoints.latest(model, optimizer).orElseThrow(), state);
    TrainingState start = TrainingState.start(state.values(), optimizer.start(), Key.of(-1));
    checkpoints.write(start);
    States.assertSame(
        new Checkpoints(checkpoints.folder(), 1, 5).latest(model, optimizer).orElseThrow(), state);
  }

  /** Every number differs from what it is at the start. */
  private TrainingState state(long step) {
    Values values = model.initialize(Key.of(step));
    Values slots =
        optimizer.start().slots().map((path, slot) -> Key.of(step).fold(path).normal(slot.spec()));
    return new TrainingState(
        values,
        new Optimizer.State(step, 1.0 / 3, slots),
        Key.of(0x123456789abcdefL),
        3,
        5,
        new TrainingState.Feed(8, 77),
        new LossTerms(0.1, ImmutableMap.of("l2", Math.PI, "a name", Double.MIN_VALUE)),
        41,
        97,
        new ReduceOnPlateau.Watch(0.7, 2, 1.0 / 3),
        new EarlyStopping.Watch(Math.E, 4, model.initialize(Key.of(step + 1))));
  }

  @Test
  void theLastFewAreKept() throws Exception {
    Checkpoints checkpoints = new Checkpoints(folder, 1, 2);
    Files.writeString(folder.resolve("notes.txt"), "mine");
    for (int step : new int[] {9, 10, 11, 100}) {
      checkpoints.write(state(step));
    }
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "notes.txt", "step-000000000011.safetensors", "step-000000000100.safetensors");
    assertThat(checkpoints.latest(model, optimizer).orElseThrow().step()).isEqualTo(100);
  }

  @Test
  void allDifferencesAreSaidAtOnce() {
    Checkpoints checkpoints = Checkpoints.of(folder, 1);
    checkpoints.write(
        TrainingState.start(model.initialize(Key.of(1)), optimizer.start(), Key.of(1)));
    Model<Sequential> other =
        Model.of(
            Sequential.of(Dense.of(2, 16), BatchNorm.of(16), Activation.relu(), Dense.of(16, 4)));
    assertThatThrownBy(() -> checkpoints.latest(other, Optimizer.of(other, Momentum.of(0.1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("checkpoint: " + checkpoints.file(0) + " differs in ")
        .hasMessageContaining("values/3.weight FLOAT32[4, 16] is missing; values/3.bias FLOAT32[4]")
        .hasMessageContaining("values/4.weight FLOAT32[3, 16] is not expected")
        .hasMessageContaining("optimizer/velocity/0.weight FLOAT32[16, 2] is missing")
        .hasMessageContaining("optimizer/meanSquare/4.bias FLOAT32[3] is not expected")
        .hasMessageEndingWith("; build the model as it was built when the file was written");
    Model<Sequential> exact = Model.of(model.root(), DType.FLOAT64);
    assertThatThrownBy(() -> checkpoints.latest(exact, Optimizer.of(exact, Adam.of(0.1))))
        .hasMessageContaining("values/0.weight is FLOAT32[16, 2] and should be FLOAT64[16, 2]");
  }

  @Test
  void whatIsNoCheckpointIsRefused() throws Exception {
    Checkpoints checkpoints = Checkpoints.of(folder, 1);
    Path file = checkpoints.file(1);
    Safetensors.write(file, model.initialize(Key.of(1)).byPath());
    assertThatThrownBy(() -> checkpoints.latest(model, optimizer))
        .hasMessage(
            "checkpoint: %s is not a checkpoint of version 1: its metadata are {}; name the right"
                    .formatted(file)
                + " file");
    checkpoints.write(state(1));
    Safetensors.Contents contents = Safetensors.read(file);
    Map<String, String> numbers = new LinkedHashMap<>(contents.metadata());
    numbers.put("epoch", "three");
    Safetensors.write(file, contents.tensors(), numbers);
    assertThatThrownBy(() -> checkpoints.latest(model, optimizer))
        .hasMessage(
            "checkpoint: %s: the number epoch is three; the file is damaged".formatted(file));
    Files.writeString(file, "nonsense");
    assertThatThrownBy(() -> checkpoints.latest(model, optimizer))
        .isInstanceOf(java.io.UncheckedIOException.class)
        .hasMessageStartingWith("checkpoints: reading from " + folder + " failed: ");
    assertThatThrownBy(() -> new Checkpoints(folder, 0, 1))
        .hasMessage("checkpoints: every 0 steps, 1 kept; give 1 or more of both");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("taken"), "a file");
    assertThatThrownBy(() -> Checkpoints.of(file, 1).write(state(1)))
        .isInstanceOf(java.io.UncheckedIOException.class)
        .hasMessage(
            "checkpoints: writing into %s failed: FileAlreadyExistsException: %s; name a folder that"
                    .formatted(file, file)
                + " can be written");
  }

  /** Else hours of training may pass until the first is written. */
  @Test
  void aFolderThatCannotBeWrittenIsRefusedBeforeTraining() throws Exception {
    Path file = Files.writeString(folder.resolve("taken"), "a file");
    List<Long> steps = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.of(model, Blobs.LOSS, optimizer)
            .checkpoints(Checkpoints.of(file, 1000))
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepped(StepReport report) {
                    steps.add(report.step());
                  }
                })
            .build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    Blobs.data(Key.of(1), 8),
                    Batching.of(4),
                    Limit.epochs(1),
                    trainer.start(Key.of(1))))
        .isInstanceOf(java.io.UncheckedIOException.class)
        .hasMessageStartingWith("checkpoints: writing into " + file + " failed: ");
    assertThat(steps).isEmpty();
  }
}
