package dev.wengert.nn.checkpoint;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.io.Safetensors;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ReduceOnPlateau;
import dev.wengert.nn.train.EarlyStopping;
import dev.wengert.nn.train.LossTerms;
import dev.wengert.nn.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TrainingState} as a safetensors file: {@code values/PATH}, {@code optimizer/SLOT/PATH},
 * {@code best/PATH} and {@code key} are tensors, the numbers are metadata, written so that they are
 * read back to the bit.
 */
final class CheckpointFile {

  private static final String FORMAT = "wengert.checkpoint";
  private static final String VERSION = "1";
  private static final String PENALTY = "sums.penalty.";

  private static final String COUNTED = "counted";

  private CheckpointFile() {}

  static void write(Path file, TrainingState state) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    prefix("values/", state.values(), tensors);
    prefix("optimizer/", state.optimizer().slots(), tensors);
    Values best = state.stopping().values();
    if (best != null) {
      prefix("best/", best, tensors);
    }
    tensors.put("key", state.key().bits().detach());
    ImmutableMap.Builder<String, String> numbers = ImmutableMap.builder();
    numbers.put(FORMAT, VERSION);
    numbers.put("optimizer.step", Long.toString(state.optimizer().step()));
    numbers.put("optimizer.scale", Double.toString(state.optimizer().scale()));
    numbers.put("epoch", Integer.toString(state.epoch()));
    numbers.put("batch", Long.toString(state.batch()));
    numbers.put("feed.batchSize", Integer.toString(state.feed().batchSize()));
    numbers.put("feed.examples", Long.toString(state.feed().examples()));
    numbers.put("examples", Long.toString(state.examples()));
    numbers.put(COUNTED, Long.toString(state.counted()));
    numbers.put("sums.data", Double.toString(state.sums().data()));
    state
        .sums()
        .penalties()
        .forEach((name, sum) -> numbers.put(PENALTY + name, Double.toString(sum)));
    numbers.put("plateau.best", Double.toString(state.plateau().best()));
    numbers.put("plateau.waited", Integer.toString(state.plateau().waited()));
    numbers.put("plateau.scale", Double.toString(state.plateau().scale()));
    numbers.put("stopping.best", Double.toString(state.stopping().best()));
    numbers.put("stopping.waited", Integer.toString(state.stopping().waited()));
    Safetensors.write(file, tensors, numbers.buildOrThrow());
  }

  private static void prefix(String prefix, Values values, Map<String, Tensor> all) {
    values.byPath().forEach((path, value) -> all.put(prefix + path, value));
  }

  /**
   * Returns the state in a file.
   *
   * @throws IllegalArgumentException if it is not a checkpoint, or does not fit model and optimiser
   */
  static TrainingState read(Path file, Model<?> model, Optimizer optimizer) throws IOException {
    Safetensors.Contents contents = Safetensors.read(file);
    ImmutableMap<String, String> numbers = contents.metadata();
    Preconditions.checkArgument(
        VERSION.equals(numbers.get(FORMAT)),
        "checkpoint: %s is not a checkpoint of version %s: its metadata are %s; name the right"
            + " file",
        file,
        VERSION,
        numbers);
    Map<String, Tensor> found = new LinkedHashMap<>(contents.tensors());
    Key key = Key.ofBits(taken(file, found, "key"));
    boolean hasBest = found.keySet().stream().anyMatch(name -> name.startsWith("best/"));
    ParameterFiles.Specs expected = ParameterFiles.Specs.of(model);
    Map<String, ParameterFiles.Specs> parts = new LinkedHashMap<>();
    parts.put("values/", expected);
    parts.put("optimizer/", new ParameterFiles.Specs(optimizer.specs()));
    if (hasBest) {
      parts.put("best/", expected);
    }
    Values all = ParameterFiles.Specs.joined(parts).take("checkpoint", file, found);
    Values best = hasBest ? part("best/", all) : null;
    return new TrainingState(
        part("values/", all),
        new Optimizer.State(
            number(file, numbers, "optimizer.step", Long::parseLong),
            number(file, numbers, "optimizer.scale", Double::parseDouble),
            part("optimizer/", all)),
        key,
        number(file, numbers, "epoch", Integer::parseInt),
        number(file, numbers, "batch", Long::parseLong),
        new TrainingState.Feed(
            number(file, numbers, "feed.batchSize", Integer::parseInt),
            number(file, numbers, "feed.examples", Long::parseLong)),
        sums(file, numbers),
        number(file, numbers, "examples", Long::parseLong),
        // Checkpoints of before losses could count anything else lack it.
        number(file, numbers, numbers.containsKey(COUNTED) ? COUNTED : "examples", Long::parseLong),
        new ReduceOnPlateau.Watch(
            number(file, numbers, "plateau.best", Double::parseDouble),
            number(file, numbers, "plateau.waited", Integer::parseInt),
            number(file, numbers, "plateau.scale", Double::parseDouble)),
        new EarlyStopping.Watch(
            number(file, numbers, "stopping.best", Double::parseDouble),
            number(file, numbers, "stopping.waited", Integer::parseInt),
            best));
  }

  private static Tensor taken(Path file, Map<String, Tensor> found, String name) {
    Tensor tensor = found.remove(name);
    Preconditions.checkArgument(
        tensor != null, "checkpoint: %s has no tensor %s; it is damaged", file, name);
    return tensor;
  }

  private static Values part(String prefix, Values all) {
    ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
    all.byPath()
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                result.put(name.substring(prefix.length()), value);
              }
            });
    return new Values(result.buildOrThrow());
  }

  private static LossTerms sums(Path file, ImmutableMap<String, String> numbers) {
    ImmutableMap.Builder<String, Double> penalties = ImmutableMap.builder();
    for (String name : numbers.keySet()) {
      if (name.startsWith(PENALTY)) {
        penalties.put(
            name.substring(PENALTY.length()), number(file, numbers, name, Double::parseDouble));
      }
    }
    return new LossTerms(
        number(file, numbers, "sums.data", Double::parseDouble), penalties.buildOrThrow());
  }

  private static <T> T number(
      Path file, ImmutableMap<String, String> numbers, String name, Function<String, T> parser) {
    @Nullable String text = numbers.get(name);
    try {
      if (text != null) {
        return parser.apply(text);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "checkpoint: " + file + ": the number " + name + " is " + text + "; the file is damaged");
  }
}
