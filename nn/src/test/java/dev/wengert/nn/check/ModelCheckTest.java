package dev.wengert.nn.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Losses;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelCheckTest {

  private static final Tensor X = Key.of(3).normal(new Spec(DType.FLOAT64, Shape.of(5, 3)));
  private static final Tensor Y = Key.of(4).normal(new Spec(DType.FLOAT64, Shape.of(5, 2)));

  private static Model<Sequential> model(Layer between) {
    return Model.of(
        Sequential.of(
            BatchNorm.of(3), Dense.of(3, 6), between, Dropout.keeping(0.7), Dense.of(6, 2)),
        DType.FLOAT64);
  }

  /** Returns a layer whose derivative is twice what it should be. */
  private static Layer twice() {
    return (x, pass) ->
        Autodiff.custom("twice", in -> in.get(0).times(1), (in, out, d) -> List.of(d.times(2)))
            .apply(List.of(x));
  }

  private static Tensor loss(Sequential net, dev.wengert.nn.Pass pass) {
    return Losses.mseLoss(net.forward(X, pass), Y);
  }

  @Test
  void aRightModelPassesInBothModes() {
    Model<Sequential> model = model(Activation.tanh());
    Values values = model.initialize(Key.of(1));
    Report training = ModelCheck.of(model, values, Key.of(2), ModelCheckTest::loss).run();
    assertThat(training.verdict()).as(training.toString()).isEqualTo(Verdict.PASS);
    assertThat(training.findings()).hasSize(model.parameters().size());
    Report inference = ModelCheck.inference(model, values, ModelCheckTest::loss).run();
    assertThat(inference.verdict()).as(inference.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void whatIsBehindAWrongLayerIsRightAndWhatIsBeforeItWrong() {
    Model<Sequential> model = model(twice());
    Report report =
        ModelCheck.of(model, model.initialize(Key.of(1)), Key.of(2), ModelCheckTest::loss).run();
    assertThat(report.finding("4.weight").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("1.weight").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("1.weight").hint())
        .contains("numeric / analytic = 0.5 everywhere: a factor 2 too much");
    assertThat(report.finding("0.weight").verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void aLargeModelIsProjectedAndItsWrongParameterNamed() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(3, 200), twice(), Dense.of(200, 2)), DType.FLOAT64);
    Report report =
        ModelCheck.of(
                model,
                model.initialize(Key.of(1)),
                Key.of(2),
                (net, pass) -> Losses.mseLoss(net.forward(X, pass), Y))
            .mode(Mode.PROJECTED)
            .run();
    assertThat(report.finding("0.weight").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("0.weight").place()).isNotNull();
    assertThat(report.finding("2.weight").verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void inputsAreCheckedBesideParameters() {
    Model<Sequential> model = model(Activation.sigmoid());
    Values values = model.initialize(Key.of(1));
    Report report =
        ModelCheck.of(
                model,
                values,
                null,
                ImmutableMap.of("x", X, "y", Y),
                (net, in, pass) -> Losses.mseLoss(net.forward(in.get("x"), pass), in.get("y")))
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("y").verdict()).isEqualTo(Verdict.PASS);
    assertThatThrownBy(
            () ->
                ModelCheck.of(
                    model,
                    values,
                    null,
                    ImmutableMap.of("1.weight", X),
                    (net, in, pass) -> net.forward(X, pass)))
        .hasMessage(
            "model check: the input 1.weight has the path of a parameter; give it another name");
  }
}
