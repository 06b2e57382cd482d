package elsewhere;

import static dev.wengert.ops.Indexing.gather;
import static dev.wengert.ops.Losses.huberLoss;
import static dev.wengert.ops.Reductions.max;
import static dev.wengert.ops.Shapes.squeeze;
import static dev.wengert.ops.Shapes.unsqueeze;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Creation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A network that learns what actions are worth from steps that were taken at random, and from its
 * own older self. Source: Mnih et al., "Human-level control through deep reinforcement learning",
 * 2015, algorithm 1.
 */
class DeepQLearningTest {

  private static final int SIDE = 5;
  private static final int STATES = SIDE * SIDE;
  private static final int GOAL = STATES - 1;
  private static final int PIT = 12;
  private static final double DISCOUNT = 0.9;

  /** Returns where one of four actions leads: down, up, right, left; against a wall one stays. */
  private static int next(int state, int action) {
    int row = state / SIDE + (action == 0 ? 1 : action == 1 ? -1 : 0);
    int column = state % SIDE + (action == 2 ? 1 : action == 3 ? -1 : 0);
    return row < 0 || row >= SIDE || column < 0 || column >= SIDE ? state : row * SIDE + column;
  }

  private static boolean isOver(int state) {
    return state == GOAL || state == PIT;
  }

  private static double gain(int state) {
    return state == GOAL ? 1 : state == PIT ? -1 : 0;
  }

  /**
   * What actions are worth, [states][actions], by going through all of them until nothing changes.
   */
  private static double[][] worth() {
    double[][] worth = new double[STATES][4];
    for (int sweep = 0; sweep < 500; sweep++) {
      for (int s = 0; s < STATES; s++) {
        for (int a = 0; a < 4; a++) {
          int to = next(s, a);
          double[] after = worth[to];
          double best = Math.max(Math.max(after[0], after[1]), Math.max(after[2], after[3]));
          worth[s][a] = gain(to) + (isOver(to) ? 0 : DISCOUNT * best);
        }
      }
    }
    return worth;
  }

  /** Steps: states INT32 [n], actions INT32 [n], rewards [n], states after, 1 where it goes on. */
  private record Memory(Tensor from, Tensor action, Tensor reward, Tensor to, Tensor goesOn) {
    static Memory ofWalks(int steps, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] from = new int[steps];
      int[] action = new int[steps];
      int[] to = new int[steps];
      float[] reward = new float[steps];
      float[] goesOn = new float[steps];
      int state = 0;
      for (int i = 0; i < steps; i++) {
        from[i] = state;
        action[i] = random.nextInt(4);
        to[i] = next(state, action[i]);
        reward[i] = (float) gain(to[i]);
        goesOn[i] = isOver(to[i]) ? 0 : 1;
        state = to[i];
        while (isOver(state)) {
          state = random.nextInt(STATES);
        }
      }
      return new Memory(
          Tensor.of(from), Tensor.of(action), Tensor.of(reward), Tensor.of(to), Tensor.of(goesOn));
    }

    Memory drawn(Tensor places) {
      Index at = Index.positions(places);
      return new Memory(from.get(at), action.get(at), reward.get(at), to.get(at), goesOn.get(at));
    }
  }

  private static Tensor seen(Tensor states) {
    return Creation.oneHot(states, STATES, DType.FLOAT32);
  }

  @Test
  void actionsGetWhatTheyAreWorth() {
    Model<Layer> model =
        Model.of(Sequential.of(Dense.of(STATES, 48), Activation.relu(), Dense.of(48, 4)));
    Memory memory = Memory.ofWalks(4000, 1);
    Optimizer optimizer = Optimizer.of(model, Adam.of(3e-3));
    Values values = model.initialize(Key.of(1));
    Values target = values;
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 1500; i++) {
      if (i % 50 == 0) {
        target = values;
      }
      Memory batch = memory.drawn(Key.of(2).fold(i).permutation(4000).get(Index.range(0, 64)));
      Tensor best = max(model.predictor(target).of(seen(batch.to())), 1);
      Tensor wanted = batch.reward().plus(best.times(batch.goesOn()).times(DISCOUNT));
      Model.Step step =
          model.differentiate(
              values,
              Key.of(i),
              (net, pass) -> {
                Tensor all = net.forward(seen(batch.from()), pass);
                Tensor taken = squeeze(gather(all, unsqueeze(batch.action(), 1), 1), 1);
                return huberLoss(taken, wanted, 1);
              });
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    Tensor found = model.predictor(values).of(seen(Creation.arange(STATES)));
    double[][] worth = worth();
    // From the corner it takes eight steps to the goal, around the pit.
    assertThat(worth[0][0]).isCloseTo(Math.pow(DISCOUNT, 7), within(1e-12));
    double largest = 0;
    for (int s = 0; s < STATES; s++) {
      for (int a = 0; a < 4 && !isOver(s); a++) {
        largest = Math.max(largest, Math.abs(found.at(s, a) - worth[s][a]));
      }
    }
    assertThat(largest).isLessThan(0.1);
  }
}
