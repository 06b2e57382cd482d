package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a trace of one's own can be: this one notes the names of the operations it sees. */
class TraceTest {

  private static final class Observer extends Trace {
    final List<String> seen = new ArrayList<>();

    Tensor observe(Tensor x) {
      return lift(x, null);
    }

    @Override
    protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
      seen.add(primitive.name());
      Tensor[] lowered = inputs.clone();
      for (int i = 0; i < lowered.length; i++) {
        lowered[i] = lower(inputs[i]);
      }
      Tensor[] outputs = primitive.applyAll(lowered);
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = lift(outputs[i], null);
      }
      return outputs;
    }
  }

  @Test
  void seesOperationsOnWhatItOwns() {
    Observer observer = new Observer();
    Tensor x = observer.observe(Tensor.of(1.0, 2.0));
    Tensor y = x.times(3).plus(1);
    assertThat(Tensor.of(5.0).times(2).item()).isEqualTo(10);
    assertThat(observer.seen).containsExactly("mul", "add");
    assertThat(y.toDoubleArray()).containsExactly(4, 7);
    assertThat(observer.owns(y)).isTrue();
    assertThat(observer.lower(y).trace()).isNull();
    assertThat(observer.attachment(y)).isNull();
  }

  /** The inner trace hands on what it does, the outer one sees it after it. */
  @Test
  void anOuterTraceSeesTheWorkOfAnInnerOne() {
    Observer outer = new Observer();
    Observer inner = new Observer();
    Tensor x = inner.observe(outer.observe(Tensor.of(2.0)));
    assertThat(x.times(x).item()).isEqualTo(4);
    assertThat(outer.observe(Tensor.of(1.0)).plus(1).item()).isEqualTo(2);
    assertThat(inner.seen).containsExactly("mul");
    assertThat(outer.seen).containsExactly("mul", "add");
  }

  @Test
  void anObserverSeesTheReverseSweepOfATapeInside() {
    Observer observer = new Observer();
    Tensor x = observer.observe(Tensor.scalar(3.0));
    Tensor gradient = Autodiff.grad(y -> y.times(y)).apply(x);
    assertThat(gradient.item()).isEqualTo(6);
    assertThat(observer.seen).containsExactly("mul", "mul.pullback0", "mul.pullback1", "add");
  }

  @Test
  void anObserverInsideATapeLeavesTheDerivativeAlone() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.scalar(3.0));
    Observer observer = new Observer();
    Tensor y = observer.observe(x).pow(2);
    assertThat(observer.seen).containsExactly("pow");
    assertThat(tape.gradients(y).of(x).item()).isEqualTo(6);
  }

  @Test
  void twoThreadsWithTwoTapesNeverMeet() throws Exception {
    Callable<Double> work =
        () -> {
          double total = 0;
          for (int i = 0; i < 300; i++) {
            Tensor x = Tensor.full(dev.wengert.array.DType.FLOAT64, i, 7);
            total += Samples.sum(Autodiff.grad(y -> Samples.sum(y.pow(3))).apply(x)).item();
          }
          return total;
        };
    double expected = 0;
    for (int i = 0; i < 300; i++) {
      expected += 7.0 * 3 * i * i;
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (Future<Double> result : pool.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  /** Writes operations down, and hands out tensors without values. */
  private static final class Recorder extends Trace {
    private final List<String> names = new ArrayList<>();

    Tensor input(Spec spec) {
      return symbol(spec);
    }

    @Override
    protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
      names.add(primitive.name());
      Spec[] specs = new Spec[inputs.length];
      Arrays.setAll(specs, i -> inputs[i].spec());
      Spec[] results = primitive.infer(specs);
      Tensor[] symbols = new Tensor[results.length];
      Arrays.setAll(symbols, i -> symbol(results[i]));
      return symbols;
    }
  }

  @Test
  void aTraceOfAUserRecordsWithoutComputing() {
    Recorder recorder = new Recorder();
    Tensor x = recorder.input(new Spec(DType.FLOAT64, Shape.of(3)));
    Tensor y = x.times(2).plus(x);
    assertThat(y.spec()).isEqualTo(x.spec());
    assertThat(recorder.names).containsExactly("mul", "add");
    assertThatThrownBy(() -> y.toDoubleArray()).isInstanceOf(IllegalStateException.class);
  }

  /** Counts the pullbacks that run of what it has seen executed. */
  private static final class Walks extends Trace {
    private final List<String> walked = new ArrayList<>();

    Tensor see(Tensor tensor) {
      return lift(tensor, null);
    }

    @Override
    protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
      Tensor[] lowered = new Tensor[inputs.length];
      Arrays.setAll(lowered, i -> lower(inputs[i]));
      Tensor[] outputs = primitive.applyAll(lowered);
      Arrays.setAll(outputs, i -> lift(outputs[i], null));
      return outputs;
    }

    @Override
    protected Pullback recorded(Primitive primitive, Pullback pullback) {
      return cotangents -> {
        walked.add(primitive.name());
        return pullback.pull(cotangents);
      };
    }
  }

  @Test
  void anObserverOfAUserSeesTheWalkBack() {
    Walks walks = new Walks();
    Tape tape = new Tape();
    Tensor x = tape.watch(walks.see(Tensor.of(1.0, 2)));
    Tensor y = Sum.of(x.times(x).plus(1), false);
    tape.gradients(y);
    assertThat(walks.walked).containsExactly("sum", "add", "mul");
  }
}
