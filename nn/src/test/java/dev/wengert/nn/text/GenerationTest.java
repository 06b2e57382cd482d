package dev.wengert.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.architecture.Gpt;
import dev.wengert.nn.architecture.GptSettings;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerationTest {

  private static final int SYMBOLS = 5;
  private static final int END = 4;
  private static final int[] PROMPT = {2, 0, 3};

  private static final GptSettings SETTINGS = GptSettings.of(SYMBOLS, 12, 2, 8, 2).withoutTying();

  private final Model<Gpt> model = Model.of(Gpt.of(SETTINGS), DType.FLOAT64);
  private final Pass pass = model.inference(values(2));
  private final Generation<?> generation = Generation.of(model.root().continuation(pass));

  /** Larger than they begin, so that every part tells something. */
  private Values values(int seed) {
    return model
        .initialize(Key.of(1))
        .map((path, v) -> v.plus(Key.of(seed).fold(path).normal(v.spec())));
  }

  /** Returns the logits behind a text, all of it computed anew. */
  private Tensor anew(int[] text) {
    return anew(text, pass);
  }

  private Tensor anew(int[] text, Pass pass) {
    Tensor logits = model.root().forward(Tensor.wrap(text.clone(), 1, text.length), pass);
    return logits.get(Index.at(0), Index.at(-1));
  }

  private static int[] with(int[] text, int symbol) {
    int[] longer = Arrays.copyOf(text, text.length + 1);
    longer[text.length] = symbol;
    return longer;
  }

  @Test
  void theLikeliestSymbolsAreThoseOfTheWholeTextComputedAnew() {
    Set<Integer> written = new TreeSet<>();
    for (int seed = 0; seed < 6; seed++) {
      Pass own = model.inference(values(seed));
      int[] text = PROMPT;
      for (int i = 0; i < 9; i++) {
        text = with(text, Reductions.argmax(anew(text, own), 0).toIntArray()[0]);
      }
      int[] expected = Arrays.copyOfRange(text, 3, 12);
      assertThat(
              Generation.of(model.root().continuation(own))
                  .sample(PROMPT, 9, Sampling.greedy(), Key.of(1)))
          .isEqualTo(expected);
      Arrays.stream(expected).forEach(written::add);
    }
    assertThat(written).hasSizeGreaterThan(2);
  }

  @Test
  void drawsAreThoseOfTheWholeTextComputedAnew() {
    Sampling sampling = Sampling.temperature(1.5).withTopK(4).withRepetitionPenalty(1.3);
    Key key = Key.of(7);
    int[] text = PROMPT;
    for (int i = 0; i < 9; i++) {
      text = with(text, sampling.draw(anew(text), text, key.fold(text.length)));
    }
    assertThat(generation.sample(PROMPT, 9, sampling, key))
        .isEqualTo(Arrays.copyOfRange(text, 3, 12));
    assertThat(generation.sample(PROMPT, 9, sampling, Key.of(8)))
        .isNotEqualTo(Arrays.copyOfRange(text, 3, 12));
  }

  @Test
  void theEndEndsAText() {
    Sampling sampling = Sampling.temperature(2);
    int[] open = generation.sample(PROMPT, 9, sampling, Key.of(3));
    int last = open[4];
    int first = 0;
    while (open[first] != last) {
      first++;
    }
    assertThat(generation.until(last).sample(PROMPT, 9, sampling, Key.of(3)))
        .isEqualTo(Arrays.copyOf(open, first + 1));
    assertThat(generation.sample(PROMPT, 0, sampling, Key.of(3))).isEmpty();
  }

  private static double logarithm(Tensor logits, int symbol) {
    double[] all = logits.toDoubleArray();
    double sum = Arrays.stream(all).map(Math::exp).sum();
    return all[symbol] - Math.log(sum);
  }

  /** Adds all texts that go on behind one, up to a length. */
  private void all(int[] text, double sum, int left, List<Hypothesis> into) {
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
      int[] next = with(text, symbol);
      double logarithm = sum + logarithm(anew(text), symbol);
      if (symbol == END || left == 1) {
        int[] own = Arrays.copyOfRange(next, PROMPT.length, next.length);
        into.add(new Hypothesis(ImmutableIntArray.copyOf(own), logarithm, symbol == END));
      } else {
        all(next, logarithm, left - 1, into);
      }
    }
  }

  /** With as many beams as there are texts nothing is missed. */
  @Test
  void manyBeamsFindTheLikeliestOfAllTexts() {
    List<Hypothesis> all = new ArrayList<>();
    all(PROMPT, 0, 3, all);
    for (double penalty : new double[] {0, 1, 2}) {
      all.sort(Comparator.comparingDouble(text -> -text.score(penalty)));
      ImmutableList<Hypothesis> found = generation.until(END).beam(PROMPT, 3, 125, penalty);
      assertThat(found).hasSameSizeAs(all);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).symbols()).isEqualTo(all.get(i).symbols());
        assertThat(found.get(i).isEnded()).isEqualTo(all.get(i).isEnded());
        assertThat(found.get(i).logProbability())
            .isCloseTo(all.get(i).logProbability(), within(1e-10));
      }
    }
  }

  @Test
  void oneBeamIsGreedyAndMoreAreNoWorse() {
    int[] greedy = generation.sample(PROMPT, 6, Sampling.greedy(), Key.of(1));
    ImmutableList<Hypothesis> one = generation.beam(PROMPT, 6, 1, 1);
    assertThat(one).hasSize(1);
    assertThat(one.get(0).symbols().toArray()).isEqualTo(greedy);
    assertThat(one.get(0).isEnded()).isFalse();
    ImmutableList<Hypothesis> many = generation.beam(PROMPT, 6, 30, 1);
    assertThat(many.get(0).logProbability()).isGreaterThanOrEqualTo(one.get(0).logProbability());
    assertThat(many).isSortedAccordingTo(Comparator.comparingDouble(t -> -t.logProbability()));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> generation.sample(new int[0], 3, Sampling.greedy(), Key.of(1)))
        .hasMessage(
            "generation: 3 symbols behind a prompt of 0; give a prompt of 1 or more, and 0 or"
                + " more");
    assertThatThrownBy(() -> generation.beam(PROMPT, 3, 0, 1))
        .hasMessage(
            "generation: 3 symbols at most by 0 beams, lengths to the power of 1.0; give 1 or more"
                + " of both, and a finite number");
    assertThatThrownBy(() -> generation.until(-1))
        .hasMessage("generation: there is no symbol -1 to end with; give 0 or more");
    assertThatThrownBy(() -> generation.sample(PROMPT, 20, Sampling.greedy(), Key.of(1)))
        .hasMessageContaining("too long: x is INT32[1, 1] behind 12 symbols");
  }

  /** Returns what says the same behind any text. */
  private static Continuation<String> saying(double[][] logits) {
    return new Continuation<>() {
      @Override
      public Scored<String> read(Tensor symbols, @Nullable String seen) {
        return new Scored<>(Tensor.of(logits), "");
      }

      @Override
      public String chosen(String seen, Tensor examples) {
        return seen;
      }
    };
  }

  @Test
  void logitsThatGiveNoProbabilitiesAreRefused() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Generation<String> broken = Generation.of(saying(new double[][] {{1, bad}}));
      assertThatThrownBy(() -> broken.beam(PROMPT, 3, 2, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "generation: the logit of the symbol 1 behind text 0 of 1 is %s; look for what made"
                  + " it so",
              bad);
      assertThatThrownBy(() -> broken.sample(PROMPT, 3, Sampling.greedy(), Key.of(1)))
          .hasMessageStartingWith("sampling: the logit of the symbol 1 is " + bad + "; ");
    }
    // What is impossible is followed by nobody.
    double[][] never = {{1, Double.NEGATIVE_INFINITY}};
    assertThat(Generation.of(saying(never)).beam(PROMPT, 1, 2, 1)).hasSize(1);
    assertThatThrownBy(() -> Generation.of(saying(new double[2][3])).beam(PROMPT, 3, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "generation: not logits of 1 texts: they are FLOAT64[2, 3]; give floating [N,"
                + " symbols]");
  }
}
