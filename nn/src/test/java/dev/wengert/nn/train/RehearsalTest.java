package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Values;
import dev.wengert.program.StateProgram;
import dev.wengert.program.Transition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private final List<String> said = new ArrayList<>();
  private final List<String> warned = new ArrayList<>();
  private final Rehearsal rehearsal = new Rehearsal("any batches", said::add, warned::add);

  /** What the step reads of somebody's field. */
  private double factor = 2;

  private int recordings;

  private StateProgram<ImmutableMap<String, Values>> recorded() {
    recordings++;
    return StateProgram.of(
        (state, in) -> new Transition.Next<>(state, List.of(in.get(0).times(factor))),
        ImmutableMap.of(),
        new Spec(DType.FLOAT64, Shape.of(3)));
  }

  /** Runs as often as it serves, and returns how many runs came before each new recording. */
  private List<Integer> runsBetweenRecordings(int most) {
    List<Integer> between = new ArrayList<>();
    int since = 0;
    for (int i = 0; i < most; i++) {
      int before = recordings;
      if (!rehearsal.serves(this::recorded)) {
        break;
      }
      if (recordings > before && i > 0) {
        between.add(since);
        since = 0;
      }
      rehearsal.run();
      since++;
    }
    return between;
  }

  @Test
  void twoRecordingsThatAgreeServe() {
    rehearsal.record(this::recorded);
    assertThat(recordings).isEqualTo(1);
    assertThat(rehearsal.serves(this::recorded)).isTrue();
    assertThat(recordings).isEqualTo(2);
    assertThat(said).isEmpty();
  }

  /** Soon at first, and later after as many runs as there were, or a hundred. */
  @Test
  void itIsRecordedAgainNowAndThen() {
    rehearsal.record(this::recorded);
    assertThat(runsBetweenRecordings(450))
        .containsExactly(1, 1, 1, 2, 4, 8, 16, 32, 64, 100, 100, 100);
    assertThat(warned).isEmpty();
  }

  /** The last look before the change is behind 17 runs, the next one behind 33. */
  @Test
  void whatChangesWithinAnEpochIsSeen() {
    rehearsal.record(this::recorded);
    runsBetweenRecordings(20);
    factor = 3;
    assertThat(runsBetweenRecordings(1000)).isEmpty();
    assertThat(rehearsal.serves(this::recorded)).isFalse();
    assertThat(said).isEmpty();
    assertThat(warned).hasSize(1);
    assertThat(warned.get(0))
        .startsWith(
            "training: steps on any batches run uncompiled: two recordings of a step differ")
        .contains("takes the constant 2.0 and 3.0")
        .endsWith("; up to 16 steps were taken as it had been before");
  }
}
