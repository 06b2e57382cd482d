package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BlasTest {

  private static final JavaBlas GOOD = JavaBlas.scalar();

  @Test
  void withoutAProviderJavaServesAndTheLineSaysHowToGetOne() {
    Blas blas = Blas.firstUsable(providers(List.of()));
    assertThat(blas.chosen()).isInstanceOf(JavaBlas.class);
    assertThat(blas.toString())
        .startsWith("matrix products: Java, ")
        .endsWith(" (for native speed add dev.wengert:wengert-openblas to the class path)");
  }

  @Test
  void aProviderThatCannotBeCreatedIsPassedOver() {
    Supplier<BlasProvider> broken =
        () -> {
          throw new ServiceConfigurationError(
              "provider", new IllegalStateException("openblas: there is no such file: /x"));
        };
    Blas blas = Blas.firstUsable(providers(List.of(broken)));
    assertThat(blas.chosen()).isInstanceOf(JavaBlas.class);
    assertThat(blas.toString()).endsWith(" (no native BLAS: openblas: there is no such file: /x)");
    assertThat(Blas.firstUsable(providers(List.of(broken, () -> GOOD))).chosen()).isSameAs(GOOD);
  }

  @Test
  void aProviderThatMultipliesWronglyIsPassedOver() {
    Blas blas = Blas.firstUsable(providers(List.of(() -> new Recorder(GOOD, true))));
    assertThat(blas.chosen()).isInstanceOf(JavaBlas.class);
    assertThat(blas.toString())
        .endsWith(" (Recorder 1 is not used: it multiplies 2x2 matrices wrongly)");
  }

  @Test
  void theFirstThatWorksServes() {
    Recorder first = new Recorder(GOOD, false);
    Blas blas = Blas.firstUsable(providers(List.of(() -> first, () -> GOOD)));
    assertThat(blas.chosen()).isSameAs(first);
    assertThat(blas.toString()).isEqualTo("matrix products: Recorder 1");
  }

  private static Iterator<BlasProvider> providers(List<Supplier<BlasProvider>> providers) {
    Iterator<Supplier<BlasProvider>> rest = providers.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rest.hasNext();
      }

      @Override
      public BlasProvider next() {
        return rest.next().get();
      }
    };
  }
}
