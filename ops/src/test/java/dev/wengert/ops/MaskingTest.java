package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.matrix.Matrices;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a mask, a length or a weight of 0 leaves out changes nothing, whatever stands there: not the
 * result by a bit, nor a derivative of first or second order, and it has derivative 0 itself.
 */
class MaskingTest {

  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final double[] POISONS = {Double.NaN, Double.POSITIVE_INFINITY, NONE, 1e300};

  /**
   * A function that leaves out some elements of its inputs.
   *
   * @param inputs what it is differentiated to
   * @param out for each input where its elements are left out
   */
  private record Masked(
      String name, Function<List<Tensor>, Tensor> of, List<Tensor> inputs, List<Tensor> out) {}

  private static final Tensor QUERY = random(1, 2, 3, 4);
  private static final Tensor KEY = random(2, 2, 5, 4);
  private static final Tensor VALUE = random(3, 2, 5, 6);
  private static final Tensor BIAS = random(4, 3, 5);

  /** Keys 1 and 4 are open to nobody, and query 1 sees none. */
  private static final Tensor OPEN =
      Comparisons.and(
          Tensor.of(true, false, true, true, false), Tensor.of(true, false, true).reshape(3, 1));

  private static final Tensor CLOSED_KEYS =
      Tensor.of(false, true, false, false, true).reshape(1, 5, 1);

  private static Tensor nowhere(Tensor x) {
    return x.ne(x);
  }

  private static Masked attention(String name, Function<List<Tensor>, Tensor> of) {
    return new Masked(
        name,
        of,
        List.of(QUERY, KEY, VALUE, BIAS),
        List.of(nowhere(QUERY), CLOSED_KEYS, CLOSED_KEYS, Comparisons.not(OPEN)));
  }

  private static Masked one(String name, Tensor x, Tensor out, Function<Tensor, Tensor> of) {
    return new Masked(name, in -> of.apply(in.get(0)), List.of(x), List.of(out));
  }

  private static Masked loss(String name, Tensor x, Function<Tensor, Tensor> losses) {
    Tensor out = Tensor.of(false, true, true, false).reshape(4, 1);
    Tensor weights = Tensor.of(1.0, 0, 0, 0.5);
    return one(
        name,
        x,
        out,
        in -> {
          Tensor each = losses.apply(in);
          Tensor fit = each.rank() == 1 ? weights : weights.reshape(4, 1);
          return Losses.weighted(each, fit, Reduce.MEAN);
        });
  }

  private static Stream<Masked> functions() {
    List<Masked> table = new ArrayList<>();
    table.add(
        attention(
            "attention, BOOL mask",
            in -> Attention.scaledDotProductAttention(in.get(0), in.get(1), in.get(2), OPEN)));
    table.add(
        attention(
            "attention, floating mask",
            in ->
                Attention.scaledDotProductAttention(
                    in.get(0), in.get(1), in.get(2), Selection.where(OPEN, in.get(3), NONE))));
    table.add(
        attention(
            "attention, weights and means",
            in ->
                Attention.means(
                    Attention.attentionWeights(in.get(0), in.get(1), OPEN), in.get(2))));
    Tensor last = Tensor.of(false, false, true, true, true).reshape(1, 5, 1);
    table.add(
        new Masked(
            "attention, causal",
            in -> Attention.causalAttention(in.get(0), in.get(1), in.get(2)),
            List.of(random(5, 2, 2, 4), KEY, VALUE),
            List.of(nowhere(random(5, 2, 2, 4)), last, last)));
    losses(table);
    sequences(table);
    Tensor x = random(11, 4, 4);
    Tensor out = x.gt(0.3);
    Tensor kept = Comparisons.not(out);
    table.add(one("mask", x, out, in -> Regularization.mask(in, kept)));
    table.add(one("dropout", x, out, in -> Regularization.dropout(in, kept, 0.5)));
    table.add(one("maskedFill", x, out, in -> Indexing.maskedFill(in, out, 2)));
    table.add(one("maskedSelect", x, out, in -> Indexing.maskedSelect(in, kept)));
    table.add(one("where", x, out, in -> Selection.where(kept, in, 1)));
    Tensor lower = Matrices.isLower(4, 4, 0);
    table.add(one("tril", x, Comparisons.not(lower), LinearAlgebra::tril));
    table.add(one("triu", x, lower, in -> LinearAlgebra.triu(in, 1)));
    return table.stream();
  }

