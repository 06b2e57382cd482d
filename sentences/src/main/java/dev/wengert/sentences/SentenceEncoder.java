package dev.wengert.sentences;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.examples.UserError;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.text.TokenBatch;
import dev.wengert.nn.text.Tokenizer;
import dev.wengert.onnx.OnnxLayer;
import dev.wengert.onnx.format.OnnxValue;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Objects;

/**
 * A network that gives each sentence a vector of length 1: the mean of its pieces' hidden states.
 *
 * @param layer the network: ids, mask and segments to hidden states
 * @param tokenizer what cuts sentences into pieces
 */
record SentenceEncoder(OnnxLayer layer, Tokenizer tokenizer) {

  private static final double EPSILON = 1e-12;
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String SEGMENTS = "token_type_ids";

  /**
   * Makes an encoder.
   *
   * @throws UserError if the network takes anything else
   */
  SentenceEncoder {
    ImmutableList<String> names =
        layer.inputs().stream().map(OnnxValue::name).collect(ImmutableList.toImmutableList());
    if (!names.contains(IDS) || !ImmutableList.of(IDS, MASK, SEGMENTS).containsAll(names)) {
      throw new UserError(
          "--model: the network takes "
              + names
              + "; give one that takes "
              + String.join(", ", IDS, MASK, SEGMENTS));
    }
  }

  /** Returns what the network takes, in its order. */
  ImmutableList<Tensor> inputs(TokenBatch batch) {
    ImmutableMap<String, Tensor> byName =
        ImmutableMap.of(IDS, batch.ids(), MASK, batch.mask(), SEGMENTS, batch.segments());
    ImmutableList.Builder<Tensor> inputs = ImmutableList.builder();
    for (OnnxValue input : layer.inputs()) {
      inputs.add(Objects.requireNonNull(byName.get(input.name())));
    }
    return inputs.build();
  }

  /** Returns the hidden states, [N, T, E]. */
  Tensor hidden(TokenBatch batch, Pass pass) {
    return layer.forward(inputs(batch), pass).get(0);
  }

  /** Returns a vector for each sentence, [N, E]. */
  Tensor embed(TokenBatch batch, Pass pass) {
    return pooled(hidden(batch, pass), batch);
  }

  /** Returns the means over the pieces that are there, each of length 1: [N, T, E] to [N, E]. */
  static Tensor pooled(Tensor hidden, TokenBatch batch) {
    Tensor there = batch.mask().to(hidden.dtype()).reshape(batch.size(), batch.length(), 1);
    Tensor sums = Reductions.sum(hidden.times(there), 1);
    return Normalization.normalize(sums, Norm.L2, EPSILON, 1);
  }

  /** Returns the vectors of sentences, [N, E]. */
  Tensor embed(List<String> sentences, Model<OnnxLayer> model, Values values) {
    return embed(tokenizer.batch(sentences), model.inference(values));
  }

  /** Returns the cosines of questions, rows, and pages, columns. */
  static Tensor cosines(Tensor questions, Tensor pages) {
    return questions.matmul(pages.transpose());
  }
}
