package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/** A function and its gradients, all of which are fetched. */
final class Differentiated implements Work {

  /**
   * A result and the cotangent that it has.
   *
   * @param cotangent of the result; the result itself where it is a scalar
   */
  record Output(Operand<? extends TNumber> value, Operand<? extends TNumber> cotangent) {

    /** Returns a scalar result. */
    static Output scalar(Operand<? extends TNumber> value) {
      return new Output(value, value);
    }

    List<Operand<?>> gradients(Network network) {
      return value == cotangent ? network.gradients(value) : network.gradients(value, cotangent);
    }
  }

  private final int threads;
  private final Function<Network, Output> function;
  private final Network network;
  private final List<Operand<?>> results = new ArrayList<>();

  Differentiated(int threads, Function<Network, Output> function) {
    this.threads = threads;
    this.function = function;
    this.network = new Network(threads, true);
    Output output = function.apply(network);
    results.add(output.value());
    results.addAll(output.gradients(network));
    network.start();
  }

  @Override
  public void step() {
    network.fetch(results);
  }

  @Override
  public Map<String, Double> check() {
    try (Network unmasked = new Network(threads, false)) {
      Output output = function.apply(unmasked);
      List<Operand<?>> gradients = output.gradients(unmasked);
      unmasked.start();
      return unmasked.check(output.value(), gradients);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
