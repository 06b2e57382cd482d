package dev.wengert.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.io.Resources;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.program.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every operation through a program gives the bits that it gives by itself: value, reverse mode,
 * forward mode and second order, of each case of the reference file.
 */
class ProgramsTest {

  @Test
  void everyOperationIsTheSameInAProgram() throws IOException {
    List<String> failures = new ArrayList<>();
    int compared = 0;
    String text =
        Resources.toString(Resources.getResource(ProgramsTest.class, "/torch_ops.jsonl"), UTF_8);
    int line = 0;
    for (String json : text.lines().filter(l -> !l.isBlank()).toList()) {
      compared += compare(ReferenceCase.parse(++line, json), failures);
    }
    assertThat(failures).as("cases that differ").isEmpty();
    assertThat(compared).isGreaterThan(3 * line);
  }

  private static int compare(ReferenceCase c, List<String> failures) {
    ReferenceTable.Operation operation =
        Objects.requireNonNull(ReferenceTable.OPERATIONS.get(c.op()));
    Function<List<Tensor>, Tensor> f = in -> operation.apply(c, in);
    ImmutableList<Tensor> inputs = c.tensors("inputs");
    ImmutableList<Tensor> tangents = c.tensors("tangents");
    Tensor cotangent = c.tensor("cotangent");
    int n = inputs.size();
    List<Tensor> arguments =
        ImmutableList.<Tensor>builder().addAll(inputs).addAll(tangents).add(cotangent).build();
    Function<List<Tensor>, List<Tensor>> forward = in -> List.of(f.apply(in.subList(0, n)));
    Function<List<Tensor>, List<Tensor>> reverse =
        in -> {
          var vjp = Autodiff.vjp(f, in.subList(0, n));
          return vjp.pullback().apply(in.get(2 * n));
        };
    Function<List<Tensor>, List<Tensor>> tangent =
        in -> List.of(Autodiff.jvp(f, in.subList(0, n), in.subList(n, 2 * n)).tangent());
    Function<List<Tensor>, List<Tensor>> second =
        in -> {
          Function<List<Tensor>, Tensor> weighed =
              xs -> Reductions.sum(f.apply(xs).times(in.get(2 * n)));
          return Autodiff.hvp(weighed, in.subList(0, n), in.subList(n, 2 * n));
        };
    int compared = 0;
    compared += compare(c, "value", forward, arguments, failures);
    compared += compare(c, "vjp", reverse, arguments, failures);
    if (c.jvp().isPresent()) {
      compared += compare(c, "jvp", tangent, arguments, failures);
    }
    return compared + compare(c, "hvp", second, arguments, failures);
  }

  private static int compare(
      ReferenceCase c,
      String what,
      Function<List<Tensor>, List<Tensor>> f,
      List<Tensor> arguments,
      List<String> failures) {
    try {
      Spec[] specs = Iterables.toArray(Iterables.transform(arguments, Tensor::spec), Spec.class);
      List<Tensor> compiled = Program.of(f, specs).run(arguments);
      List<Tensor> eager = f.apply(arguments);
      for (int i = 0; i < eager.size(); i++) {
        if (!eager.get(i).spec().equals(compiled.get(i).spec())
            || !Arrays.equals(values(eager.get(i)), values(compiled.get(i)))) {
          failures.add("line " + c.line() + " " + c.op() + ": " + what + " " + i + " differs");
        }
      }
    } catch (RuntimeException e) {
      failures.add("line " + c.line() + " " + c.op() + ": " + what + ": " + e);
    }
    return 1;
  }

  /** Compared as Java does: 0 is not -0, and all NaNs are one. */
  private static double[] values(Tensor tensor) {
    return tensor.to(DType.FLOAT64).toDoubleArray();
  }
}
