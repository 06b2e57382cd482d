package dev.wengert.sentences;

import ai.onnxruntime.OrtException;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.text.TokenBatch;
import dev.wengert.nn.text.Tokens;
import dev.wengert.onnx.OnnxLayer;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import dev.wengert.program.Compiled;
import dev.wengert.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * An encoder beside ONNX Runtime: both in one process, in turn, on as many threads, warm. What
 * either gives is compared.
 */
final class Speed {

  private static final double MILLI = 1e6;

  /** How often one side runs in its turn before it counts: the other's threads go to rest. */
  private static final int BEFORE = 1;

  private static final int TURN = 3;
  private static final int SENTENCES = 4;
  private static final int PIECES = 25;

  /** How many sentences are embedded, in batches of how many, filled up to a multiple of what. */
  private static final int MANY = 1000;

  private static final int BATCH = 32;
  private static final int MULTIPLE = 8;
  private static final int MOST_ROUNDS = 3;

  private final SentenceEncoder encoder;
  private final Model<OnnxLayer> model;
  private final Values values;
  private final int rounds;

  Speed(SentenceEncoder encoder, Model<OnnxLayer> model, Values values, int rounds) {
    this.encoder = encoder;
    this.model = model;
    this.values = values;
    this.rounds = rounds;
  }

  /**
   * How long something takes, in milliseconds.
   *
   * @param least the shortest time
   * @param median that in the middle
   */
  record Times(double least, double median) {
    private static Times of(List<Long> nanos) {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      return new Times(sorted[0] / MILLI, sorted[sorted.length / 2] / MILLI);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f ms at best, %.1f in the middle", least, median);
    }

    /** Returns how many times as long another takes. */
    String over(Times other) {
      return String.format(
          Locale.ROOT, "%.2f and %.2f times that", least / other.least, median / other.median);
    }
  }

  /** Runs everything and says line by line how long it took. */
  void run(byte[] file, ImmutableList<String> texts, Consumer<String> out) throws OrtException {
    try (OnnxRuntime runtime = OnnxRuntime.of(file, Wengert.threads())) {
      batch(runtime, texts).forEach(out);
      many(runtime, texts).forEach(out);
    }
  }

  /** Something to time. */
  @FunctionalInterface
  private interface Run {
    Object run() throws OrtException;
  }

  /** Times each in turn, in so many rounds after as many to warm up. */
  private static ImmutableList<Times> times(int rounds, int before, int turn, List<Run> all)
      throws OrtException {
    List<List<Long>> nanos = new ArrayList<>();
    all.forEach(each -> nanos.add(new ArrayList<>()));
    for (int round = -rounds; round < rounds; round++) {
      for (int which = 0; which < all.size(); which++) {
        for (int i = -before; i < turn; i++) {
          long begin = System.nanoTime();
          all.get(which).run();
          long took = System.nanoTime() - begin;
          if (round >= 0 && i >= 0) {
            nanos.get(which).add(took);
          }
        }
      }
    }
    return nanos.stream().map(Times::of).collect(ImmutableList.toImmutableList());
  }

  // One small batch

  private ImmutableList<String> batch(OnnxRuntime runtime, ImmutableList<String> texts)
      throws OrtException {
    ImmutableList<Tensor> inputs = encoder.inputs(full(texts));
    Compiled forward =
        Program.compile(x -> List.of(encoder.layer().forward(x, model.inference(values)).get(0)));
    Compiled both = Program.compile(this::differentiated);
    List<Tensor> all = new ArrayList<>(inputs);
    all.addAll(values.byPath().values());
    double apart = apart(forward.apply(inputs).get(0), runtime.run(inputs));
    ImmutableList<Times> times =
        times(
            rounds,
            BEFORE,
            TURN,
            List.of(() -> runtime.run(inputs), () -> forward.apply(inputs), () -> both.apply(all)));
    Times there = times.get(0);
    return ImmutableList.of(
        String.format(
            Locale.ROOT,
            "%d x %d pieces, %d threads: ONNX Runtime %s; hidden states at most %.1e apart",
            SENTENCES,
            PIECES,
            Wengert.threads(),
            there,
            apart),
        "  here " + times.get(1) + ": " + times.get(1).over(there),
        "  with all gradients " + times.get(2) + ": " + times.get(2).over(there));
  }

