package dev.wengert.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.Resources;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares every operation with PyTorch: value, reverse mode, forward mode and second order.
 *
 * <p>The system property {@code wengert.reference} names another file of the same format.
 */
class TorchReferenceTest {

  /** Operations that solve linear systems and so lose digits to their condition. */
  private static final ImmutableSet<String> CONDITIONED =
      ImmutableSet.of("inverse", "solve", "cholesky", "det", "logdet");

  /** What the project's copy of the file holds. */
  private static final int CASES = 360;

  private static final int OPERATIONS = 110;

  @Test
  void everyOperationAgreesToEveryOrder() throws IOException {
    Run run = run(text());
    assertThat(run.failures).as("disagreements in %s cases", run.ran).isEmpty();
  }

  /**
   * What came of a file.
   *
   * @param ran how many cases were compared in all that they hold
   * @param failures a line for each disagreement, and one if fewer cases ran than there are lines
   */
  private record Run(int ran, List<String> failures) {}

  private static Run run(String text) {
    List<String> failures = new ArrayList<>();
    int ran = 0;
    for (ReferenceCase c : read(text)) {
      // The output, a gradient and a product with the Hessian for each input, two of forward mode.
      int figures = 1 + 2 * c.tensors("inputs").size() + (c.jvp().isPresent() ? 2 : 0);
      ran += compare(c, failures) == figures ? 1 : 0;
    }
    long lines = text.lines().filter(line -> !line.isBlank()).count();
    if (lines == 0 || ran != lines) {
      failures.add(ran + " cases ran of " + lines + " lines");
    }
    return new Run(ran, failures);
  }

  /** The project's own copy of the file holds what it held when it was made. */
  @Test
  void theFileIsWhole() throws IOException {
    ImmutableList<ReferenceCase> cases = read(text());
    TreeSet<String> named = new TreeSet<>();
    cases.forEach(c -> named.add(c.op()));
    ImmutableSortedSet<String> known =
        ImmutableSortedSet.copyOf(ReferenceTable.OPERATIONS.keySet());
    if (System.getProperty("wengert.reference") == null) {
      assertThat(cases).hasSize(CASES);
      assertThat(named).hasSize(OPERATIONS);
      assertThat(known).containsExactlyElementsOf(named);
    } else {
      assertThat(known).containsAll(named);
    }
  }

  @Test
  void aWrongFigureIsFound() throws IOException {
    String line = text().lines().findFirst().orElseThrow();
    for (String field : List.of("output", "jvp", "grads", "hvp")) {
      int at = line.indexOf("\"data\":", line.indexOf("\"" + field + "\":"));
      int start = line.indexOf('[', at) + 1;
      int end = line.indexOf(',', start);
      double right = Double.parseDouble(line.substring(start, end));
      for (double wrong : new double[] {1e3, right * (1 + 1e-8) + 1e-11, right + 1e-8}) {
        String changed = line.substring(0, start) + wrong + line.substring(end);
        Run run = run(line + "\n" + changed);
        assertThat(run.ran).isEqualTo(2);
        assertThat(run.failures).as(field).isNotEmpty();
        assertThat(run.failures.get(0)).startsWith("line 2 neg: ").contains("instead of");
      }
    }
  }

  /** An element that is small beside another has its own digits compared. */
  @Test
  void smallElementsAreComparedToo() {
    Tensor expected = Tensor.of(1e6, 1e-3, 0);
    assertThat(difference(Tensor.of(1e6, 1e-3, 0), expected, 1e-9)).isNull();
    assertThat(difference(Tensor.of(1e6, 1e-3 + 5e-7, 0), expected, 1e-9)).isNull();
    assertThat(difference(Tensor.of(1e6, 1e-3 + 5e-6, 0), expected, 1e-9))
        .contains("instead of 0.001 at element 1");
    assertThat(difference(Tensor.of(1e6, 1e-3, 5e-6), expected, 1e-9)).contains("at element 2");
    assertThat(difference(Tensor.of(1e6 + 2e-3, 1e-3, 0), expected, 1e-9)).contains("element 0");
    assertThat(difference(Tensor.of(Double.NaN, 1e-3, 0), expected, 1e-9)).contains("NaN");
  }

