package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertIdentities;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.assertj.core.api.Assertions;

/**
 * Every differentiable function of the catalogue, at random shapes and values: its pullback is
 * linear, forward and reverse mode agree, its Hessian is symmetric and the same by two mixtures of
 * modes, and a composition follows the chain rule.
 */
class DerivativeIdentitiesTest {

  private static final Set<String> SEEN = new TreeSet<>();

  @Property(
      tries = 2200,
      seed = "20261120",
      shrinking = ShrinkingMode.FULL,
      edgeCases = EdgeCasesMode.NONE)
  void holdForEveryFunction(@ForAll("functions") GradientSample sample) {
    assertIdentities(sample.f(), sample.inputs());
    SEEN.add(sample.function());
  }

  @Provide
  Arbitrary<GradientSample> functions() {
    return GradientPropertiesTest.samples(GradientPropertiesTest.all());
  }

  @AfterContainer
  static void everyFunctionHadItsTurn() {
    Assertions.assertThat(SEEN).isEqualTo(new TreeSet<>(GradientPropertiesTest.all().keySet()));
  }

  /** Planted: a pullback with a constant in it, and one whose Hessian is not symmetric. */
  @Property(tries = 1)
  void areBrokenByWrongRules() {
    List<Tensor> at = List.of(Tensor.of(0.5, 2));
    Function<List<Tensor>, Tensor> affine =
        Autodiff.custom(
            "affine", in -> in.get(0).times(2), (in, out, d) -> List.of(d.times(2).plus(1e-6)));
    assertThatThrownBy(() -> assertIdentities(affine, at))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("linearity of the pullback");
    Function<List<Tensor>, Tensor> skewed =
        Autodiff.custom(
            "skewed", in -> in.get(0), (in, out, d) -> List.of(d.times(Shapes.flip(in.get(0)))));
    assertThatThrownBy(() -> assertIdentities(skewed, at))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("symmetry of the Hessian");
  }
}
