package dev.wengert.nn.text;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.text.Continuation.Scored;
import dev.wengert.ops.Activations;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes on behind a prompt, symbol by symbol, reading each symbol once.
 *
 * {@snippet class="dev.wengert.nn.text.TextSnippetsTest" region="generation"}
 *
 * @param <S> what the network keeps of what it has read
 */
public final class Generation<S> {

  private static final int NEVER = -1;

  private final Continuation<S> continuation;
  private final int end;

  private Generation(Continuation<S> continuation, int end) {
    this.continuation = continuation;
    this.end = end;
  }

  /** Returns what writes as many symbols as it is asked for. */
  public static <S> Generation<S> of(Continuation<S> continuation) {
    return new Generation<>(continuation, NEVER);
  }

  /**
   * Returns the same for texts that end with a symbol.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Generation<S> until(int symbol) {
    Preconditions.checkArgument(
        symbol >= 0, "generation: there is no symbol %s to end with; give 0 or more", symbol);
    return new Generation<>(continuation, symbol);
  }

  /**
   * Returns symbols drawn one after the other; the end symbol, where it was met, is the last.
   *
   * @param prompt the symbols before, one or more
   * @param most how many are drawn at most
   * @param key what they are drawn from: the same key draws the same text
   * @throws IllegalArgumentException if the prompt is empty, the number is negative, or the network
   *     refuses what it is to read
   */
  public int[] sample(int[] prompt, int most, Sampling sampling, Key key) {
    check(prompt, most);
    IntArrayList written = new IntArrayList(prompt);
    Tensor next = Tensor.wrap(prompt.clone(), 1, prompt.length);
    @Nullable S seen = null;
    while (written.size() - prompt.length < most) {
      Scored<S> scored = continuation.read(next, seen);
      int symbol =
          sampling.draw(scored.logits().get(0), written.toIntArray(), key.fold(written.size()));
      written.add(symbol);
      if (symbol == end) {
        break;
      }
      seen = scored.seen();
      next = Tensor.wrap(new int[] {symbol}, 1, 1);
    }
    return IntArrays.copy(written.elements(), prompt.length, written.size() - prompt.length);
  }

  private static void check(int[] prompt, int most) {
    Preconditions.checkArgument(
        prompt.length > 0 && most >= 0,
        "generation: %s symbols behind a prompt of %s; give a prompt of 1 or more, and 0 or more",
        most,
        prompt.length);
  }

  /**
   * Returns likely texts, the likeliest first: of all that go on behind those found so far, the
   * likeliest are followed, as many as there are beams.
   *
   * <p>Texts compare by {@code log p / length^lengthPenalty}: 0 favours short ones, 1 takes means
   * over symbols. The search ends when there are as many ended texts as beams and no open one is
   * ahead of the last of them, or at the greatest length. Source: Wu et al., "Google's neural
   * machine translation system", 2016, section 7.
   *
   * @param prompt the symbols before, one or more
   * @param most how many symbols a text has at most, 1 or more
   * @param beams how many texts are followed
   * @throws IllegalArgumentException if a number is out of range, the network refuses what it is to
   *     read, or its logits have a NaN or +Infinity
   */
  public ImmutableList<Hypothesis> beam(int[] prompt, int most, int beams, double lengthPenalty) {
    check(prompt, most);
    Preconditions.checkArgument(
        most > 0 && beams > 0 && Double.isFinite(lengthPenalty),
        "generation: %s symbols at most by %s beams, lengths to the power of %s; give 1 or more of"
            + " both, and a finite number",
        most,
        beams,
        lengthPenalty);
    Comparator<Hypothesis> better =
        Comparator.comparingDouble((Hypothesis text) -> -text.score(lengthPenalty));
    List<Hypothesis> ended = new ArrayList<>();
    List<Hypothesis> open = List.of(new Hypothesis(ImmutableIntArray.of(), 0, false));
    Scored<S> scored = continuation.read(Tensor.wrap(prompt.clone(), 1, prompt.length), null);
    for (int length = 1; length <= most; length++) {
      Step step = step(open, scored.logits(), beams, ended);
      open = step.open;
      ended.sort(better);
      boolean isOver =
          ended.size() >= beams
              && open.stream().noneMatch(text -> better.compare(text, ended.get(beams - 1)) < 0);
      if (open.isEmpty() || isOver || length == most) {
        break;
      }
      Tensor from = Tensor.of(step.from.toIntArray());
      Tensor last = Tensor.of(step.last.toIntArray()).reshape(open.size(), 1);
      scored = continuation.read(last, continuation.chosen(scored.seen(), from));
    }
    List<Hypothesis> all = new ArrayList<>(ended);
    all.addAll(open);
    all.sort(better);
    return ImmutableList.copyOf(all.subList(0, Math.min(beams, all.size())));
  }

  /**
   * Texts that go on.
   *
   * @param open the texts
   * @param from which of the texts before each goes on from
   * @param last the last symbol of each
   */
  private record Step(List<Hypothesis> open, IntArrayList from, IntArrayList last) {}

  /** Follows the likeliest of all next symbols; those that end a text are put aside. */
  private Step step(List<Hypothesis> before, Tensor logits, int beams, List<Hypothesis> ended) {
    double[] logarithms = logarithms(logits, before.size());
    int symbols = logits.shape().side(1);
    double[] sums = new double[logarithms.length];
    int[] order = new int[sums.length];
    for (int i = 0; i < sums.length; i++) {
      order[i] = i;
      sums[i] = before.get(i / symbols).logProbability() + logarithms[i];
    }
    IntArrays.stableSort(order, (a, b) -> Double.compare(sums[b], sums[a]));
    Step step = new Step(new ArrayList<>(), new IntArrayList(), new IntArrayList());
    for (int rank = 0; rank < order.length && step.open.size() < beams; rank++) {
      int at = order[rank];
      if (sums[at] == Double.NEGATIVE_INFINITY) {
        break;
      }
      Hypothesis next = before.get(at / symbols).with(at % symbols, logarithms[at], end);
      if (!next.isEnded()) {
        step.open.add(next);
        step.from.add(at / symbols);
        step.last.add(at % symbols);
      } else if (rank < beams) {
        ended.add(next);
      }
    }
    return step;
  }

  private static double[] logarithms(Tensor logits, int texts) {
    Preconditions.checkArgument(
        logits.dtype().isFloating() && logits.rank() == 2 && logits.shape().side(0) == texts,
        "generation: not logits of %s texts: they are %s; give floating [N, symbols]",
        texts,
        logits.spec());
    double[] scores = logits.toDoubleArray();
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i]) || scores[i] == Double.POSITIVE_INFINITY) {
        int symbols = logits.shape().side(1);
        throw new IllegalArgumentException(
            "generation: the logit of the symbol "
                + i % symbols
                + " behind text "
                + i / symbols
                + " of "
                + texts
                + " is "
                + scores[i]
                + "; look for what made it so");
      }
    }
    return Activations.logSoftmax(logits.to(DType.FLOAT64), -1).toDoubleArray();
  }
}
