package elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.ControlFlow;
import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Sum;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A tape, a forward mode, a recorder and an observer that a third party wrote. */
class OwnTracesTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));
  private static final Elementwise LOG = Elementwise.of("log", x -> Expression.log(x));
  private static final Spec MATRIX = new Spec(DType.FLOAT64, Shape.of(3, 4));
  private static final Spec WEIGHTS = new Spec(DType.FLOAT64, Shape.of(4, 2));
  private static final Spec KEY = new Spec(DType.INT32, Shape.of(2));

  private final Tensor x = Key.of(1).normal(MATRIX);
  private final Tensor w = Key.of(2).normal(WEIGHTS);

  private static Tensor sum(Tensor y) {
    return Sum.of(y, false);
  }

  private static Tensor cube(Tensor y) {
    return y.times(y).times(y);
  }

  /** The sine with a rule of its own, which is not the sine's: twice that. */
  private static Tensor ruled(Tensor y) {
    Elementwise sine = Elementwise.of("sin", z -> Expression.sin(z));
    Elementwise cosine = Elementwise.of("cos", z -> Expression.cos(z));
    return Autodiff.custom(
            "ruled",
            in -> sine.apply(in.get(0)),
            (in, out, cotangent) -> List.of(cosine.apply(in.get(0)).times(cotangent).times(2)))
        .apply(List.of(y));
  }

  private void assertSameBits(Tensor actual, Tensor expected) {
    assertThat(actual.spec()).isEqualTo(expected.spec());
    assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray());
  }

  @Test
  void aRecorderLooksIntoLoops() {
    Recorder.Program program =
        Recorder.record(
            in ->
                List.of(
                    ControlFlow.scan(
                            (Tensor c, Tensor row) -> new ControlFlow.Step<>(sum(row).plus(c), c),
                            Tensor.scalar(0.0),
                            in.get(0))
                        .carry()),
            MATRIX);
    assertThat(program.names()).filteredOn("sum"::equals).hasSize(3);
    assertSameBits(program.run(List.of(x)).get(0), sum(Sum.of(x, false, 1)));
  }

  // A recorder

  @Test
  void aRecorderKeepsGradientsTakenInside() {
    Function<List<Tensor>, Tensor> loss = in -> sum(TANH.apply(in.get(0).matmul(in.get(1))));
    UnaryOperator<List<Tensor>> step =
        in -> {
          Autodiff.ValueAndGrad<List<Tensor>> found = Autodiff.valueAndGrad(loss, in);
          return List.of(found.value(), in.get(1).minus(found.gradients().get(1).times(0.1)));
        };
    Recorder.Program program = Recorder.record(step, MATRIX, WEIGHTS);
    assertThat(program.names())
        .containsExactly(
            "matmul", "tanh", "sum", "tanh.pullback0", "matmul", "matmul", "mul", "sub");
    Tensor other = Key.of(3).normal(MATRIX);
    List<Tensor> expected = step.apply(List.of(other, w));
    List<Tensor> found = program.run(List.of(other, w));
    assertSameBits(found.get(0), expected.get(0));
    assertSameBits(found.get(1), expected.get(1));
  }

  @Test
  void aRecorderLooksIntoCustomFunctionsAndKeepsTheirRules() {
    UnaryOperator<List<Tensor>> f =
        in -> List.of(Autodiff.grad(y -> sum(ruled(y))).apply(in.get(0)), ruled(in.get(0)));
    Recorder.Program program = Recorder.record(f, MATRIX);
    assertThat(program.names()).containsExactly("sin", "sum", "cos", "mul", "mul", "sin");
    List<Tensor> found = program.run(List.of(x));
    List<Tensor> expected = f.apply(List.of(x));
    assertSameBits(found.get(0), expected.get(0));
    assertSameBits(found.get(1), expected.get(1));
  }

  @Test
  void aRecorderSeesWhereACheckpointRunsAgain() {
    Function<Tensor, Tensor> f = y -> TANH.apply(cube(y));
    UnaryOperator<List<Tensor>> gradient =
        in ->
            List.of(
                Autodiff.grad(y -> sum(Autodiff.checkpoint(z -> f.apply(z.get(0)), y)))
                    .apply(in.get(0)));
    Recorder.Program program = Recorder.record(gradient, MATRIX);
    assertThat(program.names()).containsSubsequence("tanh", "sum", "| 2", "mul", "mul", "tanh");
    assertThat(program.names()).containsOnlyOnce("| 2");
    assertSameBits(program.run(List.of(x)).get(0), gradient.apply(List.of(x)).get(0));
  }

  @Test
  void aRecorderTakesRandomKeysAsTensors() {
    UnaryOperator<List<Tensor>> draw =
        in -> List.of(Key.ofBits(in.get(0)).fold(7).uniform(MATRIX).times(in.get(1)));
    Recorder.Program program = Recorder.record(draw, KEY, MATRIX);
    Tensor bits = Key.of(9).bits();
    assertSameBits(program.run(List.of(bits, x)).get(0), draw.apply(List.of(bits, x)).get(0));
  }

  @Test
  void aRecorderHasItsOwnWordsForValuesAskedFor() {
    assertThatThrownBy(() -> Recorder.record(in -> List.of(in.get(0).times(in.get(0).item())), KEY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Recorder.record(in -> List.of(in.get(0).times(sum(in.get(0)).item())), MATRIX))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("record: a value was asked for: FLOAT64[]");
    Recorder.record(
        in -> {
          assertThat(Autodiff.isKnown(in.get(0))).isFalse();
          return in;
        },
        MATRIX);
  }

  /** A function that uses what an inner tape watches would lose its derivative. */
  @Test
  void aRecorderRefusesWhatACustomFunctionCaptures() {
    UnaryOperator<List<Tensor>> captures =
        in -> {
          Tensor inner = new Tape().watch(in.get(0));
          return List.of(
              Autodiff.custom("grabs", y -> y.get(0).times(inner), (i, o, c) -> List.of(c))
                  .apply(List.of(in.get(0))));
        };
    assertThatThrownBy(() -> Recorder.record(captures, MATRIX))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "grabs: the function used a traced tensor that is not among its inputs; pass it as an"
                + " input, or detach() it");
  }

  // A tape

  private Tensor gradient(UnaryOperator<Tensor> f, Tensor at) {
    WengertList list = new WengertList();
    return list.gradient(f.apply(list.watch(at)));
  }

  @Test
  void aTapeFindsGradientsOfEveryOrder() {
    Tensor three = Tensor.scalar(3.0);
    assertThat(gradient(OwnTracesTest::cube, three).item()).isEqualTo(27);
    assertThat(gradient(y -> gradient(OwnTracesTest::cube, y), three).item()).isEqualTo(18);
    assertThat(gradient(y -> Autodiff.grad(OwnTracesTest::cube).apply(y), three).item())
        .isEqualTo(18);
    assertThat(Autodiff.grad(y -> gradient(OwnTracesTest::cube, y)).apply(three).item())
        .isEqualTo(18);
    assertSameBits(
        gradient(y -> sum(TANH.apply(x.matmul(y))), w),
        Autodiff.grad(y -> sum(TANH.apply(x.matmul(y)))).apply(w));
  }

  /** The usual trap: d/dx (x d/dy (x + y)) is 1, not 2. */
  @Test
  void aTapeKeepsItsLevelApart() {
    Tensor outer = Tensor.scalar(5.0);
    assertThat(gradient(a -> a.times(gradient(b -> a.plus(b), Tensor.scalar(1.0))), outer).item())
        .isEqualTo(1);
  }

  @Test
  void aTapeIsAskedInsideTracesMadeLater() {
    WengertList list = new WengertList();
    Tensor v = list.watch(Tensor.scalar(3.0));
    Autodiff.Jvp<Tensor> pushed =
        Autodiff.jvp(
            in -> list.gradient(v.times(v).times(cube(in.get(0)))),
            List.of(Tensor.scalar(2.0)),
            List.of(Tensor.scalar(1.0)));
    assertThat(pushed.value().item()).isEqualTo(2 * 3 * 8);
    assertThat(pushed.tangent().item()).isEqualTo(2 * 3 * 3 * 4);
    Tensor rows = Autodiff.vmap(y -> list.gradient(v.times(v).times(y))).apply(Tensor.of(1.0, -2));
    assertThat(rows.toDoubleArray()).containsExactly(6, -12);
    Duals.Pushed own =
        Duals.push(y -> list.gradient(v.times(cube(y))), Tensor.scalar(2.0), Tensor.scalar(1.0));
    assertThat(own.tangent().item()).isEqualTo(12);
    Tensor inner = Duals.push(v::times, Tensor.scalar(2.0), Tensor.scalar(1.0)).value();
    assertThat(list.knows(inner)).isTrue();
    assertThat(list.without(inner).item()).isEqualTo(6);
  }

  /**
   * The second derivative of the square of |x| at 0 is 2; with respect to the root itself, 2 too.
   */
  @Test
  void aTapeSaysWhetherTheSquareOfARootMayDoWithoutIt() {
    Elementwise abs = Elementwise.of("abs", y -> Expression.abs(y));
    UnaryOperator<Tensor> squared =
        y -> {
          Tensor root = abs.apply(y);
          return root.times(root);
        };
    assertThat(gradient(y -> gradient(squared, y), Tensor.scalar(0.0)).item()).isEqualTo(2);
    WengertList list = new WengertList();
    Tensor root = list.watch(abs.apply(Tensor.scalar(-3.0)));
    assertThat(list.gradient(root.times(root)).item()).isEqualTo(6);
  }

  // A forward mode

  @Test
  void aForwardModeMixesWithTapes() {
    Tensor two = Tensor.scalar(2.0);
    Tensor one = Tensor.scalar(1.0);
    Duals.Pushed pushed = Duals.push(OwnTracesTest::cube, two, one);
    assertThat(pushed.value().item()).isEqualTo(8);
    assertThat(pushed.tangent().item()).isEqualTo(12);
    assertThat(Duals.push(Autodiff.grad(OwnTracesTest::cube), two, one).tangent().item())
        .isEqualTo(12);
    assertThat(
            Autodiff.grad(y -> Duals.push(OwnTracesTest::cube, y, one).tangent()).apply(two).item())
        .isEqualTo(12);
    assertThat(Duals.push(y -> ruled(y), Tensor.scalar(0.0), one).tangent().item()).isEqualTo(2);
  }

  @Test
  void aForwardModeSaysThatItDifferentiates() {
    Duals.push(
        y -> {
          assertThat(Autodiff.isDifferentiated(y)).isTrue();
          assertThat(Autodiff.isKnown(y)).isTrue();
          return y;
        },
        Tensor.scalar(2.0),
        Tensor.scalar(1.0));
  }

  // An observer

  @Test
  void anObserverFindsWhereANaNArises() {
    assertThatThrownBy(() -> FaultFinder.find(y -> LOG.apply(y).plus(1), Tensor.of(1.0, -1)))
        .hasMessage("NaN in log");
    UnaryOperator<Tensor> oddly =
        y ->
            sum(
                Autodiff.custom(
                        "odd",
                        in -> in.get(0).times(2),
                        (in, out, cotangent) -> List.of(LOG.apply(cotangent.minus(out))))
                    .apply(List.of(y)));
    Tensor one = Tensor.of(1.0);
    assertThatThrownBy(() -> FaultFinder.find(y -> Autodiff.grad(oddly).apply(y), one))
        .hasMessage("NaN in log, in the walk back over odd");
    assertThatThrownBy(() -> FaultFinder.find(y -> gradient(oddly, y), one))
        .hasMessage("NaN in log, in the walk back over odd");
    assertThat(FaultFinder.find(y -> gradient(z -> sum(cube(z)), y), Tensor.of(2.0)).item())
        .isEqualTo(12);
  }
}
