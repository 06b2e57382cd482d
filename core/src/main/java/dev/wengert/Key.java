package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.hash.Hashing;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.nio.charset.StandardCharsets;

/**
 * The seed of random draws, as a value: the same key always gives the same numbers.
 *
 * <p>There is no hidden generator. Draw once from a key; for further draws derive keys with {@link
 * #fold}, by a number or by a name. The bits come from Philox 4x32-10 and depend on the key, the
 * shape's order of elements and nothing else: not on the machine, nor on the number of threads.
 *
 * <p>A key is an INT32 tensor [2], so that a recorded program can take it as an input.
 */
public final class Key {

  private static final int DRAW = 0;
  private static final int FOLD = 1;
  private static final int NORMAL = 2;
  private static final int TRUNCATED = 3;
  private static final Spec PAIR = new Spec(DType.INT32, Shape.of(2));

  /**
   * The normal numbers of Box and Muller, "A note on the generation of random normal deviates",
   * 1958.
   */
  private static final Elementwise BOX_MULLER =
      Elementwise.of(
          "boxMuller",
          (u, v) ->
              Expression.sqrt(Expression.log1p(u.unaryMinus()).times(-2))
                  .times(Expression.cos(v.times(2 * Math.PI))));

  private static final Elementwise ERF = Elementwise.of("erf", x -> Expression.erf(x));
  private static final Elementwise QUANTILE =
      Elementwise.of("normalQuantile", p -> NormalQuantile.of(p));
  private static final Elementwise CLIP =
      Elementwise.of("clip", (x, b) -> Expression.max(Expression.min(x, b), b.unaryMinus()));

  private final Tensor bits;

  private Key(Tensor bits) {
    this.bits = bits;
  }

  /** Returns the key of a seed. */
  public static Key of(long seed) {
    return new Key(Tensor.of((int) seed, (int) (seed >>> 32)));
  }

  /**
   * Returns the key whose bits a tensor holds.
   *
   * @param bits INT32 [2]
   * @throws IllegalArgumentException if dtype or shape differ
   */
  public static Key ofBits(Tensor bits) {
    Preconditions.checkArgument(
        bits.spec().equals(PAIR), "key: its bits are %s; give an INT32 tensor [2]", bits.spec());
    return new Key(bits);
  }

  /** Returns the two words of the key, INT32 [2]. */
  public Tensor bits() {
    return bits;
  }

  /** Returns the key for the n-th use of this one: independent of this key and of the others. */
  public Key fold(int n) {
    return fold(Tensor.scalar(n));
  }

  /** Returns the key for the n-th use of this one, n an INT32 scalar. */
  public Key fold(Tensor n) {
    return new Key(new RandomDraw(PAIR, FOLD).apply(bits, n));
  }

  /** Returns the key for a use of this one that has a name. */
  public Key fold(String name) {
    long hash = Hashing.murmur3_128().hashString(name, StandardCharsets.UTF_8).asLong();
    return fold((int) hash).fold((int) (hash >>> 32));
  }

  /**
   * Returns n independent keys, those of {@code fold(0)} to {@code fold(n - 1)}.
   *
   * @throws IllegalArgumentException if n is negative
   */
  public Key[] split(int n) {
    Preconditions.checkArgument(
        n >= 0, "split: the number of keys is negative: %s; give 0 or more", n);
    Key[] keys = new Key[n];
    java.util.Arrays.setAll(keys, this::fold);
    return keys;
  }

  /**
   * Returns the bits of n independent keys, those of {@link #split}, INT32 [n, 2]: one a row, to be
   * mapped over, {@code Key.ofBits(row)}.
   *
   * @throws IllegalArgumentException if n is negative
   */
  public Tensor rows(int n) {
    Preconditions.checkArgument(
        n >= 0, "rows: the number of keys is negative: %s; give 0 or more", n);
    return Autodiff.vmap(i -> fold(i).bits(), Rows.numbers(n));
  }

  /** Returns 32 random bits an element: INT32. */
  public Tensor words(int... sides) {
    return draw(new Spec(DType.INT32, Shape.of(sides)));
  }

  /**
   * Returns numbers drawn uniformly from [0, 1).
   *
   * @param spec the dtype, floating, and the shape
   */
  public Tensor uniform(Spec spec) {
    checkFloating("uniform", spec);
    return draw(spec);
  }

  /** Returns numbers drawn uniformly from [0, 1), of a floating dtype. */
  public Tensor uniform(DType dtype, int... sides) {
    return uniform(new Spec(dtype, Shape.of(sides)));
  }

  /** Returns normal numbers as {@link #normal(Spec)} does: {@code key.normal(FLOAT32, 3, 4)}. */
  public Tensor normal(DType dtype, int... sides) {
    return normal(new Spec(dtype, Shape.of(sides)));
  }

  /**
   * Returns numbers drawn from the normal distribution with mean 0 and variance 1.
   *
   * @param spec the dtype, floating, and the shape
   */
  public Tensor normal(Spec spec) {
    checkFloating("normal", spec);
    RandomDraw draw = new RandomDraw(spec, NORMAL);
    return BOX_MULLER.apply(draw.apply(bits, Tensor.scalar(0)), draw.apply(bits, Tensor.scalar(1)));
  }

  /**
   * Returns numbers drawn from the normal distribution with mean 0 and variance 1, but none farther
   * from 0 than a bound: what initialisers call a truncated normal. They are quantiles of uniform
   * numbers, right to a relative 1e-9.
   *
   * @param spec the dtype, floating, and the shape
   * @param bound the largest size, positive; 2 is usual
   * @throws IllegalArgumentException if the bound is not positive
   */
  public Tensor truncatedNormal(Spec spec, double bound) {
    checkFloating("truncatedNormal", spec);
    Preconditions.checkArgument(
        bound > 0, "truncatedNormal: the bound is not positive: %s; 2 is usual", bound);
    double half = 0.5 * ERF.apply(Tensor.scalar(bound / Math.sqrt(2))).item();
    Spec exact = spec.withDType(DType.FLOAT64);
    Tensor p = new RandomDraw(exact, TRUNCATED).apply(bits, Tensor.scalar(0));
    Tensor drawn = QUANTILE.apply(p.minus(0.5).times(2 * half).plus(0.5));
    return CLIP.apply(drawn, Tensor.scalar(spec.dtype().atMost(bound))).to(spec.dtype());
  }

  /**
   * Returns the numbers from 0 to n - 1 in random order: INT32 [n].
   *
   * @throws IllegalArgumentException if n is negative
   */
  public Tensor permutation(int n) {
    return new Permutation().apply(words(n));
  }

  /**
   * Returns truth values, each true with a probability.
   *
   * @throws IllegalArgumentException if the probability is not in [0, 1]
   */
  public Tensor bernoulli(double probability, Shape shape) {
    Preconditions.checkArgument(
        probability >= 0 && probability <= 1,
        "bernoulli: not a probability: %s; give a number from 0 to 1",
        probability);
    return new RandomDraw(new Spec(DType.BOOL, shape), DRAW, probability)
        .apply(bits, Tensor.scalar(0));
  }

  private static void checkFloating(String operation, Spec spec) {
    Preconditions.checkArgument(
        spec.dtype().isFloating(),
        "%s: the dtype is not floating: %s; draw FLOAT32 or FLOAT64 and convert",
        operation,
        spec.dtype());
  }

  private Tensor draw(Spec spec) {
    return new RandomDraw(spec, DRAW).apply(bits, Tensor.scalar(0));
  }

  @Override
  public String toString() {
    return "Key" + bits;
  }
}