  /** Returns sentences that fill the batch: pieces of one text behind those of another. */
  private TokenBatch full(ImmutableList<String> texts) {
    List<Integer> pieces = new ArrayList<>();
    for (int i = 0; pieces.size() < SENTENCES * PIECES; i++) {
      Tokens text = encoder.tokenizer().encode(texts.get(i % texts.size()));
      pieces.addAll(text.ids().asList());
    }
    ImmutableList.Builder<Tokens> all = ImmutableList.builder();
    for (int n = 0; n < SENTENCES; n++) {
      all.add(
          Tokens.of(
              pieces.subList(n * PIECES, (n + 1) * PIECES).stream()
                  .mapToInt(Integer::intValue)
                  .toArray()));
    }
    return TokenBatch.of(all.build(), encoder.tokenizer().padding());
  }

  /** Of inputs and, behind them, values: the gradient of the hidden states' mean square. */
  private List<Tensor> differentiated(List<Tensor> all) {
    ImmutableList<String> paths = values.byPath().keySet().asList();
    int inputs = all.size() - paths.size();
    ImmutableMap.Builder<String, Tensor> given = ImmutableMap.builder();
    for (int i = 0; i < paths.size(); i++) {
      given.put(paths.get(i), all.get(inputs + i));
    }
    Model.Step step =
        model.differentiate(
            new Values(given.buildOrThrow()),
            Key.of(1),
            (root, pass) ->
                Reductions.mean(
                    Elementary.square(root.forward(all.subList(0, inputs), pass).get(0))));
    List<Tensor> results = new ArrayList<>();
    results.add(step.loss());
    results.addAll(step.gradients().byPath().values());
    return results;
  }

  // Many sentences

  private ImmutableList<String> many(OnnxRuntime runtime, ImmutableList<String> texts)
      throws OrtException {
    ImmutableList<TokenBatch> batches = batches(texts);
    Compiled forward =
        Program.compile(x -> List.of(encoder.layer().forward(x, model.inference(values)).get(0)));
    double apart = 0;
    for (TokenBatch batch : batches) {
      Tensor here = SentenceEncoder.pooled(forward.apply(encoder.inputs(batch)).get(0), batch);
      Tensor there = SentenceEncoder.pooled(runtime.run(encoder.inputs(batch)), batch);
      apart = Math.max(apart, apart(here, there));
    }
    ImmutableList<Times> times =
        times(
            Math.min(rounds, MOST_ROUNDS),
            0,
            1,
            List.of(
                () -> embed(batches, batch -> runtime.run(encoder.inputs(batch))),
                () -> embed(batches, batch -> forward.apply(encoder.inputs(batch)).get(0))));
    return ImmutableList.of(
        String.format(
            Locale.ROOT,
            "%,d sentences in batches of %d of like length: ONNX Runtime %s; vectors at most %.1e"
                + " apart",
            MANY,
            BATCH,
            times.get(0),
            apart),
        "  here " + times.get(1) + ": " + times.get(1).over(times.get(0)));
  }

  /** What gives hidden states of a batch. */
  @FunctionalInterface
  private interface Hidden {
    Tensor of(TokenBatch batch) throws OrtException;
  }

  private static List<Tensor> embed(ImmutableList<TokenBatch> batches, Hidden hidden)
      throws OrtException {
    List<Tensor> vectors = new ArrayList<>();
    for (TokenBatch batch : batches) {
      vectors.add(SentenceEncoder.pooled(hidden.of(batch), batch));
    }
    return vectors;
  }

  /** Returns as many sentences, one or two texts each, those of like length in one batch. */
  private ImmutableList<TokenBatch> batches(ImmutableList<String> texts) {
    List<Tokens> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String first = texts.get(i % texts.size());
      String second = texts.get((i * 7 + i / texts.size()) % texts.size());
      all.add(encoder.tokenizer().encode(i < texts.size() ? first : first + " " + second));
    }
    all.sort(Comparator.comparingInt(Tokens::length));
    ImmutableList.Builder<TokenBatch> batches = ImmutableList.builder();
    for (int from = 0; from < MANY; from += BATCH) {
      List<Tokens> part = all.subList(from, Math.min(MANY, from + BATCH));
      batches.add(TokenBatch.of(part, encoder.tokenizer().padding(), MULTIPLE));
    }
    return batches.build();
  }

  private static double apart(Tensor one, Tensor other) {
    float[] a = one.toFloatArray();
    float[] b = other.toFloatArray();
    if (!Arrays.equals(one.shape().sides(), other.shape().sides())) {
      throw new IllegalStateException("speed: " + one.shape() + " here, " + other.shape());
    }
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }
}
