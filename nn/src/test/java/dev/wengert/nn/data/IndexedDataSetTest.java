package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Reductions;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IndexedDataSetTest {

  private record Two(Tensor first, Tensor second) {}

  /** Row i is (i, 10 i) and i. */
  private static Two columns(int count) {
    int[] numbers = IntStream.range(0, count).toArray();
    Tensor all = Tensor.of(numbers);
    Tensor first = all.reshape(count, 1).times(Tensor.of(1, 10));
    return new Two(first, all);
  }

  private static List<Two> rows(int count) {
    List<Two> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Two(Tensor.of(i, 10 * i), Tensor.scalar(i)));
    }
    return rows;
  }

  private static List<int[]> seconds(Batches run) {
    List<int[]> result = new ArrayList<>();
    try (run) {
      while (run.hasNext()) {
        Batch batch = run.next();
        Two two = batch.as(Two.class);
        int[] second = two.second().toIntArray();
        assertThat(two.first().get(Index.all(), Index.at(1)).toIntArray())
            .isEqualTo(Arrays.stream(second).map(i -> 10 * i).toArray());
        result.add(second);
      }
    }
    return result;
  }

  private static int[] flat(List<int[]> batches) {
    IntArrayList all = new IntArrayList();
    batches.forEach(batch -> all.addElements(all.size(), batch));
    return all.toIntArray();
  }

  /** A list and columns of the same examples give the batches of a set of x and y. */
  @Test
  void theOrderIsThatOfASetOfXAndY() {
    Two columns = columns(11);
    Examples pairs = DataSet.of(columns.first(), columns.second());
    for (IndexedDataSet<Two> set :
        ImmutableList.of(DataSet.columns(columns), DataSet.list(rows(11)))) {
      assertThat(set.size()).hasValue(11);
      Batches expected = pairs.shuffled(Batching.of(4), Key.of(5), 2);
      for (int[] batch : seconds(set.shuffled(Batching.of(4), Key.of(5), 2))) {
        assertThat(batch).isEqualTo(expected.next().y().toIntArray());
      }
      assertThat(expected.hasNext()).isFalse();
      assertThat(flat(seconds(set.inOrder(Batching.of(4).droppingLast()))))
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
      Batches resumed = set.shuffled(Batching.of(4), Key.of(5), 2);
      resumed.skip(1);
      assertThat(seconds(resumed))
          .containsExactlyElementsOf(
              seconds(set.shuffled(Batching.of(4), Key.of(5), 2)).subList(1, 3));
      assertThat(set.example(7).first().toIntArray()).containsExactly(7, 70);
    }
    assertThat(pairs.example(7).y().item()).isEqualTo(7);
  }

  @Test
  void takesSome() {
    for (IndexedDataSet<Two> set :
        ImmutableList.of(DataSet.columns(columns(6)), DataSet.list(rows(6)))) {
      IndexedDataSet<Two> taken = set.take(4, -1, 0);
      assertThat(flat(seconds(taken.inOrder(Batching.of(2))))).containsExactly(4, 5, 0);
      assertThat(taken.batch(2, 0).indices().toIntArray()).containsExactly(2, 0);
      assertThatThrownBy(() -> set.take(6)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> set.take(-7)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> DataSet.list(rows(6)).take(2, -7))
        .hasMessage("take: there is no example -7 in a set of 6");
  }

  @Test
  void aBatchIsOfExamplesThatAreThere() {
    Two columns = columns(6);
    for (IndexedDataSet<?> set :
        ImmutableList.of(
            DataSet.list(rows(6)),
            DataSet.columns(columns),
            DataSet.of(columns.first(), columns.second()))) {
      assertThatThrownBy(() -> set.batch(2, 6))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("dataSet: there is no example 6 in a set of 6");
      assertThatThrownBy(() -> set.batch(-1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("dataSet: there is no example -1 in a set of 6");
      assertThatThrownBy(() -> set.batch())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("dataSet: a batch of no examples; give one place or more");
    }
  }

  @Test
  void joinsSetsWhateverTheyLieIn() {
    IndexedDataSet<Two> joined =
        DataSet.list(rows(3)).concat(DataSet.columns(columns(4))).take(6, 0, 3, 2);
    assertThat(flat(seconds(joined.inOrder(Batching.of(3))))).containsExactly(3, 0, 0, 2);
    assertThat(flat(seconds(joined.shuffled(Batching.of(3), Key.of(1), 0))))
        .containsExactlyInAnyOrder(3, 0, 0, 2);
    IndexedDataSet<Tensor> ragged =
        DataSet.list(List.of(Tensor.of(1, 2)), PadToLongest.of("", 0))
            .concat(DataSet.list(List.of(Tensor.of(3))));
    assertThat(ragged.batch(1, 0).as(Tensor.class).toIntArray()).containsExactly(3, 0, 1, 2);
  }

  @Test
  void drawsByWeight() {
    DataSet weighted = DataSet.list(rows(4)).weighted(Tensor.of(0.0, 1, 0, 2));
    assertThat(flat(seconds(weighted.shuffled(Batching.of(3), Key.of(1), 0))))
        .hasSize(4)
        .containsOnly(1, 3);
  }

  /** What is drawn for an example is the same in any batch, and another in another epoch. */
  @Test
  void changesExamplesAtRandomByTheirPlace() {
    DataSet set =
        DataSet.list(rows(12))
            .augmentBatches(
                (batch, key) -> {
                  Two two = batch.as(Two.class);
                  int[] places = batch.indices().toIntArray();
                  int[] drawn = new int[places.length];
                  for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (int) (1e6 * key.fold(places[i]).uniform(DType.FLOAT64, 1).item());
                  }
                  return batch.with(new Two(two.second(), Tensor.of(drawn)));
                });
    int[] byPlace = drawn(set.shuffled(Batching.of(12), Key.of(1), 3));
    assertThat(Arrays.stream(byPlace).distinct().count()).isEqualTo(12);
    assertThat(drawn(set.prefetch(1).shuffled(Batching.of(5), Key.of(1), 3))).isEqualTo(byPlace);
    assertThat(drawn(set.shuffled(Batching.of(5), Key.of(1), 4))).isNotEqualTo(byPlace);
    assertThat(flat(seconds(set.inOrder(Batching.of(5)))))
        .isEqualTo(IntStream.range(0, 12).toArray());
  }

  private static int[] drawn(Batches run) {
    int[] byPlace = new int[12];
    try (run) {
      while (run.hasNext()) {
        Two two = run.next().as(Two.class);
        for (int i = 0; i < two.second().size(); i++) {
          byPlace[(int) two.first().get(i).item()] = (int) two.second().get(i).item();
        }
      }
    }
    return byPlace;
  }

  @Test
  void aSetOfOnesOwnSaysHowManyAndWhich() {
    IndexedDataSet<Tensor> squares =
        new IndexedDataSet<>() {
          @Override
          public int count() {
            return 5;
          }

          @Override
          public Tensor example(int place) {
            return Tensor.scalar(place * place);
          }
        };
    try (Batches run = squares.inOrder(Batching.of(3))) {
      assertThat(run.next().as(Tensor.class).toIntArray()).containsExactly(0, 1, 4);
    }
  }

  @Test
  void refusesColumnsThatDiffer() {
    assertThatThrownBy(() -> DataSet.columns(new Two(Tensor.of(1, 2), Tensor.of(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataSet: columns differ in number: first is INT32[2], second is INT32[1]; give each"
                + " one row an example");
    assertThatThrownBy(() -> DataSet.columns(List.of(Tensor.scalar(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataSet: the column 0 is a scalar, INT32[]; give each one row an example, [n, ...]");
    assertThatThrownBy(() -> DataSet.columns(new Two(Tensor.of(1), Tensor.scalar(1))))
        .hasMessageStartingWith("dataSet: the column second is a scalar, INT32[]; ");
    assertThatThrownBy(() -> DataSet.columns(List.of()))
        .hasMessage("dataSet: there is no tensor in the columns; give one or more [n, ...]");
  }

  /** Examples 0 to 99 of lengths from 1 to 50. */
  private static int[] lengths() {
    Random random = new Random(4);
    return random.ints(103, 1, 51).toArray();
  }

  private static List<int[]> bucketed(int size, int batches, int epoch) {
    DataSet set = DataSet.list(rows(103)).bucketed(Tensor.of(lengths()), batches);
    return seconds(set.shuffled(Batching.of(size), Key.of(8), epoch));
  }

  /** What padding adds to all batches. */
  private static int waste(List<int[]> batches) {
    int[] lengths = lengths();
    int waste = 0;
    for (int[] batch : batches) {
      int longest = Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
      waste += Arrays.stream(batch).map(i -> longest - lengths[i]).sum();
    }
    return waste;
  }

  @Test
  void bucketsGroupExamplesOfAboutOneLength() {
    List<int[]> batches = bucketed(10, 100, 3);
    assertThat(flat(batches)).hasSize(103).doesNotHaveDuplicates();
    assertThat(batches).hasSize(11);
    assertThat(batches.get(10)).hasSize(3);
    int[] lengths = lengths();
    // Sorted whole, no two full batches overlap in their lengths.
    List<int[]> full = new ArrayList<>(batches.subList(0, 10));
    full.sort((a, b) -> Integer.compare(lengths[a[0]], lengths[b[0]]));
    int before = 0;
    for (int[] batch : full) {
      for (int example : batch) {
        assertThat(lengths[example]).isGreaterThanOrEqualTo(before);
        before = lengths[example];
      }
    }
    int plain = waste(seconds(DataSet.list(rows(103)).shuffled(Batching.of(10), Key.of(8), 3)));
    assertThat(waste(batches)).isLessThan(plain / 3);
    assertThat(waste(bucketed(10, 3, 3))).isBetween(waste(batches), plain);
  }

  @Test
  void bucketsAreDrawnByKeyAndEpoch() {
    assertThat(bucketed(10, 5, 3)).containsExactlyElementsOf(bucketed(10, 5, 3));
    assertThat(flat(bucketed(10, 5, 4))).isNotEqualTo(flat(bucketed(10, 5, 3)));
    // Whole batches come in random order: the shortest need not be first.
    int[] lengths = lengths();
    List<Integer> first = bucketed(10, 100, 3).stream().map(b -> lengths[b[0]]).toList();
    assertThat(first.subList(0, 10)).isNotEqualTo(first.subList(0, 10).stream().sorted().toList());
    DataSet set = DataSet.list(rows(103)).bucketed(two -> 1, 2);
    assertThat(flat(seconds(set.inOrder(Batching.of(7)))))
        .isEqualTo(IntStream.range(0, 103).toArray());
    // Of one length, nothing is sorted.
    assertThat(flat(seconds(set.shuffled(Batching.of(200), Key.of(8), 3))))
        .isEqualTo(flat(seconds(DataSet.list(rows(103)).shuffled(Batching.of(9), Key.of(8), 3))));
    assertThat(seconds(set.shuffled(Batching.of(10).droppingLast(), Key.of(8), 3))).hasSize(10);
  }

  private static StreamingDataSet<Two> stream(int count) {
    return DataSet.streaming(
        () ->
            new ExampleReader<>() {
              private int next;

              @Override
              public @Nullable Two next() {
                int i = next++;
                return i < count ? rows(count).get(i) : null;
              }

              @Override
              public void close() {}
            },
        5);
  }

  @Test
  void aStreamIsBucketedSomeBatchesAtATime() {
    int[] lengths = lengths();
    DataSet set = stream(103).bucketed(two -> lengths[(int) two.second().item()], 4);
    List<int[]> batches = seconds(set.shuffled(Batching.of(10), Key.of(8), 3));
    assertThat(batches).hasSize(11);
    assertThat(batches.get(10)).hasSize(3);
    assertThat(flat(batches)).hasSize(103).doesNotHaveDuplicates();
    for (int first = 0; first < 10; first += 4) {
      // Of a stretch, no two batches overlap in their lengths.
      List<int[]> stretch = new ArrayList<>(batches.subList(first, Math.min(10, first + 4)));
      stretch.sort((a, b) -> Integer.compare(longest(a), longest(b)));
      int before = 0;
      for (int[] batch : stretch) {
        for (int example : batch) {
          assertThat(lengths[example]).isGreaterThanOrEqualTo(before);
        }
        before = longest(batch);
      }
    }
    assertThat(waste(batches))
        .isLessThan(waste(seconds(stream(103).shuffled(Batching.of(10), Key.of(8), 3))));
    assertThat(seconds(set.shuffled(Batching.of(10), Key.of(8), 3)))
        .containsExactlyElementsOf(batches);
    assertThat(flat(seconds(set.shuffled(Batching.of(10), Key.of(8), 4))))
        .isNotEqualTo(flat(batches));
    Batches resumed = set.shuffled(Batching.of(10), Key.of(8), 3);
    resumed.skip(6);
    assertThat(seconds(resumed)).containsExactlyElementsOf(batches.subList(6, 11));
    assertThat(flat(seconds(set.inOrder(Batching.of(10))))).isSorted().hasSize(103);
    assertThat(seconds(set.shuffled(Batching.of(10).droppingLast(), Key.of(8), 3))).hasSize(10);
    assertThatThrownBy(() -> stream(3).bucketed(two -> 1, 0))
        .hasMessage("bucketed: 0 batches are sorted together; give 1 or more");
  }

  /** Which of the batches of a stretch comes first is drawn for each stretch. */
  @Test
  void batchesOfAStretchComeInAnOrderOfItsOwn() {
    int[] lengths = lengths();
    DataSet set = stream(100).bucketed(two -> lengths[(int) two.second().item()], 4);
    List<int[]> batches = seconds(set.shuffled(Batching.of(5), Key.of(8), 3));
    Set<List<Integer>> orders = new HashSet<>();
    for (int first = 0; first < 20; first += 4) {
      List<int[]> stretch = batches.subList(first, first + 4);
      List<int[]> sorted = new ArrayList<>(stretch);
      sorted.sort((a, b) -> Integer.compare(longest(a), longest(b)));
      orders.add(stretch.stream().map(sorted::indexOf).toList());
    }
    assertThat(orders).hasSizeGreaterThan(2);
  }

  private static int longest(int... batch) {
    int[] lengths = lengths();
    return Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
  }

  @Test
  void refusesLengthsThatAreNone() {
    IndexedDataSet<Two> set = DataSet.list(rows(3));
    assertThatThrownBy(() -> set.bucketed(Tensor.of(1, 2), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bucketed: 2 lengths for 3 examples; give one for each");
    assertThatThrownBy(() -> set.bucketed(Tensor.of(1.0, 2, 3), 5))
        .hasMessage("bucketed: the lengths are FLOAT64[3]; give INT32 [n], one for each example");
    assertThatThrownBy(() -> set.bucketed(Tensor.of(1, 2, 3).reshape(1, 3), 5))
        .hasMessage("bucketed: the lengths are INT32[1, 3]; give INT32 [n], one for each example");
    assertThatThrownBy(() -> set.bucketed(Tensor.of(1, 2, 3), 0))
        .hasMessage("bucketed: 0 batches are sorted together; give 1 or more");
  }

  @Test
  void splitsAsASetOfXAndYIsSplit() {
    Two columns = columns(60);
    Examples pairs = DataSet.of(columns.first(), columns.second());
    Tensor classes = Reductions.sum(columns.first(), 1).to(DType.INT32);
    int[] labels = Arrays.stream(classes.toIntArray()).map(i -> i / 11 % 3).toArray();
    Examples labelled = DataSet.of(columns.second(), Tensor.of(labels));
    IndexedDataSet<Two> list = DataSet.list(rows(60));
    List<IndexedDataSet<Two>> parts = Splits.of(list, Key.of(3), 0.7, 0.3);
    List<IndexedDataSet<Two>> stratified =
        Splits.stratified(list, Tensor.of(labels), Key.of(3), 0.7, 0.3);
    for (int i = 0; i < 2; i++) {
      assertThat(flat(seconds(parts.get(i).inOrder(Batching.of(7)))))
          .isEqualTo(Splits.of(pairs, Key.of(3), 0.7, 0.3).get(i).y().toIntArray());
      assertThat(flat(seconds(stratified.get(i).inOrder(Batching.of(7)))))
          .isEqualTo(Splits.stratified(labelled, Key.of(3), 0.7, 0.3).get(i).x().toIntArray());
    }
    for (int i = 0; i < 4; i++) {
      Splits.Fold<IndexedDataSet<Two>> fold = Splits.folds(list, Key.of(3), 4).get(i);
      Splits.Fold<Examples> expected = Splits.folds(pairs, Key.of(3), 4).get(i);
      assertThat(flat(seconds(fold.training().inOrder(Batching.of(7)))))
          .isEqualTo(expected.training().y().toIntArray());
      assertThat(flat(seconds(fold.validation().inOrder(Batching.of(7)))))
          .isEqualTo(expected.validation().y().toIntArray());
    }
    assertThatThrownBy(() -> Splits.stratified(list, Tensor.of(0, 1), Key.of(3), 0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stratified: 2 labels for 60 examples; give one for each");
  }
}
