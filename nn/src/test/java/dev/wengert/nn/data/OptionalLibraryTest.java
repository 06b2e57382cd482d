package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.nn.library.OptionalLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionalLibraryTest {

  /** Has the readers anew, and none of the libraries that they may do without. */
  private static final class Without extends ClassLoader {
    private static final String OWN = Csv.class.getPackageName() + ".";
    private static final String LIBRARIES = OptionalLibrary.class.getPackageName() + ".";

    private final Set<String> leftOut;

    Without(String... leftOut) {
      super(Csv.class.getClassLoader());
      this.leftOut = Set.of(leftOut);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (leftOut.stream().anyMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(OWN) && !name.startsWith(LIBRARIES)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? read(name) : loaded;
    }

    private Class<?> read(String name) throws ClassNotFoundException {
      String file = "/" + name.replace('.', '/') + ".class";
      try (InputStream in = Csv.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static Throwable refusal(
      Without without, String reader, String method, Class<?>[] types, Object... in)
      throws ReflectiveOperationException {
    Class<?> found = without.loadClass(OptionalLibraryTest.Without.OWN + reader);
    assertThat(found.getClassLoader()).isInstanceOf(Without.class);
    try {
      found.getMethod(method, types).invoke(null, in);
    } catch (InvocationTargetException e) {
      return java.util.Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("not refused");
  }

  @Test
  void aReaderNamesTheLibraryItLacksEachTime() throws ReflectiveOperationException {
    Without without =
        new Without(
            "org.apache.commons.csv.", "us.hebi.matlab.", "de.siegmar.fastcsv.", "dev.hardwood.");
    for (int i = 0; i < 2; i++) {
      assertThat(
              refusal(
                  without,
                  "Csv",
                  "of",
                  new Class<?>[] {List.class, List.class},
                  List.of("a"),
                  List.of("b")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "csv: the library org.apache.commons:commons-csv is not there; add it to your"
                  + " project's dependencies (on the module path require the module"
                  + " org.apache.commons.csv too)");
      assertThat(
              refusal(
                  without,
                  "Matlab",
                  "read",
                  new Class<?>[] {byte[].class, String[].class},
                  new byte[200],
                  new String[0]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("matlab: the library us.hebi.matlab.mat:mfl-core is not there;");
      assertThat(
              refusal(without, "table.Table", "csv", new Class<?>[] {Path.class}, Path.of("a.csv")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "csv: the library de.siegmar:fastcsv is not there; add it to your project's"
                  + " dependencies (on the module path require the module de.siegmar.fastcsv too)");
      assertThat(
              refusal(without, "table.Table", "parquet", new Class<?>[] {Path.class}, Path.of("a")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("parquet: the library dev.hardwood:hardwood-core is not there;");
    }
  }

  @Test
  void aReaderNamesTheLibraryThatItsLibraryLacks() throws ReflectiveOperationException {
    assertThat(
            refusal(
                new Without("org.apache.commons.io."),
                "Csv",
                "of",
                new Class<?>[] {List.class, List.class},
                List.of("a"),
                List.of("b")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "csv: the library commons-io:commons-io, which org.apache.commons:commons-csv needs, is"
                + " not there; add it to your project's dependencies (on the module path require"
                + " the module org.apache.commons.io too)");
  }

  @Test
  void withTheLibrariesNothingIsRefused() {
    assertThat(Csv.of(List.of("a"), List.of("b")).inputs()).containsExactly("a");
    assertThatThrownBy(() -> Matlab.read(new byte[200])).isInstanceOf(IOException.class);
  }
}
