package dev.wengert.examples.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LanguageModelTest {

  @Test
  void whatComesBehindIsNotLookedAt() {
    Model<CharacterNetwork> model = Model.of(new CharacterNetwork(5));
    LanguageModel language = new LanguageModel(model, model.initialize(Key.of(4)));
    Tensor before = logits(language, 0, 1, 2, 3, 4);
    Tensor after = logits(language, 0, 1, 2, 4, 4);
    assertThat(after.get(Index.to(3)).toFloatArray())
        .isEqualTo(before.get(Index.to(3)).toFloatArray());
    assertThat(after.get(3).toFloatArray()).isNotEqualTo(before.get(3).toFloatArray());
  }

  @Test
  @Tag(Gates.TAG)
  void aTextThatRepeatsIsLearnedByHeart() {
    Corpus corpus = Corpus.of("hello world ".repeat(120));
    DoubleArrayList bits = new DoubleArrayList();
    LanguageModel language = LanguageModel.train(corpus, 80, 1, bits::add);
    // Before training all eight letters are about as likely: log2(8) bits.
    assertThat(bits.getDouble(0)).isCloseTo(3, within(0.2));
    assertThat(language.heldOutBits(corpus)).isLessThan(0.2);
    int[] text = language.generate(corpus.symbol('w'), 100, 0, 1);
    assertThat(corpus.text(text)).startsWith("orld hello world hello world hello ").hasSize(100);
    assertThat("hello world ".repeat(10)).contains(corpus.text(text).substring(30));
  }

  @Test
  void drawsFollowTheProbabilities() {
    // softmax([log 1, log 3]) = [1/4, 3/4]; at temperature 1/2 it is [1/10, 9/10].
    float[] logits = {0, (float) Math.log(3)};
    assertThat(share(logits, 1)).isCloseTo(0.75, within(0.02));
    assertThat(share(logits, 0.5)).isCloseTo(0.9, within(0.02));
    assertThat(share(logits, 0)).isEqualTo(1);
    assertThat(share(new float[] {200, -200}, 1e-3)).isZero();
  }

  private static double share(float[] logits, double temperature) {
    SplittableRandom random = new SplittableRandom(Seeds.of(6));
    int second = 0;
    for (int i = 0; i < 10_000; i++) {
      second += LanguageModel.draw(logits, temperature, random);
    }
    return second / 10_000.0;
  }

  private static Tensor logits(LanguageModel language, int... symbols) {
    Model<CharacterNetwork> model = language.model();
    Tensor x = Tensor.of(symbols).reshape(1, symbols.length);
    return model.root().logits(x, model.inference(language.values())).get(0);
  }
}
