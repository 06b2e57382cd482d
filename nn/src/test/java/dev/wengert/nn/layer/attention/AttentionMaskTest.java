package dev.wengert.nn.layer.attention;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

class AttentionMaskTest {

  private static final double OUT = Double.NEGATIVE_INFINITY;

  private static Tensor tensor(AttentionMask mask, int queries, int keys) {
    return requireNonNull(mask.tensor(queries, keys));
  }

  @Test
  void noneIsNoTensor() {
    assertThat(AttentionMask.none().tensor(2, 3)).isNull();
    assertThat(AttentionMask.none().and(AttentionMask.none()).tensor(2, 3)).isNull();
  }

  @Test
  void causalSeesWhatIsNotLater() {
    assertThat(tensor(AttentionMask.causal(), 2, 3).toBooleanArray())
        .containsExactly(true, false, false, true, true, false);
  }

  @Test
  void paddingIsLeftOutOfAllHeadsAndQueries() {
    Tensor lengths = tensor(AttentionMask.lengths(Tensor.of(2, 0, 3), 3), 5, 3);
    assertThat(lengths.shape()).isEqualTo(Shape.of(3, 1, 1, 3));
    assertThat(lengths.toBooleanArray())
        .containsExactly(true, true, false, false, false, false, true, true, true);
  }

  @Test
  void bothMustAllow() {
    AttentionMask padded = AttentionMask.lengths(Tensor.of(1), 2);
    assertThat(tensor(padded.and(AttentionMask.causal()), 2, 2).toBooleanArray())
        .containsExactly(true, false, true, false);
    assertThat(tensor(AttentionMask.causal().and(padded), 2, 2).toBooleanArray())
        .containsExactly(true, false, true, false);
    AttentionMask last = AttentionMask.of(Tensor.of(false, true));
    assertThat(tensor(padded.and(last), 2, 2).toBooleanArray()).containsOnly(false);
  }

  @Test
  void floatingMasksAddUp() {
    AttentionMask slope = AttentionMask.of(Tensor.of(0.5, -1.0));
    assertThat(tensor(slope.and(slope), 2, 2).toDoubleArray()).containsExactly(1, -2);
    assertThat(tensor(slope.and(AttentionMask.causal()), 2, 2).toDoubleArray())
        .containsExactly(0.5, OUT, 0.5, -1);
    AttentionMask first = AttentionMask.of(Tensor.of(true, false));
    assertThat(tensor(first.and(slope), 2, 2).toDoubleArray()).containsExactly(0.5, OUT);
    assertThat(tensor(slope.and(first), 2, 2).toDoubleArray()).containsExactly(0.5, OUT);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> AttentionMask.of(Tensor.of(1, 0)))
        .hasMessage(
            "attentionMask: not a mask: it is INT32[2]; give BOOL or floating, up to [N, heads, T,"
                + " S]");
    assertThatThrownBy(() -> AttentionMask.padding(Tensor.of(true, false)))
        .hasMessage(
            "attentionMask: not a padding mask: it is BOOL[2]; give BOOL [N, S], true where a key"
                + " is");
    assertThatThrownBy(() -> AttentionMask.lengths(Tensor.of(1.0), 2))
        .hasMessage("attentionMask: not lengths: they are FLOAT64[1]; give INT32 [N]");
  }

  /** Masks of every kind, joined in every order: closed stays closed, and what is there counts. */
  @Test
  void joinedMasksCloseWhatOneCloses() {
    double none = Double.NEGATIVE_INFINITY;
    AttentionMask truth = AttentionMask.of(Tensor.of(true, false, true, false));
    AttentionMask numbers = AttentionMask.of(Tensor.of(0.5, Double.NaN, none, none));
    AttentionMask others = AttentionMask.of(Tensor.of(1.0, none, Double.NaN, Double.NaN));
    for (AttentionMask joined :
        new AttentionMask[] {
          truth.and(numbers).and(others), others.and(numbers), numbers.and(others).and(truth)
        }) {
      assertThat(tensor(joined, 1, 4).toDoubleArray()).containsExactly(1.5, none, none, none);
    }
  }
}
