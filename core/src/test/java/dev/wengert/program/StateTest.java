package dev.wengert.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.ControlFlow;
import dev.wengert.Elementwise;
import dev.wengert.Gather;
import dev.wengert.Index;
import dev.wengert.Leaves;
import dev.wengert.MatMul;
import dev.wengert.PiecewiseConstant;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.program.Transition.Next;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Spec ROWS = new Spec(DType.FLOAT64, Shape.of(4, 3));
  private static final Spec SCALAR = new Spec(DType.FLOAT64, Shape.SCALAR);

  /** What a small network learns. */
  public record Net(Tensor first, Tensor second) {}

  /** A network and the moving mean of its gradients. */
  public record Learner(Net net, Map<String, Tensor> mean) {}

  /** A step of descent with momentum on half the squares of the outputs. */
  private static Next<Learner> step(Learner old, List<Tensor> inputs) {
    Net net = old.net();
    Autodiff.ValueAndGrad<Net> of =
        Autodiff.valueAndGrad(
            n -> {
              Tensor hidden = TANH.apply(MatMul.of(inputs.get(0), n.first(), false, false));
              Tensor y = MatMul.of(hidden, n.second(), false, false);
              return Sum.of(y.times(y), false).times(0.5);
            },
            net);
    Tensor first = mean(requireNonNull(old.mean().get("first")), of.gradients().first());
    Tensor second = mean(requireNonNull(old.mean().get("second")), of.gradients().second());
    Tensor rate = inputs.get(1);
    return new Next<>(
        new Learner(
            new Net(net.first().minus(first.times(rate)), net.second().minus(second.times(rate))),
            ImmutableMap.of("first", first, "second", second)),
        List.of(of.value()));
  }

  private static Tensor mean(Tensor mean, Tensor gradient) {
    return mean.times(0.9).plus(gradient);
  }

  private static Learner learner() {
    return new Learner(
        new Net(
            Tensor.of(new double[][] {{0.1, -0.2}, {0.3, 0.4}, {-0.5, 0.6}}),
            Tensor.of(new double[][] {{0.7}, {-0.8}})),
        ImmutableMap.of(
            "first",
            Tensor.zeros(DType.FLOAT64, 3, 2),
            "second",
            Tensor.zeros(DType.FLOAT64, 2, 1)));
  }

  private static Tensor rows(int n) {
    double[] values = new double[3 * n];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i + n);
    }
    return Tensor.wrap(values, n, 3);
  }

  @Test
  void trainingTakesTheStepsOfItsTransition() {
    Learner expected = learner();
    State<Learner> state = State.of(expected);
    CompiledTransition<Learner> compiled = CompiledTransition.of(state, StateTest::step);
    for (int i = 0; i < 6; i++) {
      // The last batch is smaller.
      List<Tensor> inputs = List.of(rows(i % 3 == 2 ? 2 : 4), Tensor.scalar(0.1 / (1 + i)));
      Next<Learner> next = step(expected, inputs);
      List<Tensor> outputs = compiled.apply(inputs);
      assertThat(outputs.get(0).item()).isEqualTo(next.outputs().get(0).item());
      expected = next.state();
      assertSame(state.get(), expected);
    }
  }

  /** Parameters and means are written where they lie, by the loops that compute them. */
  @Test
  void anUpdateIsComputedInPlace() {
    StateProgram<Learner> program = StateProgram.of(StateTest::step, learner(), ROWS, SCALAR);
    Commit commit = program.schedule().plan().commit;
    assertThat(commit.copies()).isEmpty();
    assertThat(commit.homes().stream().filter(home -> home >= 0).sorted())
        .containsExactly(0, 1, 2, 3);
    assertThat(program.toString())
        .startsWith("%0 = state net.first : FLOAT64[3, 2]\n%1 = state net.second")
        .contains("%4 = input : FLOAT64[4, 3]")
        .contains("\n%0 <- %")
        .contains("\n%3 <- %");
    assertThat(program.inputs()).containsExactly(ROWS, SCALAR);
    assertThat(program.cost().lines()).hasSameSizeAs(program.body().instructions());
  }

  /** A smaller batch lies where a larger one did. */
  @Test
  @SuppressWarnings("ReferenceEquality") // the same arrays
  void programsShareTheirMemory() {
    State<Tensor> state = State.of(Tensor.zeros(DType.FLOAT64, 3));
    Storage storage = new Storage(Wengert.device());
    Transition<Tensor> f =
        (s, in) -> {
          Tensor products = MatMul.of(in.get(0), in.get(0), false, true);
          return new Next<>(
              s.plus(Sum.of(MatMul.of(products, in.get(0), false, false), false, 0)), List.of());
        };
    Plan large = state.record(f, spec(8, 3)).schedule().plan();
    Plan small = state.record(f, spec(2, 3)).schedule().plan();
    Object[] first = storage.take(large.slotTypes, large.slotSizes);
    assertThat(storage.take(small.slotTypes, small.slotSizes))
        .usingElementComparator((one, two) -> one == two ? 0 : 1)
        .containsExactlyInAnyOrder(first);
    assertThat(storage.replaced()).isZero();
    Plan larger = state.record(f, spec(9, 3)).schedule().plan();
    storage.take(larger.slotTypes, larger.slotSizes);
    assertThat(storage.replaced()).isPositive();
  }

  @Test
  void aProgramGoesOnAfterALargerOneHasTakenItsMemory() {
    State<Tensor> state = State.of(Tensor.zeros(DType.FLOAT64, 3));
    CompiledTransition<Tensor> add =
        CompiledTransition.of(
            state,
            (s, in) -> new Next<>(s.plus(Sum.of(in.get(0).times(in.get(0)), false, 0)), List.of()));
    for (int rows : new int[] {2, 5, 2, 9, 5}) {
      add.apply(List.of(Tensor.full(spec(rows, 3), 2)));
    }
    assertThat(state.get().toDoubleArray()).containsExactly(92, 92, 92);
  }

  @Test
  void tensorsMayChangePlaces() {
    State<List<Tensor>> state =
        State.of(List.of(Tensor.of(1.0, 2), Tensor.of(3.0, 4), Tensor.of(5.0, 6)));
    CompiledTransition<List<Tensor>> turn =
        CompiledTransition.of(
            state, (s, in) -> new Next<>(List.of(s.get(1), s.get(2), s.get(0)), List.of()));
    turn.apply(List.of());
    assertThat(values(state)).containsExactly(3, 4, 5, 6, 1, 2);
    turn.apply(List.of());
    assertThat(values(state)).containsExactly(5, 6, 1, 2, 3, 4);
  }

  /** One keeps what the other was, which is computed in place. */
  @Test
  void aTensorMayKeepAnothersOldValue() {
    State<List<Tensor>> state = State.of(List.of(Tensor.of(1.0, 2), Tensor.of(0.0, 0)));
    CompiledTransition<List<Tensor>> twice =
        CompiledTransition.of(
            state, (s, in) -> new Next<>(List.of(s.get(0).times(2), s.get(0)), List.of()));
    twice.apply(List.of());
    assertThat(values(state)).containsExactly(2, 4, 1, 2);
    twice.apply(List.of());
    assertThat(values(state)).containsExactly(4, 8, 2, 4);
  }

  /** A product cannot be written over what it reads. */
  @Test
  void aProductOfTheOldValueIsCopied() {
    State<Tensor> state = State.of(Tensor.of(new double[][] {{1, 1}, {1, 0}}));
    Transition<Tensor> square = (s, in) -> new Next<>(MatMul.of(s, s, false, false), List.of());
    assertThat(state.record(square).schedule().plan().commit.copies()).hasSize(1);
    CompiledTransition<Tensor> squared = CompiledTransition.of(state, square);
    squared.apply(List.of());
    squared.apply(List.of());
    assertThat(state.get().toDoubleArray()).containsExactly(5, 3, 3, 2);
  }

  @Test
  void whatIsReadStaysAsItWas() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    CompiledTransition<Tensor> twice =
        CompiledTransition.of(state, (s, in) -> new Next<>(s.times(2), List.of(s, s.times(2))));
    Tensor before = state.get();
    List<Tensor> outputs = twice.apply(List.of());
    twice.apply(List.of());
    assertThat(before.toDoubleArray()).containsExactly(1, 2);
    assertThat(outputs.get(0).toDoubleArray()).containsExactly(1, 2);
    assertThat(outputs.get(1).toDoubleArray()).containsExactly(2, 4);
    assertThat(state.get().toDoubleArray()).containsExactly(4, 8);
  }

  @Test
  void theGivenTensorsAreCopied() {
    double[] values = {1, 2};
    State<Tensor> state = State.of(Tensor.wrap(values, 2));
    CompiledTransition.of(state, (s, in) -> new Next<>(s.times(2), List.of())).apply(List.of());
    assertThat(values).containsExactly(1, 2);
    state.set(Tensor.of(5.0, 6));
    assertThat(state.get().toDoubleArray()).containsExactly(5, 6);
  }

  /** The second half of the operation refuses what comes after an update that is ready. */
  @Test
  void aStepThatFailsLeavesTheStateOfBefore() {
    State<List<Tensor>> state = State.of(List.of(Tensor.of(1.0, 2), Tensor.of(3.0, 4)));
    CompiledTransition<List<Tensor>> step =
        CompiledTransition.of(
            state,
            (s, in) -> {
              Tensor first = s.get(0).times(2);
              Tensor taken = new Gather(0, 0).apply(first, in.get(0));
              return new Next<>(List.of(first, s.get(1).plus(taken)), List.of());
            });
    assertThatThrownBy(() -> step.apply(List.of(Tensor.of(0, 2))))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(values(state)).containsExactly(1, 2, 3, 4);
    step.apply(List.of(Tensor.of(1, 1)));
    assertThat(values(state)).containsExactly(2, 4, 7, 8);
  }

  /**
   * A loop's last value may be state: in its place if the loop does not read it, else copied; what
   * reads old state comes before, within a loop or a choice too. A loop that goes on for too long,
   * whose result nobody takes, leaves the state of before.
   */
  @Test
  void loopsAndChoicesMakeStateAndReadIt() {
    Transition<List<Tensor>> f =
        (s, in) -> {
          Tensor rows = in.get(0);
          Tensor grown =
              ControlFlow.scan(
                      (Tensor c, Tensor row) ->
                          new ControlFlow.Step<>(c.times(0.5).plus(row).plus(s.get(2)), c),
                      s.get(0),
                      rows)
                  .carry();
          Tensor apart =
              ControlFlow.scan(
                      (Tensor c, Tensor row) ->
                          new ControlFlow.Step<>(c.plus(row.times(s.get(0))), c),
                      Tensor.zeros(DType.FLOAT64, 2),
                      rows)
                  .carry();
          Tensor chosen =
              ControlFlow.cond(
                  Sum.of(s.get(1), false).lt(0),
                  a -> a.plus(s.get(1)),
                  a -> a.times(0.25),
                  s.get(2));
          Tensor halved = s.get(3).times(0.5);
          Tensor ended =
              ControlFlow.whileLoop(
                  (Tensor c) -> Sum.of(c, false).lt(10), c -> c.plus(in.get(1)), halved, 100);
          assertThat(ended.spec()).isEqualTo(halved.spec());
          return new Next<>(List.of(grown, apart, chosen, halved), List.of());
        };
    List<Tensor> expected =
        List.of(Tensor.of(1.0, 2), Tensor.of(3.0, -4), Tensor.of(5.0, -6), Tensor.of(7.0, 8));
    State<List<Tensor>> state = State.of(expected);
    StateProgram<List<Tensor>> program = state.record(f, spec(4, 2), SCALAR);
    Commit commit = program.schedule().plan().commit;
    assertThat(commit.homes().contains(1)).isTrue();
    assertThat(commit.homes().contains(0)).isFalse();
    for (int i = 0; i < 4; i++) {
      Tensor rows = rows(4 + i).get(Index.range(0, 4), Index.range(0, 2));
      List<Tensor> inputs = List.of(rows, Tensor.scalar(0.75));
      Next<List<Tensor>> next = f.of(expected, inputs);
      state.run(program, inputs);
      expected = next.state();
      assertSame(state.get(), expected);
      assertThatThrownBy(() -> state.run(program, List.of(inputs.get(0), Tensor.scalar(-1.0))))
          .hasMessageContaining("the condition still holds after 100 trips");
      assertSame(state.get(), expected);
    }
  }

  /** Fills nothing: it refuses its operand. */
  private record Refusing() implements PiecewiseConstant {
    @Override
    public String name() {
      return "refusing";
    }

    @Override
    public Spec[] infer(Spec... inputs) {
      return new Spec[] {inputs[0]};
    }

    @Override
    public Kernel lower(Spec... inputs) {
      return new Host(
          (in, results) -> {
            throw new IllegalStateException("refused");
          });
    }
  }

  @Test
  void aJavaFunctionThatThrowsLeavesTheStateOfBefore() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    CompiledTransition<Tensor> step =
        CompiledTransition.of(
            state,
            (s, in) -> {
              Tensor next = s.times(2);
              new Refusing().applyAll(next);
              return new Next<>(next, List.of());
            });
    assertThatThrownBy(() -> step.apply(List.of())).hasMessage("refused");
    assertThat(state.get().toDoubleArray()).containsExactly(1, 2);
  }

  @Test
  void aStepThatIsNotAcceptedLeavesTheStateOfBefore() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    StateProgram<Tensor> program =
        state.record(
            (s, in) -> {
              Tensor next = s.times(in.get(0));
              return new Next<>(next, List.of(Sum.of(next, false)));
            },
            SCALAR);
    List<Tensor> outputs =
        state.run(
            program,
            List.of(Tensor.scalar(Double.NaN)),
            loss -> Double.isFinite(loss.get(0).item()));
    assertThat(outputs.get(0).item()).isNaN();
    assertThat(state.get().toDoubleArray()).containsExactly(1, 2);
    assertThatThrownBy(
            () ->
                state.run(
                    program,
                    List.of(Tensor.scalar(2.0)),
                    loss -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(state.get().toDoubleArray()).containsExactly(1, 2);
    state.run(program, List.of(Tensor.scalar(2.0)));
    assertThat(state.get().toDoubleArray()).containsExactly(2, 4);
  }

  @Test
  void whoAcceptsLooksAndDoesNotWrite() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    StateProgram<Tensor> program = state.record((s, in) -> new Next<>(s.times(2), List.of()));
    List<Tensor> seen = new ArrayList<>();
    state.run(program, List.of(), outputs -> seen.add(state.get()));
    assertThat(seen.get(0).toDoubleArray()).containsExactly(1, 2);
    String message =
        "state: a step is under way; whoever accepts its outputs may look at the state, and change"
            + " it afterwards";
    assertThatThrownBy(
            () -> state.run(program, List.of(), outputs -> state.run(program, List.of()).isEmpty()))
        .hasMessage(message);
    assertThatThrownBy(
            () ->
                state.run(
                    program,
                    List.of(),
                    outputs -> {
                      state.set(Tensor.of(0.0, 0));
                      return true;
                    }))
        .hasMessage(message);
    assertThat(state.get().toDoubleArray()).containsExactly(2, 4);
  }

  /**
   * A body that throws while it is recorded leaves nothing behind; the next one is recorded anew.
   */
  @Test
  void aTransitionThatThrowsIsRecordedAnew() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    int[] calls = {0};
    CompiledTransition<Tensor> step =
        CompiledTransition.of(
            state,
            (s, in) -> {
              if (calls[0]++ == 0) {
                throw new IllegalStateException("not yet");
              }
              return new Next<>(s.times(2), List.of());
            });
    assertThatThrownBy(() -> step.apply(List.of())).hasMessage("not yet");
    step.apply(List.of());
    step.apply(List.of());
    assertThat(calls[0]).isEqualTo(2);
    assertThat(state.get().toDoubleArray()).containsExactly(4, 8);
  }

  @Test
  void aValueThatIsReadIsRefused() {
    State<Tensor> state = State.of(Tensor.scalar(1.0));
    CompiledTransition<Tensor> step =
        CompiledTransition.of(state, (s, in) -> new Next<>(s.times(s.item()), List.of()));
    assertThatThrownBy(() -> step.apply(List.of())).isInstanceOf(RecordingException.class);
  }

  @Test
  void theNextStateIsMadeAsTheOldOneIs() {
    State<List<Tensor>> state = State.of(List.of(Tensor.of(1.0, 2)));
    assertThatThrownBy(
            () -> state.record((s, in) -> new Next<>(List.of(s.get(0), s.get(0)), List.of())))
        .hasMessage(
            "state: the next state is made of other parts: [0, 1] for [0]; give it the same"
                + " structure");
    assertThatThrownBy(
            () -> state.record((s, in) -> new Next<>(List.of(Sum.of(s.get(0), false)), List.of())))
        .hasMessage("state: 0 is FLOAT64[2], its next value FLOAT64[]; keep dtype and shape");
    assertThatThrownBy(() -> state.set(List.of(Tensor.of(1.0))))
        .hasMessage(
            "state: it is of [0] [FLOAT64[2]], not of [0] [FLOAT64[1]]; give it the same structure"
                + " of the same dtypes and shapes");
  }

  @Test
  void inputsAreThoseItWasRecordedFor() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    StateProgram<Tensor> program =
        state.record((s, in) -> new Next<>(s.plus(in.get(0)), List.of()), SCALAR);
    assertThatThrownBy(() -> state.run(program, List.of(Tensor.of(1.0))))
        .hasMessage(
            "program: the arguments are not those it was recorded for: [FLOAT64[1]] for"
                + " [FLOAT64[]]; record it for these, or use CompiledTransition.of(state, f), which"
                + " does");
    assertThatThrownBy(() -> State.of(Tensor.of(1.0)).run(program, List.of(Tensor.scalar(1.0))))
        .hasMessage(
            "state: the program is for one of [] [FLOAT64[2]], this is of [] [FLOAT64[1]]; record"
                + " it for this one");
    assertThatThrownBy(
            () ->
                Autodiff.grad(
                        x -> {
                          state.run(program, List.of(x));
                          return x;
                        })
                    .apply(Tensor.scalar(1.0)))
        .hasMessage(
            "program: a trace sees argument 0, FLOAT64[], and a program has no derivative;"
                + " detach() the argument");
  }

  /** The next state is made before the last look at the old one: it is copied at the end. */
  @Test
  void whatIsCopiedAtTheEndIsCountedAndTimed() {
    Tensor square = Tensor.of(1.0, 2, 3, 4).reshape(2, 2);
    State<Tensor> state = State.of(square);
    StateProgram<Tensor> program =
        state.record(
            (now, in) -> {
              Tensor next = now.matmul(in.get(0));
              return new Next<>(next, List.of(next.matmul(now)));
            },
            square.spec());
    Profile profile = state.profile(program, List.of(square));
    assertThat(profile.lines()).hasSize(2);
    assertThat(profile.lines().get(1).cost().live()).isEqualTo(2 * 4 * 8);
  }

  @Test
  void aProfileLeavesTheStateAlone() {
    State<Tensor> state = State.of(Tensor.of(1.0, 2));
    StateProgram<Tensor> program =
        state.record((s, in) -> new Next<>(s.times(in.get(0)), List.of(Sum.of(s, false))), SCALAR);
    Profile profile = state.profile(program, List.of(Tensor.scalar(3.0)));
    assertThat(profile.lines()).hasSize(2);
    assertThat(state.get().toDoubleArray()).containsExactly(1, 2);
  }

  private static void assertSame(Object found, Object expected) {
    Leaves<Object> tensors = Leaves.of(found);
    Leaves<Object> others = Leaves.of(expected);
    assertThat(tensors.names()).isEqualTo(others.names());
    for (int i = 0; i < others.tensors().size(); i++) {
      Tensor tensor = tensors.tensors().get(i);
      Tensor other = others.tensors().get(i);
      assertThat(tensor.spec()).isEqualTo(other.spec());
      assertThat(tensor.toDoubleArray()).isEqualTo(other.toDoubleArray());
    }
  }

  private static Spec spec(int... sides) {
    return new Spec(DType.FLOAT64, Shape.of(sides));
  }

  private static double[] values(State<List<Tensor>> state) {
    DoubleArrayList values = new DoubleArrayList();
    for (Tensor tensor : state.get()) {
      values.addElements(values.size(), tensor.toDoubleArray());
    }
    return values.toDoubleArray();
  }
}
