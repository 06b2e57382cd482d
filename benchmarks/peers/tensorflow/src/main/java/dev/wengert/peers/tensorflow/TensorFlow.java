package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Measurement;
import dev.wengert.peers.Peer;
import dev.wengert.peers.Work;

/**
 * TensorFlow in graph mode, since its eager mode has no gradients: a graph is built, differentiated
 * and optimized once, and a step runs it.
 */
public final class TensorFlow implements Peer {

  private int threads = 1;

  private TensorFlow() {}

  /** Times the workloads that the arguments name. */
  public static void main(String[] arguments) {
    Measurement.main(new TensorFlow(), arguments);
  }

  @Override
  public String name() {
    return "tensorflow";
  }

  @Override
  public String version() {
    return org.tensorflow.TensorFlow.version();
  }

  @Override
  public void setThreads(int threads) {
    this.threads = threads;
  }

  @Override
  public Work make(String workload, String variant) {
    boolean isFused = variant.equals("fused");
    return switch (workload) {
      case "W1" -> new Trained(threads, graph -> Training.network(graph, variant));
      case "W2" -> new Trained(threads, Training::classifier);
      case "W3" -> {
        require(!isFused, "no layer normalization with a gradient in the core API");
        yield new Differentiated(threads, graph -> Gradients.normalization(graph, 1, false));
      }
      case "W4" -> new Differentiated(threads, graph -> Gradients.normalization(graph, 0, isFused));
      case "W5" -> new Differentiated(threads, Gradients::elementwise);
      case "W6" -> new Differentiated(threads, graph -> Gradients.product(graph, variant));
      case "W7" -> new Differentiated(threads, Gradients::chain);
      case "W8" -> {
        require(!isFused, "no fused attention in the core API");
        yield new Differentiated(threads, EncoderBlock::output);
      }
      case "W9" -> new Trained(threads, Training::convolutional);
      case "W10" ->
          throw new NotOffered("the gradients of tanh and of biasAdd have no gradients themselves");
      case "transformer" ->
          throw new NotOffered(
              "340 MB of constants, which fill the variables of a graph, take minutes");
      default -> throw new NotOffered("there is no workload " + workload);
    };
  }

  private static void require(boolean isOffered, String missing) {
    if (!isOffered) {
      throw new NotOffered(missing);
    }
  }
}
