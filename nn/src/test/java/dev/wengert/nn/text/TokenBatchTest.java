package dev.wengert.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.attention.MultiHeadAttention;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchTest {

  private static final Tokens LONG =
      new Tokens(ImmutableIntArray.of(7, 8, 9), ImmutableIntArray.of(0, 0, 1));

  @Test
  void shorterTextsAreFilledUp() {
    TokenBatch batch = TokenBatch.of(List.of(Tokens.of(5), LONG), 3);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.length()).isEqualTo(3);
    assertThat(batch.ids().toIntArray()).containsExactly(5, 3, 3, 7, 8, 9);
    assertThat(batch.mask().toIntArray()).containsExactly(1, 0, 0, 1, 1, 1);
    assertThat(batch.segments().toIntArray()).containsExactly(0, 0, 0, 0, 0, 1);
    assertThat(batch.positions().toIntArray()).containsExactly(0, 1, 2, 0, 1, 2);
  }

  @Test
  void lengthsMayBeMultiples() {
    TokenBatch batch = TokenBatch.of(List.of(LONG), 0, 4);
    assertThat(batch.ids().shape()).isEqualTo(Shape.of(1, 4));
    assertThat(batch.mask().toIntArray()).containsExactly(1, 1, 1, 0);
    assertThat(TokenBatch.of(List.of(LONG), 0, 3).length()).isEqualTo(3);
  }

  /** What stands where a text is filled up changes nothing. */
  @Test
  void attentionDoesNotSeeWhatIsFilledUp() {
    Model<MultiHeadAttention> model = Model.of(MultiHeadAttention.of(4, 2));
    Pass pass = model.inference(model.initialize(Key.of(1)));
    TokenBatch batch = TokenBatch.of(List.of(Tokens.of(5, 6), LONG), 0);
    Tensor x = Key.of(2).normal(new Spec(DType.FLOAT32, Shape.of(2, 3, 4)));
    Tensor there = batch.mask().to(DType.FLOAT32).reshape(2, 3, 1);
    Tensor other = x.plus(there.minus(1).times(9));
    Tensor one = model.root().forward(x, batch.attention(), pass).times(there);
    Tensor two = model.root().forward(other, batch.attention(), pass).times(there);
    assertThat(Reductions.max(Elementary.abs(one.minus(two))).item()).isZero();
    assertThat(Reductions.max(Elementary.abs(x.minus(other))).item()).isGreaterThan(8);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> TokenBatch.of(List.of(), 0))
        .hasMessage(
            "tokenBatch: 0 texts, filled up to a multiple of 1; give one or more, and 1 or more");
    assertThatThrownBy(() -> new Tokens(ImmutableIntArray.of(1, 2), ImmutableIntArray.of(0)))
        .hasMessage("tokens: 2 pieces and 1 segments; give one for each piece");
    Tensor ids = Tensor.of(new int[][] {{1, 2}});
    assertThatThrownBy(() -> new TokenBatch(ids, ids, Tensor.of(1, 2)))
        .hasMessage(
            "tokenBatch: ids are INT32[1, 2], the mask is INT32[1, 2], segments are INT32[2]; give"
                + " INT32 [N, T] three times");
  }
}
