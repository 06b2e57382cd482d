package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;

/**
 * The layer in which each vector is answered by the few of many experts that a gate finds fittest:
 * {@code y = sum over e of g_e(x) f_e(x)}, g the softmax of the k largest of {@code s = W x}, and 0
 * for all other experts.
 *
 * {@snippet class="dev.wengert.nn.layer.MixtureOfExpertsTest" region="mixture"}
 *
 * <p>x [..., inputs]; y is what an expert makes of x, [..., outputs]. Paths: {@code gate.weight}
 * [experts, inputs], {@code experts.0...}, and so on. Of equal scores the first expert's counts.
 *
 * <p>Dispatch is dense: each expert answers all vectors, and the weights of those not chosen are 0.
 * So nothing is dropped, a vector's answer does not depend on the others in its batch, and a
 * program has fixed shapes; it costs what all experts cost. Gradients reach the chosen experts and,
 * through their weights, the gate. {@link #routed} tells the weights, and how unevenly they are
 * spread, a term for the loss that keeps experts from idling. Training and inference run alike.
 * ONNX: exports.
 *
 * <p>Source: Shazeer et al., "Outrageously large neural networks: the sparsely-gated
 * mixture-of-experts layer", 2017, equations 1 to 5, without their noise; the balance: Fedus, Zoph
 * and Shazeer, "Switch transformers", 2022, equations 4 to 6.
 */
public final class MixtureOfExperts implements Layer {

  private final Dense gate;
  private final ImmutableList<Layer> experts;
  private final int chosen;

  private MixtureOfExperts(Dense gate, ImmutableList<Layer> experts, int chosen) {
    this.gate = gate;
    this.experts = experts;
    this.chosen = chosen;
  }

  /**
   * Returns a layer whose gate begins as {@link dev.wengert.nn.Initializer#he} draws it.
   *
   * @param inputs how many numbers a vector has
   * @param chosen k, how many experts answer each vector
   * @param experts alike in what they take and give; each has parameters of its own
   * @throws IllegalArgumentException if not from 1 to all experts are chosen
   */
  public static MixtureOfExperts of(int inputs, int chosen, List<? extends Layer> experts) {
    Preconditions.checkArgument(
        chosen >= 1 && chosen <= experts.size(),
        "mixtureOfExperts: %s of %s experts cannot be chosen; give a number from 1 to all",
        chosen,
        experts.size());
    return new MixtureOfExperts(
        Dense.of(inputs, experts.size()).withoutBias(), ImmutableList.copyOf(experts), chosen);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("gate", gate);
    for (int e = 0; e < experts.size(); e++) {
      declarations.child("experts." + e, experts.get(e));
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return answers(x, choice(x, pass).weights(), pass);
  }

  /**
   * What a mixture makes of its input.
   *
   * @param y the answers, [..., outputs]
   * @param weights g, [..., experts], of which k in each row are not 0; a row sums to 1
   * @param imbalance {@code experts sum over e of f_e P_e}, f_e the share of choices that fell on
   *     expert e and P_e the mean of its softmax over all: a scalar, 1 where both are even, and up
   *     to the number of experts over k where all choose the same. Gradients reach P alone
   */
  public record Routed(Tensor y, Tensor weights, Tensor imbalance) {}

  /**
   * Returns the answers, and how the choice fell.
   *
   * @throws IllegalArgumentException if x does not fit or is empty, or the experts' answers are not
   *     alike
   */
  public Routed routed(Tensor x, Pass pass) {
    Choice choice = choice(x, pass);
    Tensor y = answers(x, choice.weights, pass);
    return new Routed(y, choice.weights, imbalance(choice));
  }

  /** Scores s, 1 where an expert is chosen, and weights g: [..., experts] each. */
  private record Choice(Tensor scores, Tensor isChosen, Tensor weights) {}

  private Choice choice(Tensor x, Pass pass) {
    Tensor scores = pass.run(gate, x);
    Tensor places = Indexing.topk(scores, chosen, -1).indices();
    Tensor each = Creation.oneHot(places, experts.size(), scores.dtype());
    Tensor isChosen = Reductions.sum(each, -2);
    Tensor open = Selection.where(isChosen.gt(0), scores, Double.NEGATIVE_INFINITY);
    return new Choice(scores, isChosen, Activations.softmax(open, -1));
  }

  private Tensor answers(Tensor x, Tensor weights, Pass pass) {
    List<Tensor> answers = new ArrayList<>(experts.size());
    for (Layer expert : experts) {
      Tensor answer = pass.run(expert, x);
      pass.check(
          this,
          "mixtureOfExperts",
          answer.rank() == x.rank()
              && (answers.isEmpty() || answer.shape().equals(answers.get(0).shape())),
          "the experts' answers are not alike: for x of %s one is %s, the first %s; give experts"
              + " that map [..., inputs] to [..., outputs]",
          x.shape(),
          answer.shape(),
          answers.isEmpty() ? answer.shape() : answers.get(0).shape());
      answers.add(answer);
    }
    return Reductions.sum(Shapes.stack(-1, answers).times(Shapes.unsqueeze(weights, -2)), -1);
  }

  private Tensor imbalance(Choice choice) {
    int count = experts.size();
    Tensor shares = Reductions.mean(choice.isChosen.reshape(-1, count), 0).div(chosen);
    Tensor means = Reductions.mean(Activations.softmax(choice.scores, -1).reshape(-1, count), 0);
    return Reductions.sum(shares.times(means)).times(count);
  }
}
