package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableListMultimap;
import dev.wengert.Autodiff;
import dev.wengert.Keep;
import dev.wengert.Key;
import dev.wengert.Observation;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Hooks;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is seen of the components of a model in a pass, and what is changed there. */
class PassHooksTest {

  private static final Tensor X = Key.of(1).normal(DType.FLOAT64, 6, 4);

  /** A stack within a stack, with draws and statistics. */
  private static Model<Sequential> model(UnaryOperator<Layer> inner) {
    Layer block =
        Sequential.of(Dense.of(4, 5), BatchNorm.of(5), Activation.tanh(), new Dropout(0.5));
    return Model.of(Sequential.of(inner.apply(block), Dense.of(5, 3)), DType.FLOAT64);
  }

  private static Model<Sequential> model() {
    return model(layer -> layer);
  }

  private static Values values(Model<?> model) {
    return model.initialize(Key.of(2));
  }

  private static Pass training(Model<?> model) {
    return model.training(values(model), Key.of(3));
  }

  @Test
  void capturesWhatComponentsCompute() {
    Model<Sequential> model = model();
    Pass plain = training(model);
    Tensor y = model.root().forward(X, plain);
    Pass pass = training(model).capturing();
    assertThat(model.root().forward(X, pass).toDoubleArray()).containsExactly(y.toDoubleArray());
    assertThat(pass.captured().keySet()).containsExactly("0.0", "0.1", "0.2", "0.3", "0", "1");
    assertThat(pass.captured("1").toDoubleArray()).containsExactly(y.toDoubleArray());
    Dense first = (Dense) ((Sequential) model.root().layers().get(0)).layers().get(0);
    assertThat(pass.captured("0.0").toDoubleArray())
        .containsExactly(first.forward(X, plain).toDoubleArray());
    assertThat(pass.captured("0")).isSameAs(pass.captured("0.3"));
    assertThat(pass.updates().byPath().keySet())
        .isEqualTo(plain.updates().byPath().keySet())
        .isNotEmpty();
    Pass one = training(model).capturing("0.2");
    model.root().forward(X, one);
    assertThat(one.captured().keySet()).containsExactly("0.2");
  }

  @Test
  void whatIsCapturedHasDerivatives() {
    Model<Sequential> model = model();
    Tensor found =
        Autodiff.grad(
            (Tensor x) -> {
              Pass pass = training(model).capturing("0.0");
              model.root().forward(x, pass);
              return Reductions.sum(pass.captured("0.0").pow(2));
            },
            X);
    Tensor weight = values(model).get("0.0.weight");
    Tensor bias = values(model).get("0.0.bias");
    double[] expected =
        X.matmul(weight.transpose()).plus(bias).matmul(weight).times(2).toDoubleArray();
    assertThat(found.toDoubleArray()).containsExactly(expected, within(1e-12));
  }

