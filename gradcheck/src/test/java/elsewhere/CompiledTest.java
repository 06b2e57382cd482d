package elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.program.Compiled;
import dev.wengert.program.Program;
import dev.wengert.program.RecordingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class CompiledTest {

  private int calls;

  private final Compiled square =
      Program.compile(
          in -> {
            calls++;
            return List.of(in.get(0).times(in.get(0)));
          });

  @Test
  void recordsOnceForEachSpec() {
    for (int i = 0; i < 3; i++) {
      assertThat(square.apply(List.of(Tensor.of(2.0, 3))).get(0).toDoubleArray())
          .containsExactly(4, 9);
      assertThat(square.apply(List.of(Tensor.of(2f))).get(0).toFloatArray()).containsExactly(4);
    }
    assertThat(calls).isEqualTo(2);
    assertThat(square.program(new Spec(DType.FLOAT32, Shape.of(1))).toString()).contains("= mul");
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void keepsABoundedNumberOfPrograms() {
    for (int n = 1; n <= Compiled.KEPT + 1; n++) {
      square.apply(List.of(Tensor.wrap(new double[n], n)));
    }
    assertThat(calls).isEqualTo(Compiled.KEPT + 1);
    square.apply(List.of(Tensor.wrap(new double[Compiled.KEPT], Compiled.KEPT)));
    assertThat(calls).isEqualTo(Compiled.KEPT + 1);
    square.apply(List.of(Tensor.of(1.0)));
    assertThat(calls).isEqualTo(Compiled.KEPT + 2);
  }

  @Test
  void withATracedArgumentItIsTheFunction() {
    Tensor slope = Autodiff.grad(x -> square.apply(List.of(x)).get(0)).apply(Tensor.scalar(3.0));
    assertThat(slope.item()).isEqualTo(6);
    Tensor mapped = Autodiff.vmap(x -> square.apply(List.of(x)).get(0)).apply(Tensor.of(1.0, 2, 3));
    assertThat(mapped.toDoubleArray()).containsExactly(1, 4, 9);
  }

  @Test
  void whatCannotBeRecordedIsAnErrorOrRunsEagerlyAndSaysSoOnce() {
    Function<List<Tensor>, List<Tensor>> choice =
        in -> List.of(in.get(0).item() > 0 ? in.get(0) : in.get(0).times(-2));
    List<Tensor> positive = List.of(Tensor.scalar(2.0));
    List<Tensor> negative = List.of(Tensor.scalar(-2.0));
    assertThatThrownBy(() -> Program.compile(choice).apply(positive))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("item: a value is read while a program is recorded");
    List<String> said = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said.add(record.getMessage() + record.getParameters()[0]);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Compiled.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      Compiled eager = Program.compile(choice).orEager();
      assertThat(eager.apply(positive).get(0).item()).isEqualTo(2);
      assertThat(eager.apply(negative).get(0).item()).isEqualTo(4);
      assertThat(eager.apply(List.of(Tensor.scalar(1f))).get(0).item()).isEqualTo(1);
    } finally {
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .contains("a function runs uncompiled")
        .contains("item: a value is read");
  }
}
