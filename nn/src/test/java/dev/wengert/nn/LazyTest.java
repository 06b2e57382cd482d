package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Conv;
import org.junit.jupiter.api.Test;

class LazyTest {

  private static final Spec IMAGES = new Spec(DType.FLOAT32, Shape.of(2, 3, 8, 8));

  private static Sequential lazily() {
    return Sequential.of(
        Convolution.to2d(4, Conv.stride(2), 3),
        BatchNorm.toInput(),
        Activation.relu(),
        Flatten.of(),
        Dense.to(10),
        Dense.of(10, 2));
  }

  private static Sequential eagerly() {
    return Sequential.of(
        Convolution.of2d(3, 4, Conv.stride(2), 3),
        BatchNorm.of(4),
        Activation.relu(),
        Flatten.of(),
        Dense.of(36, 10),
        Dense.of(10, 2));
  }

  @Test
  void sizesFollowFromTheFirstInput() {
    // @start region="lazy"
    Sequential network =
        Sequential.of(
            Convolution.to2d(16, Conv.same(), 3), // of how many channels the images have
            BatchNorm.toInput(),
            Flatten.of(),
            Dense.to(10));
    Model<Sequential> model =
        Model.shaped(network, new Spec(DType.FLOAT32, Shape.of(1, 3, 32, 32)));
    // @end region="lazy"
    assertThat(model.parameters().get("0.weight"))
        .extracting(Parameter::shape)
        .isEqualTo(Shape.of(16, 3, 3, 3));
    assertThat(model.parameters().get("3.weight"))
        .extracting(Parameter::shape)
        .isEqualTo(Shape.of(10, 16 * 32 * 32));
  }

  /** Same paths, same keys: the same values, to the bit. */
  @Test
  void theModelIsThatOfLayersWithSizes() {
    Model<Sequential> lazy = Model.shaped(lazily(), IMAGES);
    Model<Sequential> eager = Model.of(eagerly());
    assertThat(lazy.specs()).isEqualTo(eager.specs());
    assertThat(lazy.toString()).isEqualTo(eager.toString());
    Values values = lazy.initialize(Key.of(1));
    Tensor x = Key.of(2).normal(IMAGES);
    assertThat(lazy.predictor(values).of(x).toFloatArray())
        .isEqualTo(eager.predictor(eager.initialize(Key.of(1))).of(x).toFloatArray());
    assertThat(lazy.table(IMAGES).flops()).isEqualTo(eager.table(IMAGES).flops());
    // Other numbers of examples fit, other sizes do not.
    assertThat(lazy.output(new Spec(DType.FLOAT32, Shape.of(7, 3, 8, 8))).shape())
        .isEqualTo(Shape.of(7, 2));
    assertThatThrownBy(() -> lazy.output(new Spec(DType.FLOAT32, Shape.of(2, 4, 8, 8))))
        .hasMessageStartingWith("conv2d (0): the input does not fit the weights");
    assertThat(Model.of(lazy.root()).specs()).isEqualTo(eager.specs());
  }

  @Test
  void layersWithinLayersAreMadeToo() {
    Layer block = Lazy.of(x -> Residual.of(Sequential.of(Dense.to(5), Dense.to(x.side(-1)))));
    Model<Sequential> model =
        Model.shaped(
            Sequential.of(Embedding.of(9, 3), block),
            new Spec(DType.INT32, Shape.of(2, 4)),
            DType.FLOAT64);
    assertThat(model.specs().get("1.body.0.weight"))
        .isEqualTo(new Spec(DType.FLOAT64, Shape.of(5, 3)));
    assertThat(model.specs().get("1.body.1.weight"))
        .isEqualTo(new Spec(DType.FLOAT64, Shape.of(3, 5)));
  }

  /** A layer that waits in two places is made once, for both. */
  @Test
  void aLayerInTwoPlacesIsMadeOnce() {
    Layer both = Dense.to(3);
    Model<Sequential> model =
        Model.shaped(
            Sequential.of(both, Activation.tanh(), both), new Spec(DType.FLOAT32, Shape.of(2, 3)));
    assertThat(model.specs().keySet()).containsExactly("0.weight", "0.bias");
    assertThatThrownBy(
            () ->
                Model.shaped(
                    Sequential.of(Dense.to(4), both), new Spec(DType.FLOAT32, Shape.of(2, 3))))
        .hasMessageStartingWith("dense (1): the input does not fit");
  }

  @Test
  void theDtypeIsThatOfTheInput() {
    assertThat(Model.shaped(Dense.to(2), new Spec(DType.FLOAT64, Shape.of(1, 3))).dtype())
        .isEqualTo(DType.FLOAT64);
    assertThat(
            Model.shaped(
                    Sequential.of(Embedding.of(9, 3), Dense.to(2)),
                    new Spec(DType.INT32, Shape.of(2, 4)))
                .dtype())
        .isEqualTo(DType.FLOAT32);
    Spec symbols = new Spec(DType.INT32, Shape.of(2, 4));
    assertThatThrownBy(() -> Model.shaped(Dense.to(2), symbols, DType.INT32))
        .hasMessage("model: the dtype is not floating: INT32; use FLOAT32 or FLOAT64");
  }

  @Test
  void withoutAnInputItSaysSo() {
    assertThatThrownBy(() -> Model.of(lazily()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "declare: the layer 0 waits for the shape of its input; make the model by"
                + " Model.shaped(root, input), and wrappers of its weights after that");
    assertThatThrownBy(() -> Dense.to(3).layer())
        .hasMessage(
            "lazy: the shape of the input is not known yet; make the model by Model.shaped(root,"
                + " input)");
    assertThat(lazily().toString()).contains("4: Lazy");
    // Not run: it still waits.
    assertThatThrownBy(() -> Model.shaped(new Forgetful(Dense.to(3)), IMAGES))
        .hasMessageStartingWith("declare: the layer part waits for the shape of its input");
  }

  /** Declares a layer and does not run it. */
  private record Forgetful(Layer part) implements Layer {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("part", part);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return x;
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Sequential odd = Sequential.of(Flatten.of(), Convolution.to2d(4, Conv.same(), 3));
    assertThatThrownBy(() -> Model.shaped(odd, IMAGES))
        .hasMessage(
            "conv2d (1): the input does not fit the weights: x is [2, 192]; give [N, 192, H, W]");
  }
}
