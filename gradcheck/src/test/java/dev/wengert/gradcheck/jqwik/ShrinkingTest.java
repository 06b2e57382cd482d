package dev.wengert.gradcheck.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.GradientError;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs properties that must fail, and looks at what is left of the sample. */
class ShrinkingTest {

  private static final List<Tensor> TRIED = new ArrayList<>();

  /** Properties of wrong gradients; they run only from the tests below. */
  static final class WrongGradients {

    @Property(tries = 200, seed = "17", shrinking = ShrinkingMode.FULL)
    void matrixProductWithoutTranspose(@ForAll("matrices") Tensor x) {
      TRIED.add(x);
      GradientProperties.check(
          GradCheck.of(in -> in.get(0).matmul(in.get(0).transpose()))
              .pullback((in, out, d) -> List.of(d.matmul(in.get(0)).times(2)))
              .input("x", x));
    }

    @Provide
    Arbitrary<Tensor> matrices() {
      return TensorArbitraries.tensors().rank(2, 2).nonEmpty();
    }

    @Property(tries = 200, seed = "17", shrinking = ShrinkingMode.FULL)
    void absoluteValueWithoutSign(@ForAll("all") Tensor x) {
      TRIED.add(x);
      GradientProperties.check(
          GradCheck.of(in -> in.get(0).times(in.get(0)).pow(0.5))
              .pullback((in, out, d) -> List.of(d))
              .input("x", x));
    }

    @Provide
    Arbitrary<Tensor> all() {
      return TensorArbitraries.tensors().nonEmpty().away(0, 0.125);
    }
  }

  @Test
  void wrongMatrixProductShrinksToTheSmallestThatShowsIt() {
    Throwable thrown = failure("matrixProductWithoutTranspose");
    assertThat(thrown).isInstanceOf(GradientError.Wrong.class);
    Tensor last = lastFailing(thrown);
    assertThat(last.shape().sides()).containsExactly(2, 1);
    assertThat(last.toDoubleArray()).containsExactly(1, 1);
  }

  @Test
  void wrongSignShrinksToOneNegativeElement() {
    Throwable thrown = failure("absoluteValueWithoutSign");
    assertThat(thrown).isInstanceOf(GradientError.Wrong.class);
    Tensor last = lastFailing(thrown);
    assertThat(last.rank()).isZero();
    assertThat(last.item()).isEqualTo(-0.125);
  }

  /** Returns the input of the report that the failure carries. */
  private static Tensor lastFailing(Throwable thrown) {
    String code = ((GradientError) thrown).report().reproduction();
    for (Tensor tensor : TRIED) {
      if (GradCheck.of(in -> in.get(0)).input("x", tensor).run().reproduction().equals(code)) {
        return tensor;
      }
    }
    throw new AssertionError("not among the samples: " + code);
  }

  private static Throwable failure(String property) {
    TRIED.clear();
    List<Throwable> thrown = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(
                    DiscoverySelectors.selectMethod(WrongGradients.class, property, Tensor.class))
                .configurationParameter("jqwik.database", "target/jqwik-shrinking-database")
                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(thrown::add);
              }
            });
    assertThat(thrown).as("failures of " + property).isNotEmpty();
    return thrown.getFirst();
  }
}
