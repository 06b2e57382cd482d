package dev.wengert.examples.regularization.data;

/**
 * The built-in data: 211 training and 200 test points, uniform in the square [-0.8, 0.8)^2 and
 * split into two classes by its diagonal, with noise.
 *
 * <p>An example draws u1 and u2 from {@code rand()} and z from {@code randn()}, in that order; x1 =
 * -0.8 + 1.6 u1, x2 = -0.8 + 1.6 u2, and the label is 1 where x2 - x1 + 0.15 z &gt; 0. The
 * generator is {@link NumpyRandom} with seed 1964, training examples first: so the set is the same
 * on every machine, and a few lines of NumPy make it too.
 */
public final class SyntheticData {

  /**
   * The share of points that the best rule, the diagonal, still gets wrong: the mean of Phi(-|x2 -
   * x1| / 0.15), which is 2 (1 / (a sqrt(2 pi)) - 1 / (4 a^2)) for a = 1.6 / 0.15, but for a term
   * below exp(-50).
   */
  public static final double UNAVOIDABLE_ERROR = 0.07041;

  private static final int TRAINING_EXAMPLES = 211;
  private static final int TEST_EXAMPLES = 200;
  private static final long SEED = 1964;
  private static final double NOISE = 0.15;

  private SyntheticData() {}

  /** Returns the set, the same at every call. */
  public static PlanarData create() {
    NumpyRandom random = NumpyRandom.seeded(SEED);
    PlanarSet train = draw("built-in training set", TRAINING_EXAMPLES, random);
    PlanarSet test = draw("built-in test set", TEST_EXAMPLES, random);
    return new PlanarData("built-in synthetic set", train, test);
  }

  private static PlanarSet draw(String source, int size, NumpyRandom random) {
    double[] x1 = new double[size];
    double[] x2 = new double[size];
    double[] labels = new double[size];
    for (int i = 0; i < size; i++) {
      x1[i] = -0.8 + 1.6 * random.randomSample();
      x2[i] = -0.8 + 1.6 * random.randomSample();
      labels[i] = x2[i] - x1[i] + NOISE * random.randn() > 0 ? 1 : 0;
    }
    return PlanarSet.of(source, x1, x2, labels);
  }
}
