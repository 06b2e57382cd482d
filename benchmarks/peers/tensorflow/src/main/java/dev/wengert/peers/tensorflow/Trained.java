package dev.wengert.peers.tensorflow;

import dev.wengert.peers.Work;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.family.TNumber;

/** A training step: the loss, its gradients, and the update of every parameter. */
final class Trained implements Work {

  /**
   * A loss and how its gradients move the parameters.
   *
   * @param momentum of gradient descent; 0 for none
   */
  record Loss(Operand<? extends TNumber> value, double rate, double momentum) {}

  private final int threads;
  private final Function<Network, Loss> function;
  private final Network network;
  private final List<Op> targets = new ArrayList<>();

  Trained(int threads, Function<Network, Loss> function) {
    this.threads = threads;
    this.function = function;
    this.network = new Network(threads, true);
    Loss loss = function.apply(network);
    targets.add(loss.value());
    Iterator<Operand<?>> gradients = network.gradients(loss.value()).iterator();
    for (Operand<? extends TNumber> parameter : network.parameters.values()) {
      targets.add(update(parameter, gradients.next(), loss));
    }
    network.start();
  }

  @SuppressWarnings("unchecked")
  private <T extends TNumber> Op update(Operand<T> parameter, Operand<?> gradient, Loss loss) {
    Operand<T> own = (Operand<T>) gradient;
    Operand<T> rate = network.tf.constant(parameter.type(), loss.rate());
    if (loss.momentum() == 0) {
      return network.tf.train.applyGradientDescent(parameter, rate, own);
    }
    return network.tf.train.applyMomentum(
        parameter,
        network.zerosLike(parameter),
        rate,
        own,
        network.tf.constant(parameter.type(), loss.momentum()));
  }

  @Override
  public void step() {
    network.run(targets);
  }

  @Override
  public Map<String, Double> check() {
    try (Network unmasked = new Network(threads, false)) {
      Loss loss = function.apply(unmasked);
      List<Operand<?>> gradients = unmasked.gradients(loss.value());
      unmasked.start();
      return unmasked.check(loss.value(), gradients);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