  @Test
  void whatDoesNotRunIsMissed() throws IOException {
    String line = text().lines().findFirst().orElseThrow();
    Run whole = run(line + "\n\n" + line + "\n");
    assertThat(whole.ran).isEqualTo(2);
    assertThat(whole.failures).isEmpty();
    assertThat(run(line + "\n" + line.replace("\"op\":\"neg\"", "\"op\":\"nag\"")).failures)
        .containsExactly("line 2 nag: no entry in the table", "1 cases ran of 2 lines");
    assertThat(run("\n \n").failures).containsExactly("0 cases ran of 0 lines");
    String fewer = line.substring(0, line.indexOf("\"hvp\":")) + "\"hvp\":[]}";
    assertThat(run(line + "\n" + fewer).failures).last().isEqualTo("1 cases ran of 2 lines");
    assertThatThrownBy(() -> run("{")).isInstanceOf(com.google.gson.JsonSyntaxException.class);
  }

  private static String text() throws IOException {
    String path = System.getProperty("wengert.reference");
    return path == null
        ? Resources.toString(
            Resources.getResource(TorchReferenceTest.class, "/torch_ops.jsonl"), UTF_8)
        : Files.readString(Path.of(path));
  }

  private static ImmutableList<ReferenceCase> read(String text) {
    ImmutableList.Builder<ReferenceCase> cases = ImmutableList.builder();
    int number = 0;
    for (String line : Splitter.on('\n').split(text)) {
      number++;
      if (!line.isBlank()) {
        cases.add(ReferenceCase.parse(number, line));
      }
    }
    return cases.build();
  }

  /** Compares all that a case holds; returns how many figures that were. */
  private static int compare(ReferenceCase c, List<String> failures) {
    ReferenceTable.Operation operation = ReferenceTable.OPERATIONS.get(c.op());
    if (operation == null) {
      failures.add(where(c) + "no entry in the table");
      return 0;
    }
    Comparison comparison = new Comparison(c, failures);
    Function<List<Tensor>, Tensor> f = in -> operation.apply(c, in);
    ImmutableList<Tensor> inputs = c.tensors("inputs");
    ImmutableList<Tensor> tangents = c.tensors("tangents");
    Tensor cotangent = c.tensor("cotangent");
    try {
      Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, inputs);
      comparison.of("output", vjp.value(), c.tensor("output"));
      comparison.ofEach("grad", vjp.pullback().apply(cotangent), c.tensors("grads"));
      if (c.jvp().isPresent()) {
        Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(f, inputs, tangents);
        comparison.of("value of jvp", jvp.value(), c.tensor("output"));
        comparison.of("jvp", jvp.tangent(), c.jvp().get());
      }
      Function<List<Tensor>, Tensor> weighed = in -> Reductions.sum(f.apply(in).times(cotangent));
      comparison.ofEach("hvp", Autodiff.hvp(weighed, inputs, tangents), c.tensors("hvp"));
    } catch (RuntimeException e) {
      failures.add(where(c) + e);
    }
    return comparison.compared;
  }

  /** Compares the figures of a case, and counts them. */
  private static final class Comparison {
    private final ReferenceCase c;
    private final List<String> failures;
    private int compared;

    Comparison(ReferenceCase c, List<String> failures) {
      this.c = c;
      this.failures = failures;
    }

    void of(String what, Tensor actual, Tensor expected) {
      compared++;
      double tolerance = CONDITIONED.contains(c.op()) ? 1e-7 : 1e-9;
      String difference = difference(actual, expected, tolerance);
      if (difference != null) {
        failures.add(where(c) + what + ": " + difference);
      }
    }

    void ofEach(String what, List<Tensor> actual, List<Tensor> expected) {
      for (int i = 0; i < Math.max(actual.size(), expected.size()); i++) {
        of(what + " " + i, actual.get(i), expected.get(i));
      }
    }
  }

  /**
   * Each element relative to itself; what is small beside the largest one, a thousandth of the
   * tolerance relative to that: so much is lost where terms of its size cancel.
   */
  private static @Nullable String difference(Tensor actual, Tensor expected, double tolerance) {
    if (!actual.spec().equals(expected.spec())) {
      return actual.spec() + " instead of " + expected.spec();
    }
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    double largest = 0;
    for (double value : e) {
      largest = Math.max(largest, Math.abs(value));
    }
    double floor = (largest == 0 ? 1 : largest) * tolerance / 1000;
    for (int i = 0; i < e.length; i++) {
      if (!(Math.abs(a[i] - e[i]) <= tolerance * Math.abs(e[i]) + floor)) {
        return a[i] + " instead of " + e[i] + " at element " + i;
      }
    }
    return null;
  }

  private static String where(ReferenceCase c) {
    return "line " + c.line() + " " + c.op() + ": ";
  }
}
