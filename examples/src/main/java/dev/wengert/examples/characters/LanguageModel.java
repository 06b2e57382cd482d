package dev.wengert.examples.characters;

import static dev.wengert.examples.characters.CharacterNetwork.CONTEXT;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;

/**
 * A trained network, which measures texts and writes its own.
 *
 * @param model the network
 * @param values its parameters
 */
record LanguageModel(Model<CharacterNetwork> model, Values values) {

  private static final int BATCH = 16;
  private static final double RATE = 3e-3;
  private static final double DECAY = 0.01;

  /**
   * Trains on random pieces of a corpus.
   *
   * @param seen is told each step's loss, in bits per character
   */
  static LanguageModel train(Corpus corpus, int steps, long seed, DoubleConsumer seen) {
    Model<CharacterNetwork> model = Model.of(new CharacterNetwork(corpus.letters()));
    Key key = Key.of(seed);
    SplittableRandom random = new SplittableRandom(seed);
    Schedule rate = Schedule.cosine(RATE, steps).warmedUp(Math.ceilDiv(steps, 20));
    Optimizer optimizer = Optimizer.of(model, AdamW.of(rate, DECAY));
    Values values = model.initialize(key.fold("initial"));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < steps; i++) {
      Tensor pieces =
          corpus.pieces(BATCH, CONTEXT + 1, n -> random.nextInt(corpus.heldOut() - CONTEXT));
      Model.Step step =
          model.differentiate(values, key.fold(i), (net, pass) -> net.loss(pieces, pass));
      Optimizer.Result next =
          optimizer.step(values, Clipping.byGlobalNorm(step.gradients(), 1), state);
      values = next.values();
      state = next.state();
      seen.accept(bits(step.loss()));
    }
    return new LanguageModel(model, values);
  }

  /** Returns the bits per character of the held-out part of a corpus, piece by piece. */
  double heldOutBits(Corpus corpus) {
    int count = Math.min(256, (corpus.length() - corpus.heldOut() - 1) / CONTEXT);
    Tensor pieces = corpus.pieces(count, CONTEXT + 1, n -> corpus.heldOut() + n * CONTEXT);
    return bits(model.root().loss(pieces, model.inference(values)));
  }

  private static double bits(Tensor nats) {
    return nats.item() / Math.log(2);
  }

  /**
   * Returns characters drawn one after the other, each from what the network expects to come next.
   *
   * @param first the character before them
   * @param temperature what the logits are divided by: below 1 it is more cautious, at 0 it always
   *     takes the likeliest
   */
  int[] generate(int first, int count, double temperature, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] text = new int[count + 1];
    text[0] = first;
    for (int i = 0; i < count; i++) {
      int from = Math.max(0, i + 1 - CONTEXT);
      // What comes behind is never looked at: all passes have one shape.
      Tensor x = Tensor.wrap(Arrays.copyOfRange(text, from, from + CONTEXT), 1, CONTEXT);
      Tensor logits = model.root().logits(x, model.inference(values));
      text[i + 1] = draw(logits.get(0).get(i - from).toFloatArray(), temperature, random);
    }
    return Arrays.copyOfRange(text, 1, text.length);
  }

  /** Draws a number with the probabilities of softmax(logits / temperature). */
  static int draw(float[] logits, double temperature, SplittableRandom random) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    if (temperature == 0) {
      return best;
    }
    double[] upTo = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += Math.exp((logits[i] - logits[best]) / temperature);
      upTo[i] = sum;
    }
    double drawn = random.nextDouble() * sum;
    int i = 0;
    while (upTo[i] <= drawn) {
      i++;
    }
    return i;
  }
}
