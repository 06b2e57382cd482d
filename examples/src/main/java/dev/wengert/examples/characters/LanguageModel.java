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
import dev.wengert.program.Compiled;
import dev.wengert.program.CompiledTransition;
import dev.wengert.program.Program;
import dev.wengert.program.State;
import dev.wengert.program.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    // What changes: the parameters, and what the optimiser remembers of each.
    State<List<Values>> state =
        State.of(List.of(model.initialize(key.fold("initial")), optimizer.start().slots()));
    CompiledTransition<List<Values>> step =
        CompiledTransition.of(state, (now, in) -> step(model, optimizer, now, in));
    for (int i = 0; i < steps; i++) {
      List<Tensor> inputs = new ArrayList<>();
      inputs.add(
          corpus.pieces(BATCH, CONTEXT + 1, n -> random.nextInt(corpus.heldOut() - CONTEXT)));
      inputs.add(key.fold(i).bits());
      inputs.addAll(optimizer.scalars(new Optimizer.State(i, 1, Values.empty())));
      seen.accept(bits(step.apply(inputs).get(0)));
    }
    return new LanguageModel(model, state.get().get(0));
  }

  /** A step as a function of tensors: of pieces, the bits of a key, and the optimiser's numbers. */
  private static Transition.Next<List<Values>> step(
      Model<CharacterNetwork> model, Optimizer optimizer, List<Values> now, List<Tensor> inputs) {
    Model.Step step =
        model.differentiate(
            now.get(0), Key.ofBits(inputs.get(1)), (net, pass) -> net.loss(inputs.get(0), pass));
    Optimizer.Result next =
        optimizer.step(
            now.get(0),
            Clipping.byGlobalNorm(step.gradients(), 1),
            new Optimizer.State(0, 1, now.get(1)),
            inputs.subList(2, inputs.size()));
    return new Transition.Next<>(
        List.of(next.values(), next.state().slots()), List.of(step.loss()));
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
    Compiled logits =
        Program.compile(in -> List.of(model.root().logits(in.get(0), model.inference(values))));
    SplittableRandom random = new SplittableRandom(seed);
    int[] text = new int[count + 1];
    text[0] = first;
    for (int i = 0; i < count; i++) {
      int from = Math.max(0, i + 1 - CONTEXT);
      // What comes behind is never looked at: all passes have one shape.
      Tensor x = Tensor.wrap(Arrays.copyOfRange(text, from, from + CONTEXT), 1, CONTEXT);
      Tensor next = logits.apply(List.of(x)).get(0).get(0).get(i - from);
      text[i + 1] = draw(next.toFloatArray(), temperature, random);
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
