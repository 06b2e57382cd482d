package elsewhere;

import static dev.wengert.ops.Activations.sigmoid;
import static dev.wengert.ops.Activations.tanh;
import static dev.wengert.ops.Losses.crossEntropy;
import static dev.wengert.ops.Reductions.argmax;
import static dev.wengert.ops.Reductions.mean;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.ControlFlow;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Shapes;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * An LSTM whose states are images and whose products are convolutions; it foretells the next image
 * of a film. Source: Shi et al., "Convolutional LSTM network: a machine learning approach for
 * precipitation nowcasting", 2015, equation 3, without the peepholes.
 */
class ConvolutionalLstmTest {

  private static final int SIDE = 8;
  private static final int STEPS = 6;
  private static final int STATES = 8;

  /** Films [N, T, 1, H, W] to the logits of where the dot will be, [N, H W]. */
  record Forecast(Convolution gates, Convolution output) implements Layer {

    static Forecast of() {
      return new Forecast(
          Convolution.of2d(1 + STATES, 4 * STATES, Conv.same(), 3),
          Convolution.of2d(STATES, 1, Conv.same(), 3));
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("gates", gates);
      declarations.child("output", output);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      int n = x.shape().side(0);
      Tensor zero = Tensor.zeros(x.dtype(), n, STATES, SIDE, SIDE);
      List<Tensor> last =
          ControlFlow.scan(
                  (List<Tensor> state, Tensor image) -> {
                    List<Tensor> next = step(state.get(0), state.get(1), image, pass);
                    return new ControlFlow.Step<>(next, List.<Tensor>of());
                  },
                  List.of(zero, zero),
                  Shapes.moveAxis(x, 1, 0))
              .carry();
      return output.forward(last.get(0), pass).reshape(n, SIDE * SIDE);
    }

    private List<Tensor> step(Tensor h, Tensor c, Tensor image, Pass pass) {
      List<Tensor> parts = Shapes.chunk(gates.forward(Shapes.concat(1, image, h), pass), 1, 4);
      Tensor kept = sigmoid(parts.get(0).plus(1)).times(c);
      Tensor added = sigmoid(parts.get(1)).times(tanh(parts.get(2)));
      Tensor cell = kept.plus(added);
      return List.of(sigmoid(parts.get(3)).times(tanh(cell)), cell);
    }
  }

  /**
   * Films of a dot that goes on in one of eight directions, and leaves at one side to come back.
   */
  private record Films(Tensor x, Tensor y) {
    static Films of(int count, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] x = new float[count * STEPS * SIDE * SIDE];
      int[] y = new int[count];
      for (int i = 0; i < count; i++) {
        int row = random.nextInt(SIDE);
        int column = random.nextInt(SIDE);
        int direction = random.nextInt(8);
        direction += direction >= 4 ? 1 : 0;
        for (int t = 0; t <= STEPS; t++) {
          int place = row * SIDE + column;
          if (t < STEPS) {
            x[(i * STEPS + t) * SIDE * SIDE + place] = 1;
          } else {
            y[i] = place;
          }
          row = Math.floorMod(row + direction / 3 - 1, SIDE);
          column = Math.floorMod(column + direction % 3 - 1, SIDE);
        }
      }
      return new Films(Tensor.wrap(x, count, STEPS, 1, SIDE, SIDE), Tensor.wrap(y, count));
    }
  }

  private static double right(Model<Forecast> model, Values values, Films films) {
    Tensor found = argmax(model.predictor(values).of(films.x()), 1);
    return mean(found.eq(films.y()).to(DType.FLOAT32)).item();
  }

  @Test
  void theNextImageIsForetold() {
    Model<Forecast> model = Model.of(Forecast.of());
    Films training = Films.of(512, 1);
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.01));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 160; i++) {
      Index batch = Index.range(i % 16 * 32, i % 16 * 32 + 32);
      Tensor x = training.x().get(batch);
      Tensor y = training.y().get(batch);
      Model.Step step =
          model.differentiate(
              values, Key.of(i), (net, pass) -> crossEntropy(net.forward(x, pass), y));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    // One image tells eight places, of which one is right.
    assertThat(right(model, values, Films.of(500, 2))).isGreaterThan(0.9);
  }
}
