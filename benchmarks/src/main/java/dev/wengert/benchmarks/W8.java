package dev.wengert.benchmarks;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Workload W8: one of the {@link EncoderBlocks} and its gradients, recorded anew each time.
 *
 * <p>Width 256, 4 heads, feed-forward 1024, sequence 128, batch 8, dropout 0.1; the gradients of
 * all 12 parameters.
 */
public final class W8 implements Workload {

  private static final double KEEP = 0.9;

  final EncoderBlocks block =
      new EncoderBlocks(new EncoderBlocks.Sides(1, 8, 128, 256, 4, 1024), 80);
  private int steps;

  /** Draws data and parameters. */
  public W8() {}

  @Override
  public void run() {
    Key key = Key.of(steps);
    Autodiff.valueAndGrad((List<Tensor> p) -> block.loss(p, key, KEEP), block.parameters);
    steps++;
  }

  @Override
  public Optional<Work> work() {
    List<Tensor> first = new ArrayList<>();
    first.add(Key.of(0).bits());
    first.addAll(block.parameters);
    return Optional.of(
        new Work(
            in -> {
              Key key = Key.ofBits(in.get(0));
              List<Tensor> at = in.subList(1, in.size());
              var found = Autodiff.valueAndGrad((List<Tensor> p) -> block.loss(p, key, KEEP), at);
              List<Tensor> results = new ArrayList<>();
              results.add(key.fold(0).bits());
              results.add(found.value());
              results.addAll(found.gradients());
              return results;
            },
            first,
            1));
  }

  @Override
  public Numbers numbers() {
    Key key = Key.of(steps);
    return Numbers.ofLoss(block.names(), p -> block.loss(p, key, 1), block.parameters);
  }
}
