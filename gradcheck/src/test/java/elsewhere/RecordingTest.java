package elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.program.Program;
import dev.wengert.program.RecordingException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a recording says of the lines of whoever uses it. */
class RecordingTest {

  private static final Spec VECTOR = new Spec(DType.FLOAT64, Shape.of(4));

  private static Program record(UnaryOperator<Tensor> f) {
    return Program.of(in -> List.of(f.apply(in.get(0))), VECTOR);
  }

  @Test
  void aValueThatIsReadNamesOperationLineAndRemedy() {
    assertThatThrownBy(() -> record(x -> x.at(0) > 0 ? x : x.times(2)))
        .isInstanceOf(RecordingException.class)
        .hasMessageMatching(
            "at: a value is read while a program is recorded, when there is none yet: FLOAT64\\[\\]"
                + " at .*RecordingTest.*\\(RecordingTest.java:\\d+\\); choose between tensors by"
                + " where\\(condition, a, b\\), give what has a size of its own a fixed one, and"
                + " read values of what the program returns");
    assertThatThrownBy(() -> record(x -> x.get(Index.mask(x.gt(0)))))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith(
            "get: a value is read while a program is recorded, when there is none yet: BOOL[4] at"
                + " ");
    assertThatThrownBy(() -> record(x -> Tensor.of(x.toDoubleArray())))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("toDoubleArray: a value is read");
    assertThatThrownBy(() -> record(x -> x.detach()))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("detach: a value is read");
  }

  @Test
  void linesAreNotedWhereTheyAreAskedFor() {
    Program program = Program.withLines(in -> List.of(in.get(0).plus(1).times(2)), VECTOR);
    assertThat(program.after("recording").toString().lines())
        .filteredOn(line -> line.contains(" = add "))
        .first()
        .asString()
        .containsPattern("# .*RecordingTest.*\\(RecordingTest.java:\\d+\\)$");
    assertThat(record(x -> x.plus(1)).toString()).doesNotContain("RecordingTest");
  }
}
