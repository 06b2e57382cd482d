package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Random divisions of a set of examples: into parts for training, development and test, and into
 * folds. The same key gives the same division; within a part the examples keep their order.
 */
public final class Splits {

  private static final double ROUNDING = 1e-9;

  private Splits() {}

  /**
   * Returns parts of random examples, for example {@code of(set, key, 0.8, 0.1, 0.1)}. Every
   * example is in one part; the sizes are the shares rounded so that they make up the whole.
   *
   * @param shares the size of each part, positive, together 1
   * @throws IllegalArgumentException if the shares are not so, or leave a part without examples
   */
  public static ImmutableList<Examples> of(Examples set, Key key, double... shares) {
    checkShares(shares);
    return parts(set::take, dealt(set.count(), key, shares), shares.length);
  }

  /**
   * Returns parts of random examples, as {@link #of(Examples, Key, double...)} does, of a set whose
   * examples are any structure.
   *
   * @param shares the size of each part, positive, together 1
   * @throws IllegalArgumentException if the shares are not so, or leave a part without examples
   */
  public static <S> ImmutableList<IndexedDataSet<S>> of(
      IndexedDataSet<S> set, Key key, double... shares) {
    checkShares(shares);
    return parts(set::take, dealt(set.count(), key, shares), shares.length);
  }

  /**
   * Returns parts of random examples in which each class has its share.
   *
   * @param set examples whose targets are labels as the losses take them: classes, INT32; yes or
   *     no, BOOL, or floating of 0 and 1; each [n] or [n, 1]; or one-hot, floating [n, C]
   * @param shares the size of each part, positive, together 1
   * @throws IllegalArgumentException if the targets are not classes, the shares are not positive
   *     and together 1, or leave a part without examples
   */
  public static ImmutableList<Examples> stratified(Examples set, Key key, double... shares) {
    checkShares(shares);
    int[] part = dealtByClass(set.count(), set.y(), key, shares);
    return parts(set::take, part, shares.length);
  }

  /**
   * Returns parts of random examples in which each class has its share, as {@link
   * #stratified(Examples, Key, double...)} does, of a set whose examples are any structure.
   *
   * @param labels one an example, in the same order
   * @param shares the size of each part, positive, together 1
   * @throws IllegalArgumentException if the labels are not classes or not as many as examples, the
   *     shares are not positive and together 1, or leave a part without examples
   */
  public static <S> ImmutableList<IndexedDataSet<S>> stratified(
      IndexedDataSet<S> set, Tensor labels, Key key, double... shares) {
    checkShares(shares);
    int[] part = dealtByClass(set.count(), labels, key, shares);
    return parts(set::take, part, shares.length);
  }

  /**
   * One of several ways to train on most examples and to evaluate on the rest.
   *
   * @param training what to train on
   * @param validation what to evaluate on
   * @param <D> what the sets are
   */
  public record Fold<D extends IndexedDataSet<?>>(D training, D validation) {}

  /**
   * Returns k folds: every example is in the validation set of one and in the training sets of the
   * others; the sizes differ by at most one.
   *
   * @throws IllegalArgumentException if k is not from 2 to the number of examples
   */
  public static ImmutableList<Fold<Examples>> folds(Examples set, Key key, int k) {
    return folds(set::take, set.count(), key, k);
  }

  /**
   * Returns k folds, as {@link #folds(Examples, Key, int)} does, of a set whose examples are any
   * structure.
   *
   * @throws IllegalArgumentException if k is not from 2 to the number of examples
   */
  public static <S> ImmutableList<Fold<IndexedDataSet<S>>> folds(
      IndexedDataSet<S> set, Key key, int k) {
    return folds(set::take, set.count(), key, k);
  }

  private static <D extends IndexedDataSet<?>> ImmutableList<Fold<D>> folds(
      Function<int[], D> take, int count, Key key, int k) {
    Preconditions.checkArgument(
        k >= 2 && k <= count,
        "folds: %s folds of %s examples; give a number from 2 to that of the examples",
        k,
        count);
    int[] order = key.permutation(count).toIntArray();
    int[] part = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      part[order[i]] = i % k;
    }
    ImmutableList.Builder<Fold<D>> folds = ImmutableList.builder();
    for (int fold = 0; fold < k; fold++) {
      folds.add(new Fold<>(take(take, part, fold, false), take(take, part, fold, true)));
    }
    return folds.build();
  }

  private static void checkShares(double... shares) {
    boolean arePositive = shares.length > 0;
    double sum = 0;
    for (double share : shares) {
      arePositive &= share > 0;
      sum += share;
    }
    Preconditions.checkArgument(
        arePositive && Math.abs(sum - 1) < ROUNDING,
        "split: not shares of a whole: %s; give positive numbers whose sum is 1",
        Arrays.toString(shares));
  }

  /** Returns for each example the part that it falls to. */
  private static int[] dealt(int count, Key key, double... shares) {
    int[] part = new int[count];
    deal(key.permutation(count).toIntArray(), shares, part);
    return part;
  }

  private static int[] dealtByClass(int count, Tensor labels, Key key, double... shares) {
    int[] classes = Labels.classes("stratified", labels).toIntArray();
    Preconditions.checkArgument(
        classes.length == count,
        "stratified: %s labels for %s examples; give one for each",
        classes.length,
        count);
    int[] part = new int[count];
    for (Map.Entry<Integer, IntArrayList> members : byClass(classes).entrySet()) {
      int[] order =
          shuffled(members.getValue().toIntArray(), key.fold("stratified").fold(members.getKey()));
      deal(order, shares, part);
    }
    return part;
  }

  /** Notes for examples in random order the part that each falls to. */
  private static void deal(int[] order, double[] shares, int[] part) {
    double cumulated = 0;
    int next = 0;
    for (int i = 0; i < shares.length; i++) {
      cumulated += shares[i];
      int end = i == shares.length - 1 ? order.length : (int) Math.round(cumulated * order.length);
      while (next < end) {
        part[order[next++]] = i;
      }
    }
  }

  private static <D extends IndexedDataSet<?>> ImmutableList<D> parts(
      Function<int[], D> take, int[] part, int count) {
    ImmutableList.Builder<D> parts = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      D taken = take(take, part, i, true);
      Preconditions.checkArgument(
          taken.count() > 0,
          "split: part %s of %s would be empty: there are %s examples; give it a larger share, or"
              + " more examples",
          i,
          count,
          part.length);
      parts.add(taken);
    }
    return parts.build();
  }

  private static <D> D take(Function<int[], D> take, int[] part, int which, boolean inside) {
    IntArrayList places = new IntArrayList();
    for (int i = 0; i < part.length; i++) {
      if ((part[i] == which) == inside) {
        places.add(i);
      }
    }
    return take.apply(places.toIntArray());
  }

  private static Map<Integer, IntArrayList> byClass(int... classes) {
    Map<Integer, IntArrayList> members = new TreeMap<>();
    for (int i = 0; i < classes.length; i++) {
      members.computeIfAbsent(classes[i], c -> new IntArrayList()).add(i);
    }
    return members;
  }

  private static int[] shuffled(int[] indices, Key key) {
    int[] order = key.permutation(indices.length).toIntArray();
    int[] result = new int[indices.length];
    Arrays.setAll(result, i -> indices[order[i]]);
    return result;
  }
}
