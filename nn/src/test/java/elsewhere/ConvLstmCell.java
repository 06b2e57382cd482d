package elsewhere;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.recurrent.RecurrentCell;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Cells.LstmState;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Convolutions;
import dev.wengert.ops.Shapes;
import java.util.List;

// @start region="cell"
/**
 * A step of an LSTM whose state is an image, and whose products are convolutions: x [N, inputs, H,
 * W], state [N, channels, H, W] (Shi et al., "Convolutional LSTM network", 2015, without
 * peepholes).
 */
public final class ConvLstmCell implements RecurrentCell<LstmState> {

  private final int channels;
  private final Parameter inputWeight;
  private final Parameter stateWeight;
  private final Parameter bias;

  public ConvLstmCell(int inputs, int channels, int side) {
    this.channels = channels;
    this.inputWeight = weight(inputs, side);
    this.stateWeight = weight(channels, side);
    this.bias = Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), 4 * channels);
  }

  private Parameter weight(int from, int side) {
    return Parameter.of(
        Parameter.Role.WEIGHT, Initializer.xavierUniform(), 4 * channels, from, side, side);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("inputWeight", inputWeight);
    declarations.parameter("stateWeight", stateWeight);
    declarations.parameter("bias", bias);
  }

  @Override
  public LstmState initial(Tensor x) {
    int[] sides = x.shape().sides(); // [N, T, inputs, H, W]
    Tensor zeros =
        Tensor.zeros(x.spec().withShape(Shape.of(sides[0], channels, sides[3], sides[4])));
    return new LstmState(zeros, zeros);
  }

  /** The convolution of the inputs, of all steps at once. */
  @Override
  public Tensor prepared(Tensor x, Pass pass) {
    int[] sides = x.shape().sides();
    Tensor images = x.reshape(sides[0] * sides[1], sides[2], sides[3], sides[4]);
    return Convolutions.conv2d(images, pass.value(inputWeight), pass.value(bias), Conv.same())
        .reshape(sides[0], sides[1], 4 * channels, sides[3], sides[4]);
  }

  @Override
  public LstmState step(Tensor x, LstmState state, Pass pass) {
    Tensor all = x.plus(Convolutions.conv2d(state.h(), pass.value(stateWeight), Conv.same()));
    List<Tensor> gates = Shapes.chunk(all, 1, 4);
    Tensor kept = Activations.sigmoid(gates.get(1)).times(state.c());
    Tensor c = kept.plus(Activations.sigmoid(gates.get(0)).times(Activations.tanh(gates.get(2))));
    return new LstmState(Activations.sigmoid(gates.get(3)).times(Activations.tanh(c)), c);
  }

  @Override
  public Tensor output(LstmState state) {
    return state.h();
  }
}
// @end
