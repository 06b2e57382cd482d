package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a backward walk runs, seen by a trace that stands outside the tape. */
class UselessWorkTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  /** Notes the name of each operation on its tensors, and the spec of its result. */
  private static final class Notes extends Trace {
    final List<String> operations = new ArrayList<>();

    Tensor noted(Tensor tensor) {
      return lift(tensor, null);
    }

    @Override
    protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
      Tensor[] lowered = new Tensor[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        lowered[i] = lower(inputs[i]);
      }
      Tensor[] outputs = primitive.applyAll(lowered);
      operations.add(primitive.name() + outputs[0].shape());
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = lift(outputs[i], null);
      }
      return outputs;
    }
  }

  private final Notes notes = new Notes();
  private final Tensor x = notes.noted(Samples.normal(Seeds.random(1), 8, 3));
  private final Tensor w = notes.noted(Samples.normal(Seeds.random(2), 3, 2));

  @Test
  void nobodyComputesTheGradientOfTheData() {
    Tape tape = new Tape();
    Tensor weights = tape.watch(w);
    Tensor loss = Samples.sum(TANH.apply(x.matmul(weights)));
    notes.operations.clear();
    Tensor gradient = tape.gradients(loss).of(weights);
    assertThat(gradient.shape()).isEqualTo(w.shape());
    assertThat(notes.operations).containsExactly("tanh.pullback0[8, 2]", "matmul[3, 2]");
  }

  @Test
  void matrixProductsCopyNoTransposeForwardOrBackward() {
    Tape tape = new Tape();
    Tensor a = tape.watch(x);
    Tensor b = tape.watch(w);
    Tensor loss = Samples.sum(a.matmul(b).times(a.matmul(b)));
    Gradients gradients = tape.gradients(loss);
    assertThat(gradients.of(a).shape()).isEqualTo(x.shape());
    assertThat(gradients.of(b).shape()).isEqualTo(w.shape());
    assertThat(notes.operations).noneMatch(operation -> operation.startsWith("transpose"));
    assertThat(notes.operations.stream().filter(o -> o.startsWith("matmul"))).hasSize(6);
  }

  @Test
  void whatDoesNotReachTheOutputIsNotWalked() {
    Tape tape = new Tape();
    Tensor a = tape.watch(x);
    Tensor unused = TANH.apply(a).matmul(w);
    Tensor loss = Samples.sum(a);
    notes.operations.clear();
    Gradients gradients = tape.gradients(loss);
    assertThat(notes.operations).isEmpty();
    assertThat(gradients.isConnected(a)).isTrue();
    assertThat(unused.rank()).isEqualTo(2);
  }

  /** The cotangent of a sum, negated and scaled, is one number stretched: it is stored once. */
  @Test
  void aCotangentThatIsABroadcastStaysOne() {
    Tape tape = new Tape();
    Tensor a = tape.watch(Samples.normal(Seeds.random(3), 50, 40));
    Tensor loss = Samples.sum(a.unaryMinus().times(3.0).plus(1.0).reshape(40, 50));
    Tensor gradient = tape.gradients(loss).of(a);
    assertThat(gradient.buffer().isFill()).isTrue();
    assertThat(gradient.get(7, 7).item()).isEqualTo(-3);
    Tensor rows = tape.watch(Samples.normal(Seeds.random(4), 50, 40));
    Tensor means = Sum.of(rows, false, 1).times(Tensor.full(DType.FLOAT64, 0.5, 50));
    Tensor weighed = Samples.sum(means.times(Samples.normal(Seeds.random(5), 50)));
    Tensor stretched = tape.gradients(weighed).of(rows);
    assertThat(stretched.buffer().strides()).containsExactly(1, 0);
    Tensor turned = tape.watch(Samples.normal(Seeds.random(6), 40, 50));
    Tensor sums = Sum.of(turned.transpose(1, 0), false, 1);
    Tensor unturned =
        tape.gradients(Samples.sum(sums.times(Samples.normal(Seeds.random(5), 50)))).of(turned);
    assertThat(unturned.buffer().strides()).containsExactly(0, 1);
    assertThat(unturned.toDoubleArray()).hasSize(2000).startsWith(unturned.get(3).toDoubleArray());
  }

  @Test
  void aReverseWalkRecordsNothing() {
    Tape tape = new Tape();
    Tensor a = tape.watch(Samples.normal(Seeds.random(3), 4));
    Tensor loss = Samples.sum(TANH.apply(a).times(a));
    int before = tape.size();
    assertThat(tape.gradients(loss).of(a).size()).isEqualTo(4);
    assertThat(tape.size()).isEqualTo(before);
  }
}
