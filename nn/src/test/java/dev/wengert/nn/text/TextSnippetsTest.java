package dev.wengert.nn.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.architecture.Bert;
import dev.wengert.nn.architecture.BertSettings;
import dev.wengert.nn.architecture.Gpt;
import dev.wengert.nn.architecture.GptSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in this package's javadoc. */
class TextSnippetsTest {

  @Test
  void textsAreRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("vocab.txt");
    Files.write(
        file,
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "how", "are", "you", "fine", "?"));
    Model<Bert> model = Model.of(Bert.of(BertSettings.of(10, 8, 1, 4, 2)));
    Pass pass = model.inference(model.initialize(Key.of(1)));
    // @start region="tokens"
    Tokenizer tokenizer = WordPiece.read(file);
    TokenBatch batch = tokenizer.batch(List.of("How are you?", "Fine"));
    Tensor vectors = model.root().forward(batch.ids(), batch.segments(), batch.attention(), pass);
    // @end
    assertThat(vectors.shape()).isEqualTo(Shape.of(2, 6, 4));
    assertThat(batch.ids().toIntArray()).containsExactly(2, 5, 6, 7, 9, 3, 2, 8, 3, 0, 0, 0);
  }

  @Test
  void textsAreWritten() {
    Model<Gpt> model = Model.of(Gpt.of(GptSettings.of(10, 16, 1, 4, 2)));
    Values values = model.initialize(Key.of(1));
    int[] prompt = {2, 5};
    // @start region="generation"
    Gpt gpt = model.root();
    var generation = Generation.of(gpt.continuation(model.inference(values))).until(3);
    Sampling sampling = Sampling.temperature(0.8).withTopK(40).withTopP(0.95);
    int[] written = generation.sample(prompt, 12, sampling, Key.of(1));
    ImmutableList<Hypothesis> likely = generation.beam(prompt, 12, 4, 1);
    // @end
    assertThat(written.length).isBetween(1, 12);
    assertThat(likely).hasSize(4);
  }
}
