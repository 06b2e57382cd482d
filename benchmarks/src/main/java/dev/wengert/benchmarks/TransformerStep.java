package dev.wengert.benchmarks;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training step of twelve {@link EncoderBlocks}, 85 million parameters, recorded anew each time:
 * what memory it takes is the question.
 *
 * <p>Width 768, 12 heads, feed-forward 3072, sequence 128, batch 4, dropout 0.1; gradient descent
 * with rate 1e-6, since the loss is a sum.
 */
final class TransformerStep implements Workload {

  private static final double KEEP = 0.9;
  private static final double RATE = 1e-6;

  private final EncoderBlocks blocks =
      new EncoderBlocks(new EncoderBlocks.Sides(12, 4, 128, 768, 12, 3072), 1100);
  private List<Tensor> parameters = blocks.parameters;
  private Key key = Key.of(0);

  private List<Tensor> step(List<Tensor> at, Key key) {
    List<Tensor> gradients =
        Autodiff.valueAndGrad((List<Tensor> p) -> blocks.loss(p, key, KEEP), at).gradients();
    List<Tensor> updated = new ArrayList<>(at.size());
    for (int i = 0; i < gradients.size(); i++) {
      updated.add(at.get(i).minus(gradients.get(i).times(RATE)));
    }
    return updated;
  }

  @Override
  public void run() {
    parameters = step(parameters, key);
    key = key.fold(0);
  }

  @Override
  public Optional<Work> work() {
    List<Tensor> first = new ArrayList<>();
    first.add(key.bits());
    first.addAll(parameters);
    return Optional.of(
        new Work(
            in -> {
              Key key = Key.ofBits(in.get(0));
              List<Tensor> results = new ArrayList<>();
              results.add(key.fold(0).bits());
              results.addAll(step(in.subList(1, in.size()), key));
              return results;
            },
            first,
            first.size()));
  }

  @Override
  public Numbers numbers() {
    return Numbers.ofLoss(blocks.names(), p -> blocks.loss(p, key, 1), parameters);
  }
}
