package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in the package's documentation lists every function there is, and no other. */
class CatalogueTest {

  private static final Path SOURCES = Path.of("src/main/java/dev/wengert/ops");

  private static final Pattern ROW =
      Pattern.compile(
          "<tr><td>(?:\\{@link dev\\.wengert\\.ops\\.(\\w+)})?</td>\\s*(?:\\* )?<td>\\{@code"
              + " (\\w+)}");

  /** Helpers that other modules share and that compute nothing. */
  private static final List<String> HELPERS = List.of("channels");

  @Test
  void theTableIsComplete() throws IOException, ClassNotFoundException {
    ImmutableSetMultimap<String, String> table = table();
    int functions = 0;
    for (String name : classesOfFunctions()) {
      TreeSet<String> names = new TreeSet<>();
      for (Method method : Class.forName("dev.wengert.ops." + name).getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        if (Modifier.isPublic(modifiers)
            && Modifier.isStatic(modifiers)
            && !HELPERS.contains(method.getName())) {
          names.add(method.getName());
        }
      }
      assertThat(table.get(name)).as(name).containsExactlyInAnyOrderElementsOf(names);
      functions += names.size();
    }
    assertThat(table.size()).isEqualTo(functions);
    assertThat(functions).isGreaterThan(150);
  }

  static ImmutableSetMultimap<String, String> table() throws IOException {
    ImmutableSetMultimap.Builder<String, String> table = ImmutableSetMultimap.builder();
    Matcher rows = ROW.matcher(Files.readString(SOURCES.resolve("package-info.java")));
    String family = "";
    while (rows.find()) {
      family = rows.group(1) == null ? family : rows.group(1);
      table.put(family, rows.group(2));
    }
    return table.build();
  }

  /** The public classes that nobody can make an object of. */
  private static List<String> classesOfFunctions() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .filter(name -> isPublicClass(name))
          .toList();
    }
  }

  private static boolean isPublicClass(String name) {
    try {
      return Files.readString(SOURCES.resolve(name + ".java"))
          .contains("public final class " + name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
