package dev.wengert.benchmarks;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.ops.Activations;
import java.util.List;
import java.util.Optional;

/**
 * A forward run of a sentence encoder of 22.4 million parameters: a table of 30,522 symbols, six
 * blocks of width 384 with 12 heads and GELU; four sentences of 128 symbols.
 */
final class EncoderWorkload implements Workload {

  private static final int SYMBOLS = 30_522;
  private static final int WIDTH = 384;

  private final Model<Sequential> model =
      Model.of(
          Sequential.of(
              Embedding.of(SYMBOLS, WIDTH),
              TransformerEncoder.of(
                  TransformerSettings.of(WIDTH, 12)
                      .withKeepProbability(1)
                      .withActivation(Activations::gelu),
                  6)),
          DType.FLOAT32);
  private final Values values = model.initialize(Key.of(0));
  private final Tensor sentences = Draw.classes(1, 4 * 128, SYMBOLS).reshape(4, 128);

  private Tensor forward() {
    return model.root().forward(sentences, model.inference(values));
  }

  @Override
  public void run() {
    Tensor vectors = forward();
    if (vectors.size() != 4 * 128 * WIDTH) {
      throw new IllegalStateException("encoder: vectors are " + vectors.shape());
    }
  }

  @Override
  public Numbers numbers() {
    return new Numbers(List.of(), none -> List.of(forward()), List.of());
  }

  @Override
  public Optional<Work> work() {
    return Optional.empty();
  }
}
