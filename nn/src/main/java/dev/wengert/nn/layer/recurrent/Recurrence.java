package dev.wengert.nn.layer.recurrent;

import com.google.common.base.Preconditions;
import dev.wengert.nn.Initializer;

/**
 * How a recurrent layer is built: {@link Rnn}, {@link Gru} or {@link Lstm}.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="recurrence"}
 *
 * @param layers how many stand one above the other, each reading what the one below gives
 * @param bothWays whether each layer also reads backwards: see {@link #bidirectional}
 * @param layerNorm whether each layer normalizes inside: see {@link #normalized}
 * @param keepProbability with which an element passes from layer to layer in training
 * @param inputWeights how the weights of inputs begin, one gate at a time
 * @param stateWeights how the weights of states begin, one gate at a time
 */
public record Recurrence(
    int layers,
    boolean bothWays,
    boolean layerNorm,
    double keepProbability,
    Initializer inputWeights,
    Initializer stateWeights) {

  /** Checks the numbers. */
  public Recurrence {
    Preconditions.checkArgument(
        layers >= 1, "recurrence: not a number of layers: %s; give 1 or more", layers);
    Preconditions.checkArgument(
        keepProbability > 0 && keepProbability <= 1,
        "recurrence: not a keep probability: %s; give a number above 0, at most 1",
        keepProbability);
    Preconditions.checkArgument(
        layers > 1 || keepProbability == 1,
        "recurrence: one layer has nothing between layers to drop: the keep probability is %s; give"
            + " two layers, or put a dropout behind the one",
        keepProbability);
  }

  /**
   * Returns so many layers that read forwards, with neither normalization nor dropout.
   *
   * <p>Of each gate, weights of inputs begin as {@link Initializer#xavierUniform} draws them,
   * weights of states as {@link Initializer#orthogonal()} does, so that a state neither grows nor
   * fades. Keras begins so; PyTorch draws all of them uniformly within {@code 1 / sqrt(hidden)}.
   */
  public static Recurrence layers(int layers) {
    return new Recurrence(
        layers, false, false, 1, Initializer.xavierUniform(), Initializer.orthogonal());
  }

  /**
   * Returns this with a second set of weights in each layer that reads from the last step to the
   * first; what both give is joined, the first half of the features reading forwards.
   *
   * <p>Source: Schuster and Paliwal, "Bidirectional recurrent neural networks", 1997.
   */
  public Recurrence bidirectional() {
    return new Recurrence(layers, true, layerNorm, keepProbability, inputWeights, stateWeights);
  }

  /**
   * Returns this with layer normalization of what comes from the input and of what comes from the
   * state, over all gates at once, before they meet; an LSTM's cell state is normalized before its
   * last tanh. The biases are what shifts.
   *
   * <p>Source: Ba, Kiros and Hinton, "Layer normalization", 2016, equations 20 to 22.
   */
  public Recurrence normalized() {
    return new Recurrence(layers, bothWays, true, keepProbability, inputWeights, stateWeights);
  }

  /**
   * Returns this with dropout of what one layer hands to the next in training.
   *
   * @param keep the probability to stay, in (0, 1]
   */
  public Recurrence dropout(double keep) {
    return new Recurrence(layers, bothWays, layerNorm, keep, inputWeights, stateWeights);
  }

  /** Returns this with weights of inputs that begin otherwise, drawn for one gate at a time. */
  public Recurrence inputWeights(Initializer other) {
    return new Recurrence(layers, bothWays, layerNorm, keepProbability, other, stateWeights);
  }

  /** Returns this with weights of states that begin otherwise, drawn for one gate at a time. */
  public Recurrence stateWeights(Initializer other) {
    return new Recurrence(layers, bothWays, layerNorm, keepProbability, inputWeights, other);
  }
}
