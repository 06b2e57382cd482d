package dev.wengert.peers.libtorch;

import dev.wengert.peers.Data.Blocks;
import dev.wengert.peers.Measurement;
import dev.wengert.peers.Peer;
import dev.wengert.peers.Work;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** libtorch, each step recorded anew. */
public final class Libtorch implements Peer {

  private static final String VERSION = "2.13.0";

  private Libtorch() {}

  /** Times the workloads that the arguments name. */
  public static void main(String[] arguments) {
    Measurement.main(new Libtorch(), arguments);
  }

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public void setThreads(int threads) {
    Loader.load(torch.class);
    torch.set_num_threads(threads);
    torch.manual_seed(1);
  }

  @Override
  public Work make(String workload, String variant) {
    return switch (workload) {
      case "W1" -> Training.network(variant);
      case "W2" -> Training.classifier();
      case "W3" -> Gradients.normalization(1, variant.equals("fused"));
      case "W4" -> Gradients.normalization(0, variant.equals("fused"));
      case "W5" -> Gradients.elementwise();
      case "W6" -> Gradients.product(variant);
      case "W7" -> Gradients.chain();
      case "W8" -> EncoderBlocks.gradients(Blocks.ONE, variant.equals("fused"));
      case "W9" -> Training.convolutional();
      case "W10" -> new HessianProduct();
      case "transformer" -> EncoderBlocks.step(Blocks.TWELVE);
      default -> throw new NotOffered("there is no workload " + workload);
    };
  }
}
