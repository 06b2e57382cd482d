package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.ControlFlow.Scanned;
import dev.wengert.ControlFlow.Step;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule against a loop that is written out. */
class ScanTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = Seeds.random(1511);

  private record Weights(Tensor state, Tensor input) {}

  private record All(Weights weights, Tensor first, Tensor rows) {}

  private static Step<Tensor, Tensor> step(Weights w, Tensor h, Tensor x) {
    Tensor next = TANH.apply(h.matmul(w.state()).plus(x.matmul(w.input())));
    return new Step<>(next, next.times(x.matmul(w.input())));
  }

  /** The same, step by step. */
  private static Scanned<Tensor, Tensor> loop(All all, boolean isReversed) {
    int length = all.rows().shape().side(0);
    Tensor h = all.first();
    Tensor[] outputs = new Tensor[length];
    for (int i = 0; i < length; i++) {
      int row = isReversed ? length - 1 - i : i;
      Step<Tensor, Tensor> step = step(all.weights(), h, all.rows().get(row));
      h = step.carry();
      outputs[row] = step.output().reshape(step.output().shape().prepend(1));
    }
    return new Scanned<>(h, new Concat(0).apply(outputs));
  }

  private static Scanned<Tensor, Tensor> scan(All all, Scan how) {
    return ControlFlow.scan((h, x) -> step(all.weights(), h, x), all.first(), all.rows(), how);
  }

  private All arguments(int length) {
    return new All(
        new Weights(Samples.normal(random, 3, 3), Samples.normal(random, 2, 3)),
        Samples.normal(random, 4, 3),
        Samples.normal(random, length, 4, 2));
  }

  private static Tensor loss(Scanned<Tensor, Tensor> scanned) {
    Tensor weighed = scanned.outputs().times(scanned.outputs()).plus(scanned.outputs());
    return Sum.of(scanned.carry().pow(3), false).plus(Sum.of(weighed, false));
  }

  private static void assertSame(Object found, Object expected) {
    List<Tensor> one = Leaves.of(found).tensors();
    List<Tensor> two = Leaves.of(expected).tensors();
    assertThat(one).hasSameSizeAs(two);
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.get(i).spec()).isEqualTo(two.get(i).spec());
      assertThat(one.get(i).toDoubleArray()).isEqualTo(two.get(i).toDoubleArray());
    }
  }

  private static void assertClose(Object found, Object expected) {
    List<Tensor> one = Leaves.of(found).tensors();
    List<Tensor> two = Leaves.of(expected).tensors();
    assertThat(one).hasSameSizeAs(two);
    for (int i = 0; i < one.size(); i++) {
      Samples.assertClose(one.get(i), two.get(i), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void goesThroughTheRows(int length) {
    All all = arguments(length);
    assertSame(scan(all, Scan.forwards()), loop(all, false));
    assertSame(scan(all, Scan.backwards()), loop(all, true));
  }

  @Test
  void aLoopOverNoRowsReturnsWhatItBeganWith() {
    All all = arguments(1);
    All none = new All(all.weights(), all.first(), Tensor.zeros(DType.FLOAT64, 0, 4, 2));
    Scanned<Tensor, Tensor> scanned = scan(none, Scan.forwards());
    assertSame(scanned.carry(), all.first());
    assertThat(scanned.outputs().shape()).isEqualTo(Shape.of(0, 4, 3));
    All gradient = Autodiff.grad(a -> loss(scan(a, Scan.forwards())), none);
    assertSame(gradient.first(), all.first().pow(2).times(3));
    assertThat(gradient.weights().state().toDoubleArray()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 100})
  void itsGradientIsThatOfTheLoop(int every) {
    for (boolean isReversed : new boolean[] {false, true}) {
      Scan how = isReversed ? Scan.backwards() : Scan.forwards();
      Scan kept = every == 0 ? how : how.checkpointEvery(every);
      All all = arguments(7);
      All found = Autodiff.grad(a -> loss(scan(a, kept)), all);
      assertClose(found, Autodiff.grad(a -> loss(loop(a, isReversed)), all));
      assertSame(found, Autodiff.grad(a -> loss(scan(a, how)), all));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void itsOtherDerivativesAreThoseOfTheLoop(int every) {
    Scan kept = every == 0 ? Scan.forwards() : Scan.forwards().checkpointEvery(every);
    All all = arguments(7);
    All along = arguments(7);
    Function<All, Tensor> one = a -> loss(scan(a, kept));
    Function<All, Tensor> two = a -> loss(loop(a, false));
    assertClose(Autodiff.jvp(one, all, along), Autodiff.jvp(two, all, along));
    assertClose(Autodiff.hvp(one, all, along), Autodiff.hvp(two, all, along));
    Function<All, Tensor> slopes = a -> squares(Autodiff.grad(one, a));
    Function<All, Tensor> others = a -> squares(Autodiff.grad(two, a));
    assertClose(Autodiff.grad(slopes, all), Autodiff.grad(others, all));
    Function<Tensor, Tensor> ofFirst =
        h -> loss(scan(new All(all.weights(), h.reshape(4, 3), all.rows()), kept));
    Function<Tensor, Tensor> loopOfFirst =
        h -> loss(loop(new All(all.weights(), h.reshape(4, 3), all.rows()), false));
    Tensor h = all.first().reshape(12);
    assertClose(Autodiff.hessian(ofFirst, h), Autodiff.hessian(loopOfFirst, h));
    assertClose(Autodiff.jacobian(ofFirst, h), Autodiff.jacobian(loopOfFirst, h));
  }

  private static Tensor squares(Object structure) {
    Tensor total = Tensor.scalar(0.0);
    for (Tensor one : Leaves.of(structure).tensors()) {
      total = total.plus(Sum.of(one.times(one), false));
    }
    return total;
  }

  @Test
  void aGradientReachesWhatTheBodyUsesFromOutside() {
    Tensor x = Samples.normal(random, 5);
    UnaryOperator<Tensor> slope =
        Autodiff.grad(
            w ->
                ControlFlow.<Tensor, Tensor, Tensor>scan(
                        (c, row) -> new Step<>(c.times(w).plus(row), c), Tensor.scalar(1.0), x)
                    .carry());
    Tensor w = Tensor.scalar(0.7);
    double expected = 0;
    double power = 1;
    double[] numbers = x.toDoubleArray();
    // d/dw of w^5 + sum x_i w^(4 - i).
    for (int i = 3; i >= 0; i--) {
      expected += (3 - i + 1) * numbers[i] * power;
      power *= 0.7;
    }
    expected += 5 * Math.pow(0.7, 4);
    assertThat(slope.apply(w).item())
        .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void mapsTheLoop() {
    All all = arguments(5);
    Tensor firsts = Samples.normal(random, 6, 4, 3);
    Tensor rows = Samples.normal(random, 6, 5, 4, 2);
    List<Function<Tensor, Tensor>> functions = new ArrayList<>();
    for (Scan how :
        List.of(Scan.forwards(), Scan.backwards(), Scan.forwards().checkpointEvery(2))) {
      functions.add(h -> loss(scan(new All(all.weights(), h, all.rows()), how)));
      functions.add(h -> scan(new All(all.weights(), h, all.rows()), how).outputs());
    }
    for (Function<Tensor, Tensor> f : functions) {
      assertMaps(f, firsts);
      assertMaps(Autodiff.grad(h -> Sum.of(f.apply(h), false)), firsts);
    }
    Function<Tensor, Tensor> ofRows =
        x -> scan(new All(all.weights(), all.first(), x), Scan.forwards()).outputs();
    assertMaps(ofRows, rows);
    assertMaps(Autodiff.grad(x -> Sum.of(ofRows.apply(x), false)), rows);
    // What does not differ from example to example is computed once.
    assertMaps(x -> ofRows.apply(all.rows()).plus(x.get(0, 0, 0)), rows);
    Tensor weights = Samples.normal(random, 6, 3, 3);
    assertMaps(
        Autodiff.grad(
            w ->
                loss(
                    scan(
                        new All(new Weights(w, all.weights().input()), all.first(), all.rows()),
                        Scan.forwards()))),
        weights);
  }

  private static void assertMaps(Function<Tensor, Tensor> f, Tensor x) {
    Tensor[] rows = new Tensor[x.shape().side(0)];
    for (int i = 0; i < rows.length; i++) {
      Tensor y = f.apply(x.get(i));
      rows[i] = y.reshape(y.shape().prepend(1));
    }
    Samples.assertClose(Autodiff.vmap(f, x), new Concat(0).apply(rows), 1e-12);
  }

  @Test
  void carriesCountersAndTruthValues() {
    record State(Tensor count, Tensor sum, Tensor seen) {}
    State first = new State(Tensor.scalar(0), Tensor.scalar(0.0), Tensor.scalar(false));
    Tensor x = Tensor.of(1.0, -2, 3, 4);
    Function<Tensor, Scanned<State, Tensor>> run =
        in ->
            ControlFlow.scan(
                (State s, Tensor row) ->
                    new Step<>(
                        new State(
                            s.count().plus(1),
                            s.sum().plus(row.times(s.count().to(DType.FLOAT64))),
                            row.lt(0)),
                        s.seen()),
                first,
                in);
    Scanned<State, Tensor> found = run.apply(x);
    assertThat(found.carry().count().item()).isEqualTo(4);
    assertThat(found.carry().sum().item()).isEqualTo(-2 + 6 + 12);
    assertThat(found.outputs().toBooleanArray()).containsExactly(false, false, true, false);
    Tensor slope = Autodiff.grad(in -> run.apply(in).carry().sum(), x);
    assertThat(slope.toDoubleArray()).containsExactly(0, 1, 2, 3);
    Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(in -> run.apply(in).carry().sum(), x, x);
    assertThat(jvp.tangent().item()).isEqualTo(16);
  }

  @Test
  void scansWithinScans() {
    Tensor x = Samples.normal(random, 3, 4);
    Tensor w = Tensor.scalar(0.8);
    Function<Tensor, Tensor> nested =
        weight ->
            ControlFlow.<Tensor, Tensor, Tensor>scan(
                    (outer, row) ->
                        new Step<>(
                            ControlFlow.<Tensor, Tensor, Tensor>scan(
                                    (c, y) ->
                                        new Step<>(
                                            TANH.apply(c.times(weight).plus(y.times(outer))), y),
                                    outer,
                                    row)
                                .carry(),
                            outer),
                    Tensor.scalar(0.5),
                    x)
                .carry();
    Function<Tensor, Tensor> written =
        weight -> {
          Tensor outer = Tensor.scalar(0.5);
          for (int i = 0; i < 3; i++) {
            Tensor c = outer;
            for (int k = 0; k < 4; k++) {
              c = TANH.apply(c.times(weight).plus(x.get(i, k).times(outer)));
            }
            outer = c;
          }
          return outer;
        };
    assertSame(nested.apply(w), written.apply(w));
    assertClose(Autodiff.grad(nested, w), Autodiff.grad(written, w));
    assertClose(Autodiff.hessian(nested, w), Autodiff.hessian(written, w));
  }

  @Test
  void takesGradientsWithinTheBody() {
    // Descent on (x - target)^4, ten steps, and the derivative of where it ends.
    Function<Tensor, Tensor> descent =
        target ->
            ControlFlow.<Tensor, List<Tensor>, List<Tensor>>scan(
                    (x, nothing) ->
                        new Step<>(
                            x.minus(Autodiff.grad(y -> y.minus(target).pow(4), x).times(0.05)),
                            nothing),
                    Tensor.scalar(2.0),
                    List.of(),
                    Scan.forwards().ofLength(10))
                .carry();
    Function<Tensor, Tensor> written =
        target -> {
          Tensor x = Tensor.scalar(2.0);
          for (int i = 0; i < 10; i++) {
            x = x.minus(Autodiff.grad(y -> y.minus(target).pow(4), x).times(0.05));
          }
          return x;
        };
    Tensor at = Tensor.scalar(0.3);
    assertSame(descent.apply(at), written.apply(at));
    assertClose(Autodiff.grad(descent, at), Autodiff.grad(written, at));
  }

  @Test
  void theWalkGoesThroughWhatIsComputedOfConstantsOnce() {
    Tensor x = Samples.normal(random, 6, 3);
    Function<Tensor, Tensor> f =
        w ->
            ControlFlow.<Tensor, Tensor, Tensor>scan(
                    (c, row) -> new Step<>(c.times(TANH.apply(w)).plus(row), c.times(c)),
                    Tensor.of(1.0, 2, 3),
                    x)
                .outputs();
    Tensor w = Samples.normal(random, 3);
    Function<Tensor, Tensor> loss = v -> Sum.of(f.apply(v).pow(2), false);
    Function<Tensor, Tensor> written =
        v -> {
          Tensor c = Tensor.of(1.0, 2, 3);
          Tensor total = Tensor.scalar(0.0);
          for (int i = 0; i < 6; i++) {
            total = total.plus(Sum.of(c.times(c).pow(2), false));
            c = c.times(TANH.apply(v)).plus(x.get(i));
          }
          return total;
        };
    assertClose(Autodiff.grad(loss, w), Autodiff.grad(written, w));
    assertClose(Autodiff.hessian(loss, w), Autodiff.hessian(written, w));
  }

  @Test
  void saysWhatIsWrong() {
    Tensor x = Tensor.of(1.0, 2);
    Tensor c = Tensor.scalar(0.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.scan((Tensor h, Tensor row) -> new Step<>(x, row), c, x))
        .withMessage(
            "scan: the carry changes: it is FLOAT64[] at first and FLOAT64[2] after a step; return"
                + " it with the dtype and shape that it has");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ControlFlow.scan(
                    (List<Tensor> h, Tensor row) -> new Step<>(List.of(row), row),
                    List.of(c, c),
                    x))
        .withMessage(
            "scan: the carry that the body returned is made of other parts: [0] for [0, 1]; give"
                + " it the same structure");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ControlFlow.scan((Tensor h, List<Tensor> none) -> new Step<>(h, h), c, List.of()))
        .withMessage(
            "scan: nothing says how many steps there are: the inputs have no tensor; say it by"
                + " Scan.forwards().ofLength(n)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ControlFlow.scan((Tensor h, List<Tensor> in) -> new Step<>(h, h), c, List.of(x, c)))
        .withMessage(
            "scan: the input 1 is a scalar and has no rows: FLOAT64[]; give it a first axis, or use"
                + " it in the body as it is");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ControlFlow.scan(
                    (Tensor h, Tensor in) -> new Step<>(h, h), c, x, Scan.forwards().ofLength(3)))
        .withMessage(
            "scan: the first axes differ: the input is [2] for 3 steps; give each as many rows as"
                + " there are steps");
    assertThatThrownBy(
            () ->
                ControlFlow.scan(
                    (Tensor h, Tensor row) -> new Step<>(row.item() > 0 ? h : row, row), c, x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            ": a value is read in a function of scan, which is written down once and has none:"
                + " FLOAT64[] at ")
        .hasMessageEndingWith(
            "; choose between tensors by where(condition, a, b), or between computations by"
                + " ControlFlow.cond, and read values of what scan returns");
    Tensor[] leak = new Tensor[1];
    ControlFlow.scan(
        (Tensor h, Tensor row) -> {
          leak[0] = row;
          return new Step<>(h, row);
        },
        c,
        x);
    assertThatThrownBy(() -> leak[0].plus(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "add: a tensor of the function that scan has written down is used when that is over;"
                + " return it from the function");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scan.forwards().checkpointEvery(0))
        .withMessage("scan: not a number of steps between two kept carries: 0; give 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scan.forwards().ofLength(-1))
        .withMessage("scan: the number of steps is negative: -1; give 0 or more");
  }
}
