package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Reductions;
import dev.wengert.testing.Gates;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small forms of the networks learn what their kind is for, on data that is made here. */
class LearnsTest {

  private static final long SEED = 20261129;
  private static final int MASK = 6;

  private static <M extends Layer> Values train(
      Model<M> model, Examples examples, int epochs, double rate, BatchLoss<Layer> loss) {
    int steps = epochs * examples.count() / 32;
    Schedule schedule = Schedule.cosine(rate, steps).warmedUp(steps / 10);
    Trainer<M> trainer =
        Trainer.of(model, loss, Optimizer.of(model, AdamW.of(schedule, 1e-3))).build();
    return trainer
        .train(examples, Batching.of(32), Limit.epochs(epochs), trainer.start(Key.of(SEED)))
        .state()
        .values();
  }

  private static Tensor logits(Layer net, Tensor x, Pass pass, int classes) {
    return net.forward(x, pass).reshape(-1, classes);
  }

  /** Sequences of three symbols over and over: the first three say all others. */
  private static Examples rounds(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] symbols = new int[count * 9];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = i % 9 < 3 ? random.nextInt(7) : symbols[i - 3];
    }
    Tensor all = Tensor.wrap(symbols, count, 9);
    return new Examples(
        all.get(Index.all(), Index.range(0, 8)), all.get(Index.all(), Index.range(1, 9)));
  }

  @Test
  void gptGoesOnAsItBegan() {
    Model<Gpt> model = Model.of(Gpt.of(GptSettings.of(7, 8, 1, 32, 2).withKeepProbability(1)));
    Values values =
        train(
            model,
            rounds(640, SEED),
            10,
            6e-3,
            (net, batch, pass) ->
                Losses.crossEntropy(
                    logits(net, batch.x(), pass, 7), batch.y().reshape(batch.y().size())));
    Examples held = rounds(200, SEED + 1);
    int[] found =
        Reductions.argmax(logits(model.root(), held.x(), model.inference(values), 7), 1)
            .toIntArray();
    int right = 0;
    int[] y = held.y().toIntArray();
    for (int i = 0; i < y.length; i++) {
      right += i % 8 > 1 && found[i] == y[i] ? 1 : 0;
    }
    // Of the second and the third symbol nobody knows anything.
    assertThat(right / (200 * 6.0)).isGreaterThan(0.95);
  }

  /** Words that read the same from behind, one symbol of which is masked: y says which it was. */
  private static Examples palindromes(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] symbols = new int[count * 8];
    int[] masked = new int[count * 8];
    for (int i = 0; i < count; i++) {
      for (int t = 0; t < 4; t++) {
        int symbol = random.nextInt(6);
        symbols[8 * i + t] = symbol;
        symbols[8 * i + 7 - t] = symbol;
      }
      int place = random.nextInt(8);
      Arrays.fill(masked, 8 * i, 8 * i + 8, -1);
      masked[8 * i + place] = symbols[8 * i + place];
      symbols[8 * i + place] = MASK;
    }
    return new Examples(Tensor.wrap(symbols, count, 8), Tensor.wrap(masked, count, 8));
  }

  @Test
  @Tag(Gates.TAG)
  void bertFillsGapsFromBothSides() {
    Model<MaskedLanguageModel> model =
        Model.of(MaskedLanguageModel.of(BertSettings.of(7, 8, 1, 32, 2).withKeepProbability(1)));
    Values values =
        train(
            model,
            palindromes(960, SEED),
            12,
            4e-3,
            (net, batch, pass) -> {
              Tensor y = batch.y().reshape(batch.y().size());
              Tensor losses =
                  Losses.crossEntropy(
                      logits(net, batch.x(), pass, 7), Elementary.maximum(y, 0), 0, Reduce.NONE);
              return Losses.weighted(losses, y.ge(0).to(DType.FLOAT32), Reduce.MEAN);
            });
    Examples held = palindromes(200, SEED + 1);
    int[] found =
        Reductions.argmax(logits(model.root(), held.x(), model.inference(values), 7), 1)
            .toIntArray();
    int[] y = held.y().toIntArray();
    int right = 0;
    for (int i = 0; i < y.length; i++) {
      right += found[i] == y[i] ? 1 : 0;
    }
    assertThat(right / 200.0).isGreaterThan(0.95);
  }

  /** Discs in noise: y says of each place whether it is within. */
  private static Examples discs(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int side = 16;
    float[] x = new float[count * side * side];
    int[] y = new int[x.length];
    for (int i = 0; i < count; i++) {
      double top = 4 + 8 * random.nextDouble();
      double left = 4 + 8 * random.nextDouble();
      double radius = 2.5 + 2.5 * random.nextDouble();
      for (int k = 0; k < side * side; k++) {
        int row = k / side;
        boolean inside = Math.hypot(row - top, k % side - left) < radius;
        x[i * side * side + k] = (float) ((inside ? 1 : 0) + 1.2 * random.nextDouble() - 0.6);
        y[i * side * side + k] = inside ? 1 : 0;
      }
    }
    return new Examples(Tensor.wrap(x, count, 1, side, side), Tensor.wrap(y, count, side, side));
  }

  @Test
  void uNetFindsDiscsInNoise() {
    Model<UNet> model = Model.of(UNet.of(1, 2).withWidth(4).withLevels(2).withBatchNorm());
    Values values =
        train(
            model,
            discs(128, SEED),
            6,
            1e-2,
            (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y()));
    Examples held = discs(40, SEED + 1);
    int[] found =
        Reductions.argmax(model.root().forward(held.x(), model.inference(values)), 1).toIntArray();
    int[] y = held.y().toIntArray();
    int both = 0;
    int either = 0;
    for (int i = 0; i < y.length; i++) {
      both += found[i] == 1 && y[i] == 1 ? 1 : 0;
      either += found[i] == 1 || y[i] == 1 ? 1 : 0;
    }
    // Intersection over union. A threshold at 0.5 leaves many places on the wrong side.
    assertThat((double) both / either).isGreaterThan(0.8);
  }
}