  @Test
  void aLayerThatRunsTwiceIsCapturedTwice() {
    Layer tanh = Activation.tanh();
    Model<Sequential> model = Model.of(Sequential.of(tanh, tanh), DType.FLOAT64);
    Pass pass = model.inference(Values.empty()).capturing();
    Tensor y = model.root().forward(X, pass);
    assertThat(pass.captured().get("0")).hasSize(2).last().isSameAs(y);
    assertThatThrownBy(() -> pass.captured("0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "captured: 0 was captured 2 times, there are [0]; name it in capturing(...), run it by"
                + " pass.run, and take what ran several times from captured()");
  }

  /** The gradient with respect to what a layer computed is that with respect to a sum with zero. */
  @Test
  void aHookSeesTheGradientOfALayersOutput() {
    Model<Sequential> model = model();
    List<Tensor> seen = new ArrayList<>();
    for (String path : List.of("0.1", "0", "1")) {
      seen.clear();
      Tensor target = Key.of(4).normal(DType.FLOAT64, 6, 3);
      Tape tape = new Tape();
      Tensor x = tape.watch(X);
      Pass hooked =
          training(model)
              .hooked(path, h -> Hooks.onCotangent(h, d -> Observation.of(d, seen::add)));
      tape.gradients(Losses.mseLoss(model.root().forward(x, hooked), target));
      Pass capturing = training(model).capturing(path);
      model.root().forward(X, capturing);
      Tensor zeros = Tensor.zeros(capturing.captured(path).spec());
      Tensor expected =
          Autodiff.grad(
              (Tensor probe) ->
                  Losses.mseLoss(
                      model.root().forward(X, training(model).hooked(path, h -> h.plus(probe))),
                      target),
              zeros);
      assertThat(seen).hasSize(1);
      assertThat(seen.get(0).toDoubleArray())
          .as(path)
          .containsExactly(expected.toDoubleArray(), within(1e-14));
    }
  }

  @Test
  void hooksFollowEachOtherAndStayWithWhatIsMadeOfThePass() {
    Model<Sequential> model = model();
    List<String> order = new ArrayList<>();
    Parameter bias = Objects.requireNonNull(model.parameters().get("1.bias"));
    Pass pass =
        training(model)
            .hooked("1", y -> y.plus(1))
            .hooked("1", y -> y.times(2))
            .hooked(
                (path, y) -> {
                  order.add(path);
                  return y;
                })
            .capturing("1")
            .inference()
            .with(bias, Tensor.of(1.0, 2, 3));
    Tensor found = model.root().forward(X, pass);
    Tensor own =
        model.root().forward(X, model.inference(values(model)).with(bias, Tensor.of(1.0, 2, 3)));
    assertThat(found.toDoubleArray()).containsExactly(own.plus(1).times(2).toDoubleArray());
    assertThat(pass.captured("1")).isSameAs(found);
    assertThat(order).containsExactly("0.0", "0.1", "0.2", "0.3", "0", "1");
  }

  @Test
  void aLayerThatRunsAgainIsHookedAgainAndCapturedOnce() {
    Model<Sequential> plain = model();
    Model<Sequential> again = model(layer -> Remat.of(layer).keeping(Keep.nothing()));
    List<Tensor> gradients = new ArrayList<>();
    List<Tensor> captured = new ArrayList<>();
    for (Model<Sequential> model : List.of(plain, again)) {
      gradients.add(
          Autodiff.grad(
              (Tensor x) -> {
                Pass pass = training(model).hooked("0.2", h -> h.times(h)).capturing("0.0", "0.2");
                Tensor y = model.root().forward(x, pass);
                Tensor inside = pass.captured("0.0");
                captured.add(pass.captured("0.2").detach());
                return Reductions.sum(y.times(y)).plus(Reductions.sum(inside.pow(3)));
              },
              X));
    }
    assertThat(captured.get(1).toDoubleArray()).containsExactly(captured.get(0).toDoubleArray());
    assertThat(gradients.get(1).toDoubleArray())
        .containsExactly(gradients.get(0).toDoubleArray(), within(1e-12));
  }

  /**
   * A step that is compiled shows what it computes each time, and has the bits of the eager one.
   */
  @Test
  void aCompiledStepIsSeenFromWithin() {
    List<List<double[]>> seen = List.of(new ArrayList<>(), new ArrayList<>());
    List<Values> values = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Model<Sequential> model = model();
      List<double[]> own = seen.get(i);
      BatchLoss<Sequential> loss =
          (net, batch, pass) -> {
            Pass hooked =
                pass.hooked(
                    "0.2", h -> Observation.of(h.times(2), e -> own.add(e.toDoubleArray())));
            return Losses.crossEntropy(net.forward(batch.x(), hooked), batch.y());
          };
      Trainer<Sequential> trainer =
          Trainer.of(model, loss, Optimizer.of(model, Adam.of(0.1))).compiled(i == 1).build();
      values.add(
          trainer
              .train(
                  DataSet.of(X, Tensor.of(0, 1, 2, 0, 1, 2)),
                  Batching.of(3),
                  Limit.epochs(10),
                  trainer.start(Key.of(5)))
              .values());
    }
    assertThat(seen.get(0)).hasSize(20);
    assertThat(seen.get(1)).containsExactlyElementsOf(seen.get(0));
    values
        .get(0)
        .byPath()
        .forEach(
            (path, value) ->
                assertThat(values.get(1).get(path).toDoubleArray())
                    .containsExactly(value.toDoubleArray()));
  }

  @Test
  void refusesWhatIsNotThere() {
    Model<Sequential> model = model();
    Pass pass = model.inference(values(model));
    assertThatThrownBy(() -> pass.hooked("0.7", y -> y))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hooked: the model has no component 0.7; in 0 there are [0.0, 0.1, 0.2, 0.3]");
    assertThatThrownBy(() -> pass.capturing("0", "head"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capturing: the model has no component head; in it there are [0, 1]");
    Pass shrinking = pass.hooked("0.0", y -> y.get(0));
    assertThatThrownBy(() -> model.root().forward(X, shrinking))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "hooked (0.0): the hook returned FLOAT64[5] for FLOAT64[6, 5]; keep dtype and shape");
    assertThatThrownBy(() -> pass.captured("0"))
        .hasMessageStartingWith("captured: 0 was captured 0 times, there are [];");
    assertThat(pass.captured()).isEqualTo(ImmutableListMultimap.of());
  }
}
