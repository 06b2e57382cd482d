package dev.wengert.cpu.gemm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What multiplies matrices in this JVM: chosen once, at the first product or question. */
public final class Blas {

  private static final System.Logger LOGGER = System.getLogger("dev.wengert");

  private final BlasProvider provider;
  private final String description;

  private Blas(BlasProvider provider, String description) {
    this.provider = provider;
    this.description = description;
  }

  static BlasProvider provider() {
    return Chosen.PROVIDER;
  }

  /** Returns one line that says which provider serves and, if it is Java, why. */
  public static String description() {
    return Chosen.BLAS.description;
  }

  /** Static finals, so that the compiler sees through the provider. */
  private static final class Chosen {
    static final Blas BLAS = choose();
    static final BlasProvider PROVIDER = BLAS.provider;

    private static Blas choose() {
      Blas blas =
          System.getProperty("wengert.blas", "auto").equals("none")
              ? java("wengert.blas is none")
              : firstUsable(
                  ServiceLoader.load(BlasProvider.class, Blas.class.getClassLoader()).iterator());
      LOGGER.log(System.Logger.Level.INFO, blas.description);
      return blas;
    }
  }

  /** Returns the first provider that can be created and multiplies correctly, else Java. */
  static Blas firstUsable(Iterator<BlasProvider> providers) {
    List<String> problems = new ArrayList<>();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return java(
              problems.isEmpty()
                  ? "for native speed add dev.wengert:wengert-openblas to the class path"
                  : String.join("; ", problems));
        }
        BlasProvider provider = providers.next();
        String name = provider.name() + " " + provider.version();
        if (multipliesCorrectly(provider)) {
          return new Blas(provider, "matrix products: " + name);
        }
        problems.add(name + " is not used: it multiplies 2x2 matrices wrongly");
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        problems.add("no native BLAS: " + reason(e));
      }
    }
  }

  private static Blas java(String why) {
    JavaBlas java = JavaBlas.best();
    return new Blas(
        java, "matrix products: " + java.name() + ", " + java.version() + " (" + why + ")");
  }

  /** Returns what the provider itself said, not that its creation failed. */
  private static String reason(Throwable e) {
    Throwable own =
        e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
    return own.getMessage() == null ? own.toString() : own.getMessage();
  }

  private static boolean multipliesCorrectly(BlasProvider provider) {
    float[] floats = new float[5];
    provider.multiply(
        new Matrix(new float[] {0, 1, 2, 3, 4}, 1, 2, true, 2, 2),
        new Matrix(new float[] {5, 6, 7, 8}, 0, 2, false, 2, 2),
        new Matrix(floats, 1, 2, false, 2, 2),
        false);
    double[] doubles = {0, 1, 1, 1, 1};
    provider.multiply(
        new Matrix(new double[] {0, 1, 2, 3, 4}, 1, 2, false, 2, 2),
        new Matrix(new double[] {5, 6, 7, 8}, 0, 2, true, 2, 2),
        new Matrix(doubles, 1, 2, false, 2, 2),
        true);
    return Arrays.equals(floats, new float[] {0, 26, 30, 38, 44})
        && Arrays.equals(doubles, new double[] {0, 18, 24, 40, 54});
  }

  BlasProvider chosen() {
    return provider;
  }

  @Override
  public String toString() {
    return description;
  }
}
