package dev.wengert.sentences;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.text.TokenBatch;
import dev.wengert.nn.text.Tokens;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.EarlyStopping;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.onnx.OnnxLayer;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves each question to the page that answers it and away from the other pages of the batch.
 *
 * <p>Source: Henderson et al., "Efficient natural language response suggestion for Smart Reply",
 * 2017, section 4.4: the loss of multiple negatives.
 */
final class Tuning {

  private static final int BATCH = 16;
  private static final double RATE = 1e-4;
  private static final double DECAY = 0.01;
  private static final int PATIENCE = 1;

  /** Cosines are within 1 of 0: by so much a right one may be surer. */
  private static final double SHARPNESS = 20;

  private final SentenceEncoder encoder;
  private final ImmutableList<String> pages;

  Tuning(SentenceEncoder encoder, ImmutableList<String> pages) {
    this.encoder = encoder;
    this.pages = pages;
  }

  /** Returns how many steps an epoch takes. */
  int steps(Helpdesk helpdesk) {
    return (int) batching().count(helpdesk.training().size());
  }

  private static Batching batching() {
    return Batching.of(BATCH).droppingLast();
  }

  /** Trains until the pairs that say when to stop are not matched better any more. */
  Outcome train(
      Model<OnnxLayer> model,
      Values values,
      Helpdesk helpdesk,
      int epochs,
      long seed,
      TrainingListener listener) {
    BatchLoss<OnnxLayer> loss = (root, batch, pass) -> loss(batch, pass);
    Trainer<OnnxLayer> trainer =
        Trainer.of(model, loss, Optimizer.of(model, AdamW.of(RATE, DECAY)))
            .evaluation(
                Evaluation.loss("dev", pairs(helpdesk.development()), Batching.of(BATCH), loss))
            .earlyStopping(EarlyStopping.onLoss("dev.loss", PATIENCE))
            .listener(listener)
            .build();
    return trainer.train(
        pairs(helpdesk.training()),
        batching(),
        Limit.epochs(epochs),
        trainer.start(values, Key.of(seed)));
  }

  /** Returns pairs: x the ids of question and page, INT32 [n, 2, T], y the pages' numbers. */
  private Examples pairs(ImmutableList<Helpdesk.Question> questions) {
    List<Tokens> all = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (Helpdesk.Question question : questions) {
      all.add(encoder.tokenizer().encode(question.text()));
      all.add(encoder.tokenizer().encode(pages.get(question.page())));
      numbers.add(question.page());
    }
    TokenBatch batch = TokenBatch.of(all, encoder.tokenizer().padding());
    return new Examples(
        batch.ids().reshape(questions.size(), 2, batch.length()), Tensor.of(Ints.toArray(numbers)));
  }

  /** Returns how far the right page is from being the nearest, for questions of a batch. */
  private Tensor loss(Batch batch, Pass pass) {
    int n = batch.size();
    int length = batch.x().shape().side(2);
    Tensor ids = batch.x().transpose(1, 0, 2).reshape(2 * n, length);
    Tensor mask = ids.ne(encoder.tokenizer().padding()).to(DType.INT32);
    TokenBatch texts = new TokenBatch(ids, mask, Tensor.zeros(DType.INT32, 2 * n, length));
    Tensor vectors = encoder.embed(texts, pass);
    Tensor questions = vectors.get(Index.range(0, n));
    Tensor answers = vectors.get(Index.range(n, 2 * n));
    Tensor scores = SentenceEncoder.cosines(questions, answers).times(SHARPNESS);
    // The same page beside another question of the batch is no wrong answer.
    Tensor places = Creation.arange(n);
    Tensor twins =
        Comparisons.and(
            batch.y().reshape(n, 1).eq(batch.y().reshape(1, n)),
            places.reshape(n, 1).ne(places.reshape(1, n)));
    return Losses.crossEntropy(Selection.where(twins, Double.NEGATIVE_INFINITY, scores), places);
  }
}
