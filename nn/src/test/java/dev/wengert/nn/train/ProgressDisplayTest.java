package dev.wengert.nn.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final ProgressDisplay display = ProgressDisplay.redrawingOn(out);

  @Test
  void showsTheBarTheRateAndTheLoss() {
    display.epochStarted(3, OptionalLong.of(50), 0);
    LossTerms loss = new LossTerms(0.5, ImmutableMap.of("l2", 0.25));
    display.stepped(new StepReport(9, 3, 40, 8, loss, 1, 0.01));
    display.stepped(new StepReport(10, 3, 50, 10, loss, 1, 0.01));
    display.epochEnded(
        new EpochReport(3, 10, 50, loss, ImmutableMap.of("dev.loss", 0.625), 0.01, 2));
    assertThat(bytes.toString(UTF_8))
        .contains("epoch 3 100% [")
        .contains("50/50 examples")
        .contains("examples/s")
        .contains("loss 0.7500")
        .endsWith(
            "epoch 3: loss 0.7500 = data 0.5000 + l2 0.2500, dev.loss 0.6250, rate 0.01000, 50"
                + " examples in 2.0 s (25/s)"
                + System.lineSeparator());
  }

  @Test
  void aSetOfUnknownSizeHasNoEnd() {
    display.epochStarted(1, OptionalLong.empty(), 0);
    display.stepped(new StepReport(1, 1, 8, 8, new LossTerms(2, ImmutableMap.of()), 1, 0.01));
    display.epochEnded(
        new EpochReport(
            1, 1, 8, new LossTerms(2, ImmutableMap.of()), ImmutableMap.of(), 0.01, 0.5));
    assertThat(bytes.toString(UTF_8)).contains("8/?").contains("epoch 1: loss 2.000, rate");
  }

  /** What goes to a pipe or a CI's log is lines, each written once. */
  @Test
  void drawsNothingAgainWhereNobodyWatches() {
    for (ProgressDisplay plain :
        java.util.List.of(ProgressDisplay.on(out), ProgressDisplay.unicodeOn(out))) {
      bytes.reset();
      LossTerms loss = new LossTerms(0.5, ImmutableMap.of());
      plain.epochStarted(1, OptionalLong.of(50), 0);
      for (int i = 1; i <= 50; i++) {
        plain.stepped(new StepReport(i, 1, i, 1, loss, 1, 0.01));
      }
      plain.warned("mind the gap");
      plain.epochEnded(new EpochReport(1, 50, 50, loss, ImmutableMap.of(), 0.01, 2));
      plain.ended(new Outcome(Outcome.Reason.LIMIT, state().values(), state()));
      assertThat(bytes.toString(UTF_8)).doesNotContain("\r");
      assertThat(bytes.toString(UTF_8).lines())
          .containsExactly(
              "mind the gap",
              "epoch 1: loss 0.5000, rate 0.01000, 50 examples in 2.0 s (25/s)",
              "training has reached its limit");
    }
  }

  private static TrainingState state() {
    return TrainingState.start(
        dev.wengert.nn.Values.empty(),
        new dev.wengert.nn.optim.Optimizer.State(17, 1, dev.wengert.nn.Values.empty()),
        dev.wengert.Key.of(1));
  }

  @Test
  void aRunThatFailsEndsTheBar() {
    display.epochStarted(3, OptionalLong.of(50), 0);
    display.failed(state(), new IllegalStateException("the disk is full"));
    assertThat(bytes.toString(UTF_8))
        .endsWith(
            System.lineSeparator()
                + "training has failed after step 17: the disk is full"
                + System.lineSeparator());
  }

  @Test
  void saysWhyItEnded() {
    TrainingState state = state();
    display.warned("mind the gap");
    display.ended(new Outcome(Outcome.Reason.INTERRUPTED, state.values(), state));
    display.ended(new Outcome(Outcome.Reason.LIMIT, state.values(), state));
    display.ended(new Outcome(Outcome.Reason.EARLY_STOPPING, state.values(), state));
    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "mind the gap",
            "training was interrupted after step 17",
            "training has reached its limit",
            "training has stopped early: no improvement any more");
  }
}