  private static void losses(List<Masked> table) {
    Tensor scores = random(6, 4, 3);
    Tensor y = Activations.sigmoid(random(7, 4, 3));
    Tensor classes = Tensor.of(0, 2, 1, 1);
    table.add(loss("mseLoss", scores, in -> Losses.mseLoss(in, y, Reduce.NONE)));
    table.add(loss("l1Loss", scores, in -> Losses.l1Loss(in, y, Reduce.NONE)));
    table.add(loss("huberLoss", scores, in -> Losses.huberLoss(in, y, 1, Reduce.NONE)));
    table.add(loss("hingeLoss", scores, in -> Losses.hingeLoss(in, y, Reduce.NONE)));
    table.add(
        loss(
            "binaryCrossEntropyWithLogits",
            scores,
            in -> Losses.binaryCrossEntropyWithLogits(in, y, Reduce.NONE)));
    table.add(loss("binaryCrossEntropy", y, in -> Losses.binaryCrossEntropy(in, y, Reduce.NONE)));
    table.add(loss("focalLoss", scores, in -> Losses.focalLoss(in, y, 2, 0.25, Reduce.NONE)));
    table.add(loss("crossEntropy", scores, in -> Losses.crossEntropy(in, classes, 0, Reduce.NONE)));
    table.add(loss("smoothed", scores, in -> Losses.crossEntropy(in, classes, 0.1, Reduce.NONE)));
    table.add(
        loss(
            "soft",
            scores,
            in -> Losses.crossEntropy(in, Activations.softmax(y, 1), 0, Reduce.NONE)));
    table.add(
        loss(
            "nllLoss",
            scores,
            in -> Losses.nllLoss(Activations.logSoftmax(in, 1), classes, Reduce.NONE)));
    table.add(loss("klDivergence", scores, in -> Losses.klDivergence(in, y, Reduce.NONE)));
    table.add(
        loss(
            "cosineLoss",
            scores,
            in -> SimilarityLosses.cosineLoss(in, y, Tensor.of(1.0, 1, -1, 1), 0, Reduce.NONE)));
    table.add(
        loss("tripletLoss", scores, in -> SimilarityLosses.tripletLoss(in, y, y, 1, Reduce.NONE)));
    Tensor shares = Selection.where(scores.gt(0.2), y, 0);
    table.add(
        one(
            "klDivergence, no share",
            random(8, 4, 3),
            shares.eq(0),
            in -> Losses.klDivergence(in, shares, Reduce.SUM)));
  }

  private static void sequences(List<Masked> table) {
    Tensor scores = random(9, 4, 2, 3);
    Tensor lengths = Tensor.of(4, 2);
    Tensor beyond =
        Shapes.unsqueeze(Comparisons.not(Creation.sequenceMask(lengths, 4)).transpose(), 2);
    table.add(
        one(
            "ctcLoss",
            scores,
            beyond,
            in ->
                SequenceLosses.ctcLoss(
                    Activations.logSoftmax(in, 2),
                    Tensor.of(new int[][] {{1, 2}, {1, -5}}),
                    lengths,
                    Tensor.of(2, 1))));
  }

  @TestFactory
  Stream<DynamicTest> whatIsLeftOutChangesNothing() {
    return functions().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Masked row) {
    List<Tensor> plain = poisoned(row, 0.5);
    Tensor value = row.of().apply(plain);
    assertThat(Comparisons.all(Comparisons.isFinite(value)).toBooleanArray()[0]).isTrue();
    List<Tensor> first = derivatives(row, plain);
    for (double poison : POISONS) {
      List<Tensor> inputs = poisoned(row, poison);
      assertThat(row.of().apply(inputs).toDoubleArray())
          .as("value with %s", poison)
          .isEqualTo(value.toDoubleArray());
      List<Tensor> derivatives = derivatives(row, inputs);
      for (int i = 0; i < derivatives.size(); i++) {
        Tensor out = row.out().get(i % inputs.size());
        Tensor found = derivatives.get(i);
        assertThat(plain(found))
            .as("derivative %s with %s", i, poison)
            .isEqualTo(plain(first.get(i)));
        assertThat(plain(Selection.where(out, found, 0)))
            .as("derivative %s of what is left out, with %s", i, poison)
            .containsOnly(0);
      }
    }
  }

  private static double[] plain(Tensor x) {
    return x.plus(0).toDoubleArray();
  }

  private static List<Tensor> poisoned(Masked row, double poison) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < row.inputs().size(); i++) {
      inputs.add(Selection.where(row.out().get(i), poison, row.inputs().get(i)));
    }
    return inputs;
  }

  /** Gradients of a sum of squares and products of its Hessian. */
  private static List<Tensor> derivatives(Masked row, List<Tensor> inputs) {
    Function<List<Tensor>, Tensor> f =
        in -> Reductions.sum(Elementary.square(row.of().apply(in).plus(1)));
    List<Tensor> all =
        new ArrayList<>(Autodiff.vjp(f, inputs).pullback().apply(Tensor.scalar(1.0)));
    List<Tensor> directions = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor direction = random(20 + i, inputs.get(i).shape().sides());
      directions.add(Selection.where(row.out().get(i), 0, direction));
    }
    all.addAll(Autodiff.hvp(f, inputs, directions));
    return all;
  }

  @Test
  void aQueryThatSeesNothingGetsNothing() {
    Tensor closed = Tensor.full(BIAS.spec(), NONE);
    Tensor y = Attention.scaledDotProductAttention(QUERY, KEY, VALUE, closed);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 6));
    assertThat(y.toDoubleArray()).containsOnly(0);
    assertThat(Attention.attentionWeights(QUERY, KEY, closed).toDoubleArray()).containsOnly(0);
    Tensor floats = closed.to(DType.FLOAT32);
    assertThat(
            Attention.scaledDotProductAttention(
                    QUERY.to(DType.FLOAT32), KEY.to(DType.FLOAT32), VALUE.to(DType.FLOAT32), floats)
                .toDoubleArray())
        .containsOnly(0);
  }

  /** An infinity that is looked at is not hidden. */
  @Test
  void whatIsOpenReachesTheResult() {
    Tensor value = Selection.where(CLOSED_KEYS, Double.NaN, VALUE);
    Tensor mask = Tensor.of(true, true, true, true, false);
    Tensor y = Attention.scaledDotProductAttention(QUERY, KEY, value, mask);
    assertThat(Comparisons.all(Comparisons.isNaN(y)).toBooleanArray()[0]).isTrue();
  }
}
