package dev.wengert.nn.checkpoint;

import com.google.common.base.Preconditions;
import dev.wengert.nn.Model;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.StateStore;
import dev.wengert.nn.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of checkpoints, {@code step-000000000123.safetensors} each, of which the last few are
 * kept.
 *
 * <p>Each is written to a temporary file, forced to the disk and then renamed: whenever a program
 * is killed, what has the name of a checkpoint is whole.
 *
 * @param folder where they are; it is made when training begins
 * @param every how many steps lie between two
 * @param keep how many are kept
 */
public record Checkpoints(Path folder, long every, int keep) implements StateStore {

  private static final Pattern NAME = Pattern.compile("step-\\d{12,19}\\.safetensors");

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public Checkpoints {
    Preconditions.checkArgument(
        every > 0 && keep > 0,
        "checkpoints: every %s steps, %s kept; give 1 or more of both",
        every,
        keep);
  }

  /** Returns one that keeps the last three. */
  public static Checkpoints of(Path folder, long every) {
    return new Checkpoints(folder, every, 3);
  }

  /** Returns the file of a step. */
  public Path file(long step) {
    return folder.resolve(String.format(Locale.ROOT, "step-%012d.safetensors", step));
  }

  /** Makes the folder. */
  @Override
  public void prepare() {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Some exceptions of files say no more than which file; their names say what. */
  private UncheckedIOException unwritable(IOException e) {
    boolean isNamed = e instanceof FileSystemException f && f.getReason() == null;
    return new UncheckedIOException(
        "checkpoints: writing into "
            + folder
            + " failed: "
            + (isNamed ? e.getClass().getSimpleName() + ": " : "")
            + e.getMessage()
            + "; name a folder that can be written",
        e);
  }

  /**
   * Writes a checkpoint, and deletes those that are not kept any more.
   *
   * @throws UncheckedIOException if that fails
   */
  @Override
  public void write(TrainingState state) {
    try {
      Files.createDirectories(folder);
      CheckpointFile.write(file(state.step()), state);
      List<Path> files = files();
      for (Path old : files.subList(0, Math.max(0, files.size() - keep))) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Returns the state of the checkpoint of the highest step, if there is any.
   *
   * @throws IllegalArgumentException if it does not fit model and optimiser; the message names all
   *     differences
   * @throws UncheckedIOException if it cannot be read
   */
  @Override
  public Optional<TrainingState> latest(Model<?> model, Optimizer optimizer) {
    try {
      List<Path> files = files();
      return files.isEmpty()
          ? Optional.empty()
          : Optional.of(CheckpointFile.read(files.getLast(), model, optimizer));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "checkpoints: reading from " + folder + " failed: " + e.getMessage(), e);
    }
  }

  /** Returns the files, oldest first. */
  List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> NAME.matcher(file.getFileName().toString()).matches()).forEach(files::add);
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return files;
  }
}
