package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradientError;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Properties of wrong rules, which must fail, and with a sample that shows what is wrong. */
class PlantedRulesTest {

  /** The softmax whose rule has the diagonal of the Jacobian alone. */
  private static final Function<List<Tensor>, Tensor> DIAGONAL_SOFTMAX =
      Autodiff.custom(
          "diagonalSoftmax",
          in -> Activations.softmax(in.get(0), -1),
          (in, y, d) -> List.of(d.times(y).times(y.unaryMinus().plus(1))));

  /** The leaky relu whose rule forgets the slope of the negative side. */
  private static final Function<List<Tensor>, Tensor> SLOPELESS_RELU =
      Autodiff.custom(
          "slopelessRelu",
          in -> Activations.leakyRelu(in.get(0), 0.5),
          (in, y, d) -> List.of(Regularization.mask(d, in.get(0).gt(0))));

  @Property(
      tries = 200,
      seed = "20261120",
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(TwoEqualElements.class)
  void aDiagonalSoftmaxShrinksToTwoElements(@ForAll("rows") GradientSample sample) {
    sample.check(DIAGONAL_SOFTMAX).run().assertCorrect();
  }

  @Provide
  Arbitrary<GradientSample> rows() {
    GradientTable table = new GradientTable();
    table.add(
        "diagonalSoftmax",
        GradientTable.moderate().rank(1, 3).sides(2, 3, 5),
        (x, v) -> Activations.softmax(x, -1));
    return GradientPropertiesTest.samples(table.entries());
  }

  @Property(
      tries = 200,
      seed = "20261120",
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(OneNegativeNumber.class)
  void aForgottenSlopeShrinksToOneNegativeNumber(@ForAll("numbers") GradientSample sample) {
    sample.check(SLOPELESS_RELU).run().assertCorrect();
  }

  @Provide
  Arbitrary<GradientSample> numbers() {
    GradientTable table = new GradientTable();
    table.add(
        "slopelessRelu",
        GradientTable.moderate().nonEmpty().away(0, 0.125),
        (x, v) -> Activations.leakyRelu(x, 0.5));
    return GradientPropertiesTest.samples(table.entries());
  }

  /** Turns the failure that is expected into a success, and any other outcome into a failure. */
  abstract static class Expected implements AroundPropertyHook {

    abstract void examine(Tensor shrunk);

    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      PropertyExecutionResult result = property.execute();
      assertThat(result.throwable()).get().isInstanceOf(GradientError.Wrong.class);
      List<Object> sample = result.falsifiedParameters().orElseThrow();
      assertThat(sample).hasSize(1);
      GradientSample shrunk = (GradientSample) sample.get(0);
      assertThat(shrunk.variant()).isZero();
      assertThat(shrunk.depth()).isEqualTo(GradientSample.Depth.FIRST);
      assertThat(shrunk.inputs()).hasSize(1);
      examine(shrunk.inputs().get(0));
      return result.mapToSuccessful();
    }
  }

  /** What a wrong row of a Jacobian shrinks to. */
  static final class TwoEqualElements extends Expected {
    @Override
    void examine(Tensor shrunk) {
      assertThat(shrunk.shape().sides()).containsExactly(2);
      assertThat(shrunk.toDoubleArray()).containsExactly(1, 1);
    }
  }

  /** What a wrong sign shrinks to. */
  static final class OneNegativeNumber extends Expected {
    @Override
    void examine(Tensor shrunk) {
      assertThat(shrunk.rank()).isZero();
      assertThat(shrunk.item()).isEqualTo(-0.125);
    }
  }
}
