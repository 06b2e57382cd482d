package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionalLibraryTest {

  /** Has the readers anew, and none of the libraries that they may do without. */
  private static final class Without extends ClassLoader {
    private static final String OWN = Csv.class.getPackageName() + ".";
    private static final Set<String> LEFT_OUT =
        Set.of("org.apache.commons.csv.", "us.hebi.matlab.");

    Without() {
      super(Csv.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (LEFT_OUT.stream().anyMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(OWN)) {
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

  private static Throwable refusal(String reader, String method, Class<?>[] types, Object... in)
      throws ReflectiveOperationException {
    Class<?> found = new Without().loadClass(OptionalLibraryTest.Without.OWN + reader);
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
    for (int i = 0; i < 2; i++) {
      assertThat(
              refusal(
                  "Csv", "of", new Class<?>[] {List.class, List.class}, List.of("a"), List.of("b")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "csv: the library org.apache.commons:commons-csv is not there; add it to your"
                  + " project's dependencies (on the module path require the module"
                  + " org.apache.commons.csv too)");
      assertThat(
              refusal(
                  "Matlab",
                  "read",
                  new Class<?>[] {byte[].class, String[].class},
                  new byte[200],
                  new String[0]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("matlab: the library us.hebi.matlab.mat:mfl-core is not there;");
    }
  }

  @Test
  void withTheLibrariesNothingIsRefused() {
    assertThat(Csv.of(List.of("a"), List.of("b")).inputs()).containsExactly("a");
    assertThatThrownBy(() -> Matlab.read(new byte[200])).isInstanceOf(IOException.class);
  }
}
