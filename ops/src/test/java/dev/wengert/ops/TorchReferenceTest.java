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

  @Test
  void everyOperationAgreesToEveryOrder() throws IOException {
    ImmutableList<ReferenceCase> cases = read();
    List<String> failures = new ArrayList<>();
    int ran = 0;
    for (ReferenceCase c : cases) {
      failures.addAll(run(c));
      ran++;
    }
    assertThat(failures).as("disagreements in %s cases", ran).isEmpty();
    assertThat(ran).isEqualTo(cases.size()).isGreaterThanOrEqualTo(1);
    System.out.printf("TorchReferenceTest: %s cases agree%n", ran);
  }

  @Test
  void everyOperationHasAnEntryAndEveryEntryAnOperation() throws IOException {
    TreeSet<String> named = new TreeSet<>();
    read().forEach(c -> named.add(c.op()));
    ImmutableSortedSet<String> known =
        ImmutableSortedSet.copyOf(ReferenceTable.OPERATIONS.keySet());
    if (System.getProperty("wengert.reference") == null) {
      assertThat(known).containsExactlyElementsOf(named);
    } else {
      assertThat(known).containsAll(named);
    }
  }

  @Test
  void aWrongFigureIsFound() throws IOException {
    ReferenceCase right = read().get(0);
    for (String field : List.of("output", "jvp", "grads", "hvp")) {
      String text = right.json().toString();
      int at = text.indexOf("\"data\":[", text.indexOf("\"" + field + "\":")) + 8;
      String wrong = text.substring(0, at) + "1e3," + text.substring(text.indexOf(',', at) + 1);
      assertThat(run(ReferenceCase.parse(1, wrong))).as(field).isNotEmpty();
    }
    String unknown = right.json().toString().replace("\"op\":\"neg\"", "\"op\":\"nag\"");
    assertThat(run(ReferenceCase.parse(1, unknown)).get(0)).contains("no entry");
    assertThatThrownBy(() -> ReferenceCase.parse(1, "{"))
        .isInstanceOf(com.google.gson.JsonSyntaxException.class);
  }

  private static ImmutableList<ReferenceCase> read() throws IOException {
    String path = System.getProperty("wengert.reference");
    String text =
        path == null
            ? Resources.toString(
                Resources.getResource(TorchReferenceTest.class, "/torch_ops.jsonl"), UTF_8)
            : Files.readString(Path.of(path));
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

  private static List<String> run(ReferenceCase c) {
    List<String> failures = new ArrayList<>();
    ReferenceTable.Operation operation = ReferenceTable.OPERATIONS.get(c.op());
    if (operation == null) {
      return List.of(where(c) + "no entry in the table");
    }
    double tolerance = CONDITIONED.contains(c.op()) ? 1e-7 : 1e-9;
    Function<List<Tensor>, Tensor> f = in -> operation.apply(c, in);
    ImmutableList<Tensor> inputs = c.tensors("inputs");
    ImmutableList<Tensor> tangents = c.tensors("tangents");
    Tensor cotangent = c.tensor("cotangent");
    try {
      Autodiff.Vjp vjp = Autodiff.vjp(f, inputs);
      compare(failures, c, "output", vjp.value(), c.tensor("output"), tolerance);
      ImmutableList<Tensor> grads = vjp.pullback().apply(cotangent);
      for (int i = 0; i < inputs.size(); i++) {
        compare(failures, c, "grad " + i, grads.get(i), c.tensors("grads").get(i), tolerance);
      }
      if (c.jvp().isPresent()) {
        Autodiff.Jvp jvp = Autodiff.jvp(f, inputs, tangents);
        compare(failures, c, "value of jvp", jvp.value(), c.tensor("output"), tolerance);
        compare(failures, c, "jvp", jvp.tangent(), c.jvp().get(), tolerance);
      }
      Function<List<Tensor>, Tensor> weighed = in -> Reductions.sum(f.apply(in).times(cotangent));
      ImmutableList<Tensor> hvp = Autodiff.hvp(weighed, inputs, tangents);
      for (int i = 0; i < inputs.size(); i++) {
        compare(failures, c, "hvp " + i, hvp.get(i), c.tensors("hvp").get(i), tolerance);
      }
    } catch (RuntimeException e) {
      failures.add(where(c) + e);
    }
    return failures;
  }

  private static void compare(
      List<String> failures,
      ReferenceCase c,
      String what,
      Tensor actual,
      Tensor expected,
      double tolerance) {
    String difference = difference(actual, expected, tolerance);
    if (difference != null) {
      failures.add(where(c) + what + ": " + difference);
    }
  }

  /** Relative to the largest element, so that cancellation in one element is no disagreement. */
  private static @Nullable String difference(Tensor actual, Tensor expected, double tolerance) {
    if (!actual.spec().equals(expected.spec())) {
      return actual.spec() + " instead of " + expected.spec();
    }
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    double scale = 0;
    for (double value : e) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < e.length; i++) {
      if (!(Math.abs(a[i] - e[i]) <= tolerance * (scale == 0 ? 1 : scale))) {
        return a[i] + " instead of " + e[i] + " at element " + i;
      }
    }
    return null;
  }

  private static String where(ReferenceCase c) {
    return "line " + c.line() + " " + c.op() + ": ";
  }
}
