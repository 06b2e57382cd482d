package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import org.junit.jupiter.api.Test;

class RelativePositionBiasTest {

  /** Returns which row of its parameter each pair reads, for one query or one key. */
  private static double[] rows(RelativePositionBias bias, int count, int queries, int keys) {
    Model<RelativePositionBias> model = Model.of(bias, DType.FLOAT64);
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    Values values = model.initialize(Key.of(1)).with("weight", Tensor.wrap(numbers, count, 1));
    Tensor read = bias.tensor(queries, keys, model.inference(values));
    assertThat(read.shape()).isEqualTo(Shape.of(1, queries, keys));
    return read.toDoubleArray();
  }

  /** What T5's own function gives for 8 buckets up to distance 16, in both directions. */
  @Test
  void distancesShareBucketsTheFartherTheyAre() {
    RelativePositionBias both = RelativePositionBias.buckets(1, 8, 16, true);
    // Two exact buckets each way, then log(n / 2) / log(8) * 2 more: n = 2 to 5 and from 6 on.
    assertThat(rows(both, 8, 1, 9)).containsExactly(0, 5, 6, 6, 6, 6, 7, 7, 7);
    assertThat(rows(both, 8, 9, 1)).containsExactly(0, 1, 2, 2, 2, 2, 3, 3, 3);
    RelativePositionBias back = RelativePositionBias.buckets(1, 8, 16, false);
    // Four exact buckets, then log(n / 4) / log(4) * 4 more: 4, 5 | 6, 7 | 8 to 11 | from 12 on.
    assertThat(rows(back, 8, 14, 1)).containsExactly(0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7);
    assertThat(rows(back, 8, 1, 5)).containsExactly(0, 0, 0, 0, 0);
  }

  /** Swin's index of a window of 2 x 2, as its code gives it. */
  @Test
  void placesOfAWindowReadByTheirOffset() {
    assertThat(rows(RelativePositionBias.window(1, 2, 2), 9, 4, 4))
        .containsExactly(4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4);
  }

  /** The source: slopes of 8 heads are 1/2, 1/4, ..., 1/256. */
  @Test
  void alibiFallsWithTheDistance() {
    RelativePositionBias alibi = RelativePositionBias.alibi(8);
    Model<RelativePositionBias> model = Model.of(alibi, DType.FLOAT64);
    assertThat(model.parameters()).isEmpty();
    Tensor bias = alibi.tensor(2, 3, model.inference(model.initialize(Key.of(1))));
    assertThat(bias.get(0).toDoubleArray()).containsExactly(-0.0, -0.5, -1, -0.5, -0.0, -0.5);
    assertThat(bias.get(7).get(0).toDoubleArray()).containsExactly(-0.0, -1.0 / 256, -2.0 / 256);
  }

  // @start region="bias"
  /** Self-attention that knows distances, and nothing of what comes later. */
  record Decoder(MultiHeadAttention attention, RelativePositionBias bias) implements Layer {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("attention", attention);
      declarations.child("bias", bias);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      int length = x.shape().side(1);
      AttentionMask near = bias.mask(length, length, pass);
      return attention.forward(x, near.and(AttentionMask.causal()), pass);
    }
  }

  // @end region="bias"

  @Test
  void attentionHeedsIt() {
    Decoder decoder =
        new Decoder(
            MultiHeadAttention.of(4, 2).withoutBias(),
            RelativePositionBias.buckets(2, 4, 8, false));
    Model<Decoder> model = Model.of(decoder, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Tensor x = Key.of(2).normal(DType.FLOAT64, 1, 3, 4);
    // A bias so large that each place looks at itself alone: attention is then o(v(x)).
    Tensor own = Tensor.of(new double[][] {{1e4, 1e4}, {0, 0}, {0, 0}, {0, 0}});
    Tensor y = model.predictor(values.with("bias.weight", own)).of(x);
    Pass pass = model.inference(values);
    Tensor alone = decoder.attention().forward(x.reshape(3, 1, 4), pass).reshape(1, 3, 4);
    assertThat(y.toDoubleArray())
        .containsExactly(alone.toDoubleArray(), org.assertj.core.api.Assertions.within(1e-12));
    LayerCheck.check(decoder, x);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> RelativePositionBias.buckets(2, 7, 16, true))
        .hasMessage(
            "relativePositionBias: not buckets: 7 up to distance 16 in both directions; give at"
                + " least 2 for each direction, an even number for both, and a distance above half"
                + " of those");
    assertThatThrownBy(() -> RelativePositionBias.alibi(0))
        .hasMessage("relativePositionBias: 0 heads; give 1 or more");
    assertThatThrownBy(() -> RelativePositionBias.window(1, 0, 2))
        .hasMessage("relativePositionBias: not a window: 0 x 2; give positive sides");
    RelativePositionBias alibi = RelativePositionBias.alibi(1);
    assertThatThrownBy(() -> alibi.tensor(-1, 2, Model.of(alibi).inference(Values.empty())))
        .hasMessage("shape: a side is negative: [-1, 2]; every side must be 0 or more");
    RelativePositionBias window = RelativePositionBias.window(1, 2, 2);
    Model<? extends Component> model = Model.of(window);
    assertThatThrownBy(() -> window.tensor(3, 4, model.inference(model.initialize(Key.of(1)))))
        .hasMessage(
            "relativePositionBias: the window has 4 places: there are 3 queries and 4 keys; give as"
                + " many");
  }
}
