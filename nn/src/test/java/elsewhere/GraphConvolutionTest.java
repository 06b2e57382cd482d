package elsewhere;

import static dev.wengert.ops.Activations.relu;
import static dev.wengert.ops.Elementary.rsqrt;
import static dev.wengert.ops.Losses.crossEntropy;
import static dev.wengert.ops.Reductions.argmax;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Creation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * A graph convolution: each node hears from its neighbours. Of a club that fell apart two members'
 * sides are known, and those of all others are found. Source: Kipf and Welling, "Semi-supervised
 * classification with graph convolutional networks", 2017, equations 2 and 9; the club: Zachary,
 * "An information flow model for conflict and fission in small groups", 1977.
 */
class GraphConvolutionTest {

  private static final int MEMBERS = 34;
  private static final int FIRST = 0;
  private static final int LAST = 33;

  /** For each member those of a higher number whom they met. */
  private static final int[][] MET = {
    {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31},
    {2, 3, 7, 13, 17, 19, 21, 30},
    {3, 7, 8, 9, 13, 27, 28, 32},
    {7, 12, 13},
    {6, 10},
    {6, 10, 16},
    {16},
    {},
    {30, 32, 33},
    {33},
    {},
    {},
    {},
    {33},
    {32, 33},
    {32, 33},
    {},
    {},
    {32, 33},
    {33},
    {32, 33},
    {},
    {32, 33},
    {25, 27, 29, 32, 33},
    {25, 27, 31},
    {31},
    {29, 33},
    {33},
    {31, 33},
    {32, 33},
    {32, 33},
    {32, 33},
    {33},
    {}
  };

  /** Who went with the instructor, member 0; the others went with member 33. */
  private static final int[] INSTRUCTORS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 16, 17, 19, 21
  };

  /** {@code D^-1/2 (A + I) D^-1/2}, [members, members]. */
  private static Tensor neighbourhood() {
    float[][] met = new float[MEMBERS][MEMBERS];
    int count = 0;
    for (int i = 0; i < MEMBERS; i++) {
      met[i][i] = 1;
      for (int k : MET[i]) {
        met[i][k] = 1;
        met[k][i] = 1;
        count++;
      }
    }
    assertThat(count).isEqualTo(78);
    Tensor a = Tensor.of(met);
    Tensor root = rsqrt(sum(a, true, 1));
    return a.times(root).times(root.transpose());
  }

  /** {@code softmax(A relu(A X W0) W1)} but for the softmax; X tells members apart. */
  record Network(Dense first, Dense second) implements Component {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("first", first);
      declarations.child("second", second);
    }

    Tensor forward(Tensor a, Tensor x, Pass pass) {
      Tensor hidden = relu(a.matmul(first.forward(x, pass)));
      return a.matmul(second.forward(hidden, pass));
    }
  }

  @Test
  void twoKnownSidesTellAllOthers() {
    Tensor a = neighbourhood();
    Tensor x = Creation.eye(DType.FLOAT32, MEMBERS);
    Model<Network> model =
        Model.of(
            new Network(
                Dense.of(MEMBERS, 16, Initializer.xavierUniform()).withoutBias(),
                Dense.of(16, 2, Initializer.xavierUniform()).withoutBias()));
    Index known = Index.positions(FIRST, LAST);
    Tensor sides = Tensor.of(0, 1);
    Optimizer optimizer = Optimizer.of(model, AdamW.of(0.01, 5e-4));
    Values values = model.initialize(Key.of(2));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 200; i++) {
      Model.Step step =
          model.differentiate(
              values,
              Key.of(i),
              (net, pass) -> crossEntropy(net.forward(a, x, pass).get(known), sides));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    int[] found = argmax(model.root().forward(a, x, model.inference(values)), 1).toIntArray();
    int right = 0;
    for (int i = 0; i < MEMBERS; i++) {
      int side = Arrays.binarySearch(INSTRUCTORS, i) >= 0 ? 0 : 1;
      right += found[i] == side ? 1 : 0;
    }
    // Zachary's own computation, by the flow through the graph, is right for 33.
    assertThat(right).isGreaterThanOrEqualTo(32);
  }
}
