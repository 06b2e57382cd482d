package dev.wengert.examples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.testing.Printed;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of names says of every name of PyTorch and JAX what it is here, and what it says
 * compiles and runs.
 */
class NamesTest {

  private static final Path PAGE = Path.of("../docs/guide/names.md");

  private static final Pattern BLOCK =
      Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** How many rows a class holds: the compiler takes longer for one large class. */
  private static final int ROWS = 60;

  /** A row: names elsewhere, and the words here that are code. */
  private record Row(List<String> torch, List<String> jax, List<String> here) {

    String name() {
      return String.join(", ", Iterables.concat(torch, jax));
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| ") && !line.startsWith("| PyTorch")) {
        String[] cells = line.split("\\|", -1);
        assertThat(cells).as(line).hasSize(5);
        rows.add(new Row(code(cells[1]), code(cells[2]), code(cells[3])));
      }
    }
    return rows;
  }

  private static List<String> code(String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = CODE.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return ImmutableList.copyOf(found);
  }

  /** The page's program as the fields of a class, and a method for each piece of code. */
  private static Document.Program program(String name, List<String> pieces) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    StringBuilder source = new StringBuilder();
    StringBuilder fields = new StringBuilder();
    block
        .group(1)
        .lines()
        .forEach(line -> (line.startsWith("import ") ? source : fields).append(line).append('\n'));
    source.append("public final class ").append(name).append(" {\n").append(fields);
    for (int i = 0; i < pieces.size(); i++) {
      source
          .append("public Object row")
          .append(i)
          .append("() {\nreturn ")
          .append(pieces.get(i))
          .append(";\n}\n");
    }
    return new Document.Program(name, source.append("}\n").toString(), List.of());
  }

  @TestFactory
  Stream<DynamicTest> eachRowRuns(@TempDir Path folder) throws Exception {
    List<Row> rows = rows();
    List<String> pieces = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Row row : rows) {
      assertThat(row.here()).as(row.name()).isNotEmpty();
      row.here().stream()
          .filter(piece -> piece.contains("("))
          .forEach(
              piece -> {
                pieces.add(piece);
                names.add(row.name() + ": " + piece);
              });
    }
    List<Document.Program> programs = new ArrayList<>();
    for (List<String> part : Lists.partition(pieces, ROWS)) {
      programs.add(program("NamesRows" + programs.size(), part));
    }
    assertThat(Document.compile(programs, folder)).isEmpty();
    Map<String, Tensor> values = values();
    assertThat(pieces).containsAll(values.keySet());
    List<DynamicTest> tests = new ArrayList<>();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      for (int i = 0; i < pieces.size(); i += ROWS) {
        Object page =
            loader.loadClass("NamesRows" + i / ROWS).getDeclaredConstructor().newInstance();
        for (int k = i; k < Math.min(i + ROWS, pieces.size()); k++) {
          Method method = page.getClass().getMethod("row" + (k - i));
          Tensor expected = values.get(pieces.get(k));
          tests.add(DynamicTest.dynamicTest(names.get(k), () -> runs(page, method, expected)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(500);
    return tests.stream();
  }

  private static void runs(Object page, Method method, @Nullable Tensor expected) throws Exception {
    try {
      // One row prints what it watches.
      Printed.by(
          () -> {
            Object result = method.invoke(page);
            assertHolds(result);
            if (expected != null) {
              assertThat(((Tensor) result).shape()).isEqualTo(expected.shape());
              assertThat(((Tensor) result).to(DType.FLOAT64).toDoubleArray())
                  .containsExactly(expected.toDoubleArray(), within(1e-13));
            }
          });
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** What words give in NumPy: {@code names.py} prints it. */
  private static Map<String, Tensor> values() throws IOException {
    Map<String, Tensor> values = new HashMap<>();
    for (String line : resource("names.jsonl").lines().toList()) {
      JsonArray parts = JsonParser.parseString(line).getAsJsonArray();
      double[] elements =
          parts.get(2).getAsJsonArray().asList().stream()
              .mapToDouble(JsonElement::getAsDouble)
              .toArray();
      int[] sides =
          parts.get(1).getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
      values.put(parts.get(0).getAsString(), Tensor.wrap(elements, sides));
    }
    assertThat(values).hasSizeGreaterThan(90);
    return values;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(NamesTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Reads what there is: what cannot be computed shows then at the latest. */
  private static void assertHolds(Object result) throws ReflectiveOperationException {
    switch (result) {
      case Tensor tensor ->
          assertThat(tensor.to(DType.FLOAT64).toDoubleArray()).hasSize(tensor.size());
      case Component component -> assertThat(Model.of(component).initialize(Key.of(1))).isNotNull();
      case List<?> list -> {
        for (Object each : list) {
          assertHolds(each);
        }
      }
      case Record record -> {
        for (var component : record.getClass().getRecordComponents()) {
          assertHolds(component.getAccessor().invoke(record));
        }
      }
      default -> assertThat(result).isNotNull();
    }
  }

  private static Set<String> listed(String library) throws IOException {
    Set<String> names = new TreeSet<>();
    boolean isHere = false;
    for (String line : resource("names.txt").lines().toList()) {
      isHere = line.startsWith(" ") ? isHere : line.equals(library);
      if (isHere && line.startsWith(" ")) {
        names.add(bare(line.strip()));
      }
    }
    return names;
  }

  /** A name without the module that it is in, which the lists write in two ways. */
  private static String bare(String name) {
    return name.replaceFirst("^(linalg|special)[._]", "");
  }

  private static Set<String> notThere() throws IOException {
    String page = Files.readString(PAGE);
    return code(page.substring(page.indexOf("## Not there"))).stream()
        .map(NamesTest::bare)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> told(boolean torch) throws IOException {
    Set<String> told = new TreeSet<>();
    for (Row row : rows()) {
      for (String name : torch ? row.torch() : row.jax()) {
        told.add(bare(name));
      }
    }
    return told;
  }

  @Test
  void everyNameOfPyTorchHasARow() throws IOException {
    assertComplete("PyTorch", told(true));
  }

  @Test
  void everyNameOfJaxHasARow() throws IOException {
    assertComplete("JAX", told(false));
  }

  private static void assertComplete(String library, Set<String> told) throws IOException {
    Set<String> missing = new TreeSet<>(listed(library));
    assertThat(missing).hasSizeGreaterThan(400);
    missing.removeAll(told);
    missing.removeAll(notThere());
    assertThat(missing).isEmpty();
    Set<String> twice = new TreeSet<>(told);
    twice.retainAll(notThere());
    assertThat(twice).as("in a table and among what is not there").isEmpty();
    Set<String> unknown = new TreeSet<>(told);
    unknown.removeAll(listed(library));
    assertThat(unknown).as("no names of %s", library).isEmpty();
  }

  @Test
  void whatIsNotThereIsNamedElsewhere() throws IOException {
    Set<String> unknown = new TreeSet<>(notThere());
    unknown.removeAll(listed("PyTorch"));
    unknown.removeAll(listed("JAX"));
    assertThat(unknown).isEmpty();
  }
}
