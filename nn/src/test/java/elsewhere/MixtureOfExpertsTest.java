package elsewhere;

import static dev.wengert.ops.Activations.softmax;
import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Indexing.topk;
import static dev.wengert.ops.Losses.mseLoss;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static dev.wengert.ops.Reductions.variance;
import static dev.wengert.ops.Shapes.stack;
import static dev.wengert.ops.Shapes.unsqueeze;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Selection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A mixture of experts: each example is answered by the two experts that a gate finds fittest.
 * Source: Shazeer et al., "Outrageously large neural networks: the sparsely-gated
 * mixture-of-experts layer", 2017, equations 1 to 6.
 */
class MixtureOfExpertsTest {

  private static final int EXPERTS = 4;
  private static final int CHOSEN = 2;

  /** What a mixture returns: the answers, and the weight of each expert in each, [N, experts]. */
  record Mixed(Tensor y, Tensor weights) {}

  /** {@code y = sum over e of g_e(x) f_e(x)}, g the softmax of the k largest scores, else 0. */
  record Mixture(Layer gate, ImmutableList<Layer> experts) implements Component {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("gate", gate);
      for (int e = 0; e < experts.size(); e++) {
        declarations.child("expert" + e, experts.get(e));
      }
    }

    Mixed forward(Tensor x, Pass pass) {
      Tensor scores = gate.forward(x, pass);
      Tensor least = topk(scores, CHOSEN, 1).values().get(Index.all(), Index.from(-1));
      Tensor weights =
          softmax(Selection.where(scores.ge(least), scores, Double.NEGATIVE_INFINITY), 1);
      List<Tensor> answers = new ArrayList<>();
      experts.forEach(expert -> answers.add(expert.forward(x, pass)));
      return new Mixed(sum(stack(2, answers).times(unsqueeze(weights, 1)), 2), weights);
    }
  }

  /** Four planes, one a quadrant: no single affine map fits, four do. */
  private static Tensor target(Tensor x) {
    Tensor planes = Tensor.of(new float[][] {{2, -1, 1}, {-1, 3, -1}, {-2, -2, 2}, {3, 1, -2}});
    Tensor signs = x.gt(0).to(DType.INT32);
    Tensor quadrant = signs.get(":, 0").times(2).plus(signs.get(":, 1"));
    Tensor plane = planes.get(Index.positions(quadrant));
    return sum(x.times(plane.get(":, :2")), true, 1).plus(plane.get(":, 2:"));
  }

  @Test
  void expertsShareOutWhatNoneOfThemCouldDo() {
    List<Layer> experts = new ArrayList<>();
    for (int e = 0; e < EXPERTS; e++) {
      experts.add(Dense.of(2, 1));
    }
    Layer gate = Sequential.of(Dense.of(2, 16), Activation.relu(), Dense.of(16, EXPERTS));
    Model<Mixture> model = Model.of(new Mixture(gate, ImmutableList.copyOf(experts)));
    Optimizer optimizer = Optimizer.of(model, Adam.of(Schedule.cosine(0.02, 600)));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 600; i++) {
      Tensor x =
          Creation.uniform(Key.of(2).fold(i), Tensor.zeros(DType.FLOAT32, 128, 2).spec(), -1, 1);
      Model.Step step =
          model.differentiate(
              values,
              Key.of(i),
              (net, pass) -> {
                Mixed mixed = net.forward(x, pass);
                // Nobody is idle: the squared coefficient of variation of the experts' shares.
                Tensor shares = mean(mixed.weights(), 0);
                Tensor imbalance = variance(shares).div(square(mean(shares)));
                return mseLoss(mixed.y(), target(x)).plus(imbalance.times(0.1));
              });
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    Tensor x = Creation.uniform(Key.of(3), Tensor.zeros(DType.FLOAT32, 1000, 2).spec(), -1, 1);
    Mixed mixed = model.root().forward(x, model.inference(values));
    double share = mseLoss(mixed.y(), target(x)).div(variance(target(x))).item();
    assertThat(share).isLessThan(0.08);
    for (double used : mean(mixed.weights(), 0).toDoubleArray()) {
      assertThat(used).isBetween(0.1, 0.5);
    }
  }
}
