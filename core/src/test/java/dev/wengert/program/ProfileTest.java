package dev.wengert.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.MatMul;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

  @Test
  void timesEachInstructionBesideTheLeastItCanTake(@TempDir Path folder) throws IOException {
    Program program =
        Program.withLines(
            in -> {
              Tensor product = MatMul.of(in.get(0), in.get(0), false, false);
              return List.of(Sum.of(product.reshape(64), false));
            },
            Bodies.spec(8, 8));
    Profile profile = program.profile(List.of(Tensor.ones(DType.FLOAT64, 8, 8)));
    assertThat(profile.lines()).hasSize(2); // the reshape does nothing
    assertThat(profile.lines().get(0).cost().flops()).isEqualTo(1024);
    Limits limits = profile.limits();
    assertThat(profile.lines().get(0).least())
        .isEqualTo(Math.max(1024 / limits.flopsInFloat64(), 1024 / limits.bytes()));
    assertThat(profile.nanos())
        .isEqualTo(profile.lines().stream().mapToLong(Profile.Line::nanos).sum());
    assertThat(profile.toString().lines()).hasSize(5).last().asString().endsWith("in all");
    Path file = folder.resolve("trace.json");
    profile.writeTrace(file);
    assertThat(Files.readString(file, UTF_8))
        .startsWith("{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n{\"name\": \"matmul[")
        .contains("\"ph\": \"X\"", "\"flops\": 1024, \"bytes\": 1024")
        .endsWith("}}\n]}\n");
  }

  /** A name is the user's, and may be anything. */
  @Test
  void anyNameIsTextInATrace(@TempDir Path folder) throws IOException {
    Instruction instruction =
        Bodies.record(in -> List.of(in.get(0).plus(1)), Bodies.spec(2)).instructions().get(0);
    Instruction called =
        new Instruction(
            "a\n\"b\\",
            instruction.operation(),
            instruction.operands(),
            instruction.firstResult(),
            instruction.results(),
            "");
    Profile.Line line = new Profile.Line(new Cost.Line(called, 1, 2, 3), 0, 1, 1);
    Path file = folder.resolve("trace.json");
    new Profile(ImmutableList.of(line), new Limits(1, 1, 1)).writeTrace(file);
    assertThat(Files.readString(file, UTF_8)).contains("{\"name\": \"a\\u000a\\\"b\\\\\", \"ph\"");
  }
}
