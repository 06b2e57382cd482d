package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.data.augment.Augmentation;
import dev.wengert.nn.data.augment.Augmentations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DataSetTest {

  /** Examples 0 to count - 1, of which reading one may fail; it counts what is open. */
  private static final class Numbers implements ExampleSource<Example> {

    private final int count;
    private final int failing;
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger read = new AtomicInteger();

    Numbers(int count, int failing) {
      this.count = count;
      this.failing = failing;
    }

    @Override
    public ExampleReader<Example> open() {
      open.incrementAndGet();
      return new ExampleReader<>() {
        private int next;

        @Override
        public @Nullable Example next() throws IOException {
          if (next == failing) {
            throw new IOException("record " + next);
          }
          read.incrementAndGet();
          return next == count
              ? null
              : new Example(Tensor.of((double) next), Tensor.scalar(next++));
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  private static List<List<Integer>> targets(Batches run) {
    List<List<Integer>> result = new ArrayList<>();
    try (run) {
      while (run.hasNext()) {
        Batch batch = run.next();
        assertThat(batch.indices().toIntArray()).isEqualTo(batch.y().toIntArray());
        assertThat(batch.x().to(DType.INT32).reshape(batch.size()).toIntArray())
            .isEqualTo(batch.y().toIntArray());
        result.add(Arrays.stream(batch.y().toIntArray()).boxed().toList());
      }
    }
    return result;
  }

  private static List<Integer> flat(List<List<Integer>> batches) {
    return batches.stream().flatMap(List::stream).toList();
  }

  @Test
  void aStreamIsReadAnewInEachRun() {
    Numbers numbers = new Numbers(7, -1);
    DataSet set = DataSet.streaming(numbers, 3);
    assertThat(set.size()).isEmpty();
    for (int run = 0; run < 2; run++) {
      assertThat(targets(set.inOrder(Batching.of(3))))
          .containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6));
    }
    assertThat(targets(set.inOrder(Batching.of(3).droppingLast()))).hasSize(2);
    assertThat(numbers.open).hasValue(0);
  }

  @Test
  void sourcesAreReadOneBehindTheOther() {
    Numbers first = new Numbers(3, -1);
    Numbers second = new Numbers(2, -1);
    ExampleSource<Example> both = first.concat(second);
    assertThat(both.size()).isEmpty();
    for (int run = 0; run < 2; run++) {
      try (Batches batches = DataSet.streaming(both, 1).inOrder(Batching.of(2))) {
        assertThat(batches.next().y().toIntArray()).containsExactly(0, 1);
        assertThat(first.open).hasValue(1);
        assertThat(second.open).hasValue(0);
        assertThat(batches.next().y().toIntArray()).containsExactly(2, 0);
        assertThat(first.open).hasValue(0);
        assertThat(second.open).hasValue(1);
        Batch last = batches.next();
        assertThat(last.y().toIntArray()).containsExactly(1);
        assertThat(last.indices().toIntArray()).containsExactly(4);
        assertThat(batches.hasNext()).isFalse();
      }
      assertThat(second.open).hasValue(0);
    }
    try (Batches early = DataSet.streaming(both, 1).inOrder(Batching.of(4))) {
      assertThat(early.next().size()).isEqualTo(4);
    }
    assertThat(first.open).hasValue(0);
    assertThat(second.open).hasValue(0);
  }

  /** How many there are together is known where it is of both. */
  @Test
  void sourcesThatKnowTheirSizesKnowThatOfAll() {
    ExampleSource<Tensor> five =
        new ExampleSource<>() {
          @Override
          public OptionalLong size() {
            return OptionalLong.of(5);
          }

          @Override
          public ExampleReader<Tensor> open() throws IOException {
            throw new IOException("not read");
          }
        };
    assertThat(five.concat(five).size()).hasValue(10);
    ExampleSource<Tensor> unknown = () -> five.open();
    assertThat(five.concat(unknown).size()).isEmpty();
    assertThat(unknown.concat(five).size()).isEmpty();
    Numbers first = new Numbers(1, -1);
    ExampleSource<Object> both = new JoinedSources<>(first, five);
    try (Batches batches = DataSet.streaming(both, 1).inOrder(Batching.of(1))) {
      assertThat(batches.next().y().item()).isZero();
      assertThatThrownBy(batches::hasNext).hasMessage("not read");
    }
    assertThat(first.open).hasValue(0);
  }

  @Test
  void aStreamIsShuffledWithinAWindow() {
    DataSet set = DataSet.streaming(new Numbers(5000, -1), 100);
    List<Integer> order = flat(targets(set.shuffled(Batching.of(64), Key.of(2), 1)));
    assertThat(order).hasSize(5000).doesNotHaveDuplicates();
    assertThat(flat(targets(set.shuffled(Batching.of(7), Key.of(2), 1)))).isEqualTo(order);
    assertThat(flat(targets(set.shuffled(Batching.of(64), Key.of(2), 2)))).isNotEqualTo(order);
    double moved = 0;
    for (int i = 0; i < order.size(); i++) {
      assertThat(order.get(i)).isLessThan(i + 100);
      moved += Math.abs(order.get(i) - i);
    }
    assertThat(moved / order.size()).isGreaterThan(50);
    DataSet inOrder = DataSet.streaming(new Numbers(10, -1), 1);
    assertThat(flat(targets(inOrder.shuffled(Batching.of(4), Key.of(2), 1)))).isSorted();
  }

  @Test
  void aStreamLargerThanMemoryHoldsAWindow() {
    Numbers endless = new Numbers(Integer.MAX_VALUE, -1);
    try (Batches run = DataSet.streaming(endless, 10).shuffled(Batching.of(5), Key.of(1), 0)) {
      run.next();
      assertThat(endless.read).hasValue(14);
      run.skip(100);
      assertThat(endless.read).hasValue(514);
    }
    assertThat(endless.open).hasValue(0);
  }

  @Test
  void anErrorOfAStreamEndsTheRunAndClosesIt() {
    Numbers numbers = new Numbers(10, 3);
    try (Batches run = DataSet.streaming(numbers, 1).inOrder(Batching.of(2))) {
      assertThat(run.next().size()).isEqualTo(2);
      assertThatThrownBy(run::hasNext)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("record 3");
      assertThat(numbers.open).hasValue(0);
      assertThat(run.hasNext()).isFalse();
    }
  }

  @Test
  void refusesExamplesOfSeveralForms() {
    ExampleSource<Example> source =
        () ->
            new ExampleReader<>() {
              private int next;

              @Override
              public Example next() {
                return new Example(Tensor.zeros(DType.FLOAT32, ++next), Tensor.scalar(0));
              }

              @Override
              public void close() {}
            };
    try (Batches run = DataSet.streaming(source, 1).inOrder(Batching.of(2))) {
      assertThatThrownBy(run::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "dataSet: examples differ in form: the x of example 0 is FLOAT32[1], that of example"
                  + " 1 is FLOAT32[2]; bring all to one form before, or pad by PadToLongest.of");
    }
    assertThatThrownBy(() -> DataSet.streaming(source, 0))
        .hasMessage("dataSet: the window is not positive: 0; give at least 1");
  }

  @Test
  void prefetchedBatchesAreTheSameInTheSameOrder() {
    DataSet set = DataSet.streaming(new Numbers(50, -1), 10);
    DataSet ahead = set.prefetch(2);
    assertThat(ahead.size()).isEqualTo(set.size());
    assertThat(targets(ahead.inOrder(Batching.of(8))))
        .isEqualTo(targets(set.inOrder(Batching.of(8))));
    assertThat(targets(ahead.shuffled(Batching.of(8), Key.of(6), 3)))
        .isEqualTo(targets(set.shuffled(Batching.of(8), Key.of(6), 3)));
    try (Batches run = ahead.inOrder(Batching.of(8))) {
      run.skip(1);
      run.skip(1);
      assertThat(run.next().y().get(0).item()).isEqualTo(16);
      run.skip(2);
      assertThat(run.next().y().get(0).item()).isEqualTo(40);
      run.skip(100);
      assertThat(run.hasNext()).isFalse();
      assertThatThrownBy(run::next)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("batches: the epoch has ended; ask hasNext() first");
    }
  }

  @Test
  void batchesAreMadeAheadOnAnotherThreadAndNoFurther() throws InterruptedException {
    CountDownLatch made = new CountDownLatch(4);
    AtomicInteger count = new AtomicInteger();
    List<Thread> makers = new ArrayList<>();
    DataSet set =
        DataSet.streaming(new Numbers(100, -1), 1)
            .map(
                batch -> {
                  makers.add(Thread.currentThread());
                  count.incrementAndGet();
                  made.countDown();
                  return batch;
                })
            .prefetch(3);
    try (Batches run = set.inOrder(Batching.of(1))) {
      assertThat(run.hasNext()).isTrue();
      // Three wait, and one more is made that finds no room.
      made.await();
      assertThat(count.get()).isEqualTo(4);
    }
    assertThat(makers)
        .hasSize(4)
        .containsOnly(makers.get(0))
        .doesNotContain(Thread.currentThread());
    assertThat(makers.get(0).isAlive()).isFalse();
  }

  @Test
  void anErrorComesInThePlaceOfItsBatch() {
    Numbers numbers = new Numbers(10, 5);
    try (Batches run = DataSet.streaming(numbers, 1).prefetch(4).inOrder(Batching.of(2))) {
      assertThat(run.next().y().toIntArray()).containsExactly(0, 1);
      assertThat(run.next().y().toIntArray()).containsExactly(2, 3);
      assertThatThrownBy(run::next).isInstanceOf(UncheckedIOException.class).hasMessage("record 5");
      assertThatThrownBy(run::hasNext).hasMessage("record 5");
    }
    assertThat(numbers.open).hasValue(0);
  }

  @Test
  void closingEarlyStopsTheThreadAndClosesTheSource() {
    Numbers numbers = new Numbers(Integer.MAX_VALUE, -1);
    DataSet set = DataSet.streaming(numbers, 1).prefetch(2);
    for (int i = 0; i < 50; i++) {
      Batches run = set.inOrder(Batching.of(1));
      if (i % 2 == 0) {
        run.next();
      }
      run.close();
      run.close();
      assertThat(run.hasNext()).isFalse();
      assertThat(numbers.open).hasValue(0);
    }
  }

  @Test
  void anInterruptedTrainerGetsItsBatchAndStaysInterrupted() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    DataSet slow =
        DataSet.streaming(new Numbers(3, -1), 1)
            .map(
                batch -> {
                  try {
                    asked.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return batch;
                })
            .prefetch(1);
    List<Object> seen = new ArrayList<>();
    Thread trainer =
        new Thread(
            () -> {
              try (Batches run = slow.inOrder(Batching.of(3))) {
                seen.add(run.next().size());
                seen.add(Thread.currentThread().isInterrupted());
              }
            });
    trainer.start();
    trainer.interrupt();
    asked.countDown();
    assertThat(trainer.join(Duration.ofSeconds(30))).isTrue();
    assertThat(seen).containsExactly(3, true);
  }

  @Test
  void refusesToPrefetchNothing() {
    assertThatThrownBy(() -> DataSet.streaming(new Numbers(1, -1), 1).prefetch(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefetch: the number of batches is not positive: 0; 2 is usual");
  }

  @Test
  void mapChangesEveryBatch() {
    Examples set = DataSet.of(Tensor.of(1.0, 2, 3), Tensor.of(0, 1, 2));
    DataSet doubled = set.map(batch -> batch.withX(batch.x().times(2)));
    assertThat(doubled.size()).hasValue(3);
    try (Batches run = doubled.inOrder(Batching.of(3))) {
      assertThat(run.next().x().toDoubleArray()).containsExactly(2, 4, 6);
    }
    try (Batches run = doubled.shuffled(Batching.of(3), Key.of(1), 0)) {
      assertThat(run.next().x().toDoubleArray()).containsExactlyInAnyOrder(2, 4, 6);
    }
  }

  @Test
  void augmentationDependsOnKeyEpochAndPlaceAlone() {
    Tensor images = Key.of(9).uniform(new Spec(DType.FLOAT32, Shape.of(12, 1, 4, 4)));
    Examples plain = DataSet.of(images, Tensor.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    DataSet set =
        plain.augment(Augmentation.sequence(Augmentations.shift(1), Augmentations.noise(0.1)));
    float[][] whole = byPlace(set.shuffled(Batching.of(12), Key.of(1), 5));
    assertThat(byPlace(set.shuffled(Batching.of(5), Key.of(1), 5))).isDeepEqualTo(whole);
    assertThat(byPlace(set.prefetch(2).shuffled(Batching.of(1), Key.of(1), 5)))
        .isDeepEqualTo(whole);
    assertThat(byPlace(set.shuffled(Batching.of(12), Key.of(1), 6))[0]).isNotEqualTo(whole[0]);
    assertThat(byPlace(set.shuffled(Batching.of(12), Key.of(2), 5))[0]).isNotEqualTo(whole[0]);
    // What is evaluated on is not changed.
    assertThat(byPlace(set.inOrder(Batching.of(12))))
        .isDeepEqualTo(byPlace(plain.inOrder(Batching.of(12))));
  }

  /** A picture whose corners differ shows by its first number which flips it went through. */
  @Test
  void augmentationsOfAnAugmentedSetAreDrawnForThemselves() {
    Tensor image = Tensor.of(new float[] {1, 2, 3, 4}).reshape(1, 1, 2, 2);
    int count = 400;
    Examples plain =
        DataSet.of(image.broadcastTo(Shape.of(count, 1, 2, 2)), Tensor.zeros(DType.INT32, count));
    DataSet set =
        plain
            .augment(Augmentations.flipHorizontally(0.5))
            .prefetch(1)
            .map(batch -> batch)
            .augment(Augmentations.flipVertically(0.5));
    int[] corners = new int[5];
    try (Batches run = set.shuffled(Batching.of(count), Key.of(4), 0)) {
      float[] pixels = run.next().x().toFloatArray();
      for (int i = 0; i < count; i++) {
        corners[(int) pixels[4 * i]]++;
      }
    }
    // Each of the four with probability 1/4: mean 100, standard deviation 8.7.
    for (int corner = 1; corner <= 4; corner++) {
      assertThat(corners[corner]).isBetween(60, 140);
    }
  }

  private static float[][] byPlace(Batches run) {
    float[][] images = new float[12][];
    try (run) {
      while (run.hasNext()) {
        Batch batch = run.next();
        for (int i = 0; i < batch.size(); i++) {
          images[(int) batch.indices().get(i).item()] = batch.x().get(i).toFloatArray();
        }
      }
    }
    return images;
  }

  @Test
  void noRunSkipsBackwards() {
    Examples examples = DataSet.of(Tensor.ones(DType.FLOAT32, 6, 2), Tensor.ones(DType.FLOAT32, 6));
    for (DataSet set :
        new DataSet[] {examples, examples.prefetch(2), examples.map(batch -> batch)}) {
      for (long count : new long[] {-1, Long.MIN_VALUE}) {
        try (Batches run = set.inOrder(Batching.of(2))) {
          assertThatThrownBy(() -> run.skip(count))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("batches: cannot skip %s batches; give 0 or more", count);
          run.skip(2);
          assertThat(run.next().indices().toIntArray()).containsExactly(4, 5);
        }
      }
    }
  }
}
