package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitsTest {

  private static Examples set(int count, int... classes) {
    int[] y = new int[count];
    Arrays.setAll(y, i -> classes.length == 0 ? i : classes[i % classes.length]);
    return DataSet.of(Tensor.of(IntStream.range(0, count).toArray()), Tensor.of(y));
  }

  private static int[] all(Iterable<Examples> parts) {
    IntStream.Builder all = IntStream.builder();
    parts.forEach(part -> Arrays.stream(part.x().toIntArray()).forEach(all::add));
    return all.build().sorted().toArray();
  }

  private static long ones(Examples set) {
    return Arrays.stream(set.y().toIntArray()).filter(y -> y == 1).count();
  }

  @Test
  void everyExampleIsInOnePart() {
    ImmutableList<Examples> parts = Splits.of(set(101), Key.of(3), 0.8, 0.1, 0.1);
    assertThat(parts).extracting(Examples::count).containsExactly(81, 10, 10);
    assertThat(all(parts)).isEqualTo(IntStream.range(0, 101).toArray());
    assertThat(parts.get(0).x().toIntArray()).isSorted();
  }

  @Test
  void theKeyDecides() {
    int[] first = Splits.of(set(100), Key.of(3), 0.5, 0.5).get(0).x().toIntArray();
    assertThat(Splits.of(set(100), Key.of(3), 0.5, 0.5).get(0).x().toIntArray()).isEqualTo(first);
    assertThat(Splits.of(set(100), Key.of(4), 0.5, 0.5).get(0).x().toIntArray())
        .isNotEqualTo(first);
    assertThat(first).isNotEqualTo(IntStream.range(0, 50).toArray());
  }

  @Test
  void aStratifiedSplitKeepsTheSharesOfClasses() {
    Examples set = set(200, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0); // 20 ones, 20 twos
    ImmutableList<Examples> parts = Splits.stratified(set, Key.of(5), 0.7, 0.2, 0.1);
    assertThat(all(parts)).isEqualTo(IntStream.range(0, 200).toArray());
    assertThat(parts).extracting(SplitsTest::ones).containsExactly(14L, 4L, 2L);
    assertThat(parts).extracting(Examples::count).containsExactly(140, 40, 20);
  }

  /** Labels as each loss takes them are the same classes. */
  @Test
  void aStratifiedSplitTakesLabelsInEveryFormThatALossTakes() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 40, 2);
    int[] classes = new int[40];
    for (int i = 0; i < 40; i++) {
      classes[i] = i % 5 == 0 ? 1 : 0;
    }
    Tensor y = Tensor.of(classes);
    ImmutableList<Examples> expected = Splits.stratified(DataSet.of(x, y), Key.of(5), 0.5, 0.5);
    assertThat(Reductions.sum(expected.get(0).y()).item()).isEqualTo(4);
    for (Tensor form :
        ImmutableList.of(
            y.reshape(40, 1),
            y.to(DType.BOOL),
            y.to(DType.BOOL).reshape(40, 1),
            y.to(DType.FLOAT32),
            y.to(DType.FLOAT64).reshape(40, 1),
            Creation.oneHot(y, 2, DType.FLOAT32))) {
      ImmutableList<Examples> parts = Splits.stratified(DataSet.of(x, form), Key.of(5), 0.5, 0.5);
      Tensor labels = parts.get(0).y();
      Tensor found =
          form.rank() == 2 && form.shape().side(1) == 2 ? Reductions.argmax(labels, 1) : labels;
      assertThat(found.to(DType.INT32).reshape(20).toIntArray())
          .as("%s", form.spec())
          .isEqualTo(expected.get(0).y().toIntArray());
    }
  }

  @Test
  void everyExampleIsValidatedOnce() {
    Examples set = set(23);
    ImmutableList<Splits.Fold<Examples>> folds = Splits.folds(set, Key.of(1), 5);
    assertThat(all(folds.stream().map(Splits.Fold::validation).toList()))
        .isEqualTo(IntStream.range(0, 23).toArray());
    for (Splits.Fold<Examples> fold : folds) {
      assertThat(fold.validation().count()).isBetween(4, 5);
      assertThat(all(ImmutableList.of(fold.training(), fold.validation())))
          .isEqualTo(IntStream.range(0, 23).toArray());
    }
  }

  @Test
  void refusesSharesThatAreNone() {
    assertThatThrownBy(() -> Splits.of(set(10), Key.of(1), 0.8, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "split: not shares of a whole: [0.8, 0.1]; give positive numbers whose sum is 1");
    assertThatThrownBy(() -> Splits.of(set(10), Key.of(1), 1.5, -0.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Splits.of(set(10), Key.of(1), 0.99, 0.01))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "split: part 1 of 2 would be empty: there are 10 examples; give it a larger share, or"
                + " more examples");
  }

  @Test
  void refusesFoldsOfNothing() {
    for (int k : new int[] {1, 11}) {
      assertThatThrownBy(() -> Splits.folds(set(10), Key.of(1), k))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "folds: %s folds of 10 examples; give a number from 2 to that of the examples", k);
    }
  }

  @Test
  void refusesToStratifyWhatAreNoClasses() {
    Examples set = DataSet.of(Tensor.of(1.0, 2), Tensor.of(1.0, 2));
    assertThatThrownBy(() -> Splits.stratified(set, Key.of(1), 0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stratified: the targets are no classes: they are FLOAT64[2]; give INT32, BOOL, or"
                + " floating 0 and 1, [n] or [n, 1], or one-hot [n, C]");
  }
}
