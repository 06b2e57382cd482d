package dev.wengert.gradcheck;

import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.coverage.CoverageExtension;
import dev.wengert.gradcheck.coverage.CoverageHook;
import dev.wengert.gradcheck.junit.GradCheckTest;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Example;
import net.jqwik.api.Group;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code that the javadoc of this module shows. */
class SnippetsTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);

  private final Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(2, 3)));
  private final Tensor gamma = Tensor.of(0.5, -1, 2);

  private record Point(Tensor x, Tensor y) {}

  @Test
  void aRuleOfRecords() {
    Function<Point, Point> swirl =
        p -> new Point(p.x().times(tanh(p.y())), p.y().minus(p.x().times(p.x())));
    Point at = new Point(gamma, gamma.plus(0.25));
    // @start region="structured"
    GradCheck.structured(swirl, at).order(2).forwardMode().run().assertCorrect();
    // @end region="structured"
  }

  @Test
  void oneCheck() {
    // @start region="check"
    GradCheck.of(in -> tanh(in.get(0)).times(in.get(1)))
        .input("x", x)
        .input("gamma", gamma)
        .run()
        .assertCorrect();
    // @end region="check"
  }

  @Test
  void named() {
    // @start region="named"
    GradCheck.named(in -> tanh(in.get("x")).times(in.get("gamma")))
        .input("x", x)
        .input("gamma", gamma)
        .run()
        .assertCorrect();
    // @end region="named"
  }

  @Test
  void namedOutputs() {
    // @start region="namedOutputs"
    GradCheck.namedOutputs(
            in -> Map.of("squashed", tanh(in.get("x")), "scaled", in.get("x").times(3)))
        .input("x", x)
        .run()
        .assertCorrect();
    // @end region="namedOutputs"
  }

  // @start region="test"
  @GradCheckTest
  GradCheck scaledTanh() {
    return GradCheck.of(in -> tanh(in.get(0)).times(in.get(1))).input("x", x).input("gamma", gamma);
  }

  // @end region="test"

  @Nested
  // @start region="extension"
  @ExtendWith(CoverageExtension.class)
  class ActivationGradientsTest {
    @Test
    void tanhIsRight() {
      GradCheck.of(in -> tanh(in.get(0))).input("x", Tensor.of(0.5, -1)).run().assertCorrect();
    }
  }

  // @end region="extension"

  @Group
  @SuppressWarnings("ClassCanBeStatic") // jqwik makes no group of a static class
  // @start region="hook"
  @AddLifecycleHook(CoverageHook.class)
  class ActivationProperties {
    @Example
    void tanhIsRight() {
      GradCheck.of(in -> tanh(in.get(0))).input("x", Tensor.of(0.5, -1)).run().assertCorrect();
    }
  }

  // @end region="hook"

  private static Tensor tanh(Tensor x) {
    return TANH.apply(x);
  }
}
