package dev.wengert.gradcheck.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.GradientError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class GradCheckTestEngineTest {

  /** What the engine is tried on. */
  static final class Checks {

    @GradCheckTest
    GradCheck right() {
      return GradCheck.of(in -> in.get(0).times(in.get(0))).input("x", Tensor.of(1.0, 2));
    }

    @GradCheckTest
    GradCheck wrong() {
      return GradCheck.of(in -> in.get(0).times(in.get(0)))
          .pullback((in, out, d) -> List.of(d))
          .input("x", Tensor.of(1.0, 2));
    }

    @GradCheckTest
    String other() {
      return "text";
    }
  }

  /** Has no gradient checks. */
  static final class Nothing {}

  @Test
  void methodsAreRunAsTests() {
    List<String> results = run(DiscoverySelectors.selectClass(Checks.class));
    assertThat(results)
        .containsExactlyInAnyOrder(
            "right() SUCCESSFUL",
            "wrong() FAILED " + GradientError.Wrong.class.getName(),
            "other() FAILED org.junit.platform.commons.JUnitException");
  }

  @Test
  void oneMethodIsSelected() {
    assertThat(run(DiscoverySelectors.selectMethod(Checks.class, "right")))
        .containsExactly("right() SUCCESSFUL");
  }

  @Test
  void classWithoutChecksIsLeftAlone() {
    assertThat(run(DiscoverySelectors.selectClass(Nothing.class))).isEmpty();
  }

  private static List<String> run(DiscoverySelector selector) {
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .addTestEngines(new GradCheckTestEngine())
                .build());
    List<String> results = new ArrayList<>();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selector).build(),
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
              results.add(
                  test.getDisplayName()
                      + " "
                      + result.getStatus()
                      + result
                          .getThrowable()
                          .map(thrown -> " " + thrown.getClass().getName())
                          .orElse(""));
            }
          }
        });
    return results;
  }
}
