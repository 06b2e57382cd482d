package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Elementwise;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A program with state takes the steps of its transition, to the bit, whichever it is. */
class RandomTransitionsTest {

  private static final Elementwise MIX =
      Elementwise.of("mix", (x, y) -> x.times(0.75).plus(Expression.tanh(x.plus(y)).times(0.25)));

  private static final int TRANSITIONS = 16;
  private static final int STEPS = 4;

  @Test
  void aProgramTakesTheStepsOfItsTransition() {
    Random random = Seeds.random(1917);
    int inPlace = 0;
    int copied = 0;
    int refused = 0;
    for (int i = 0; i < TRANSITIONS; i++) {
      DType dtype = i % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64;
      Transition<List<Tensor>> f = transition(random.nextLong(), random.nextInt(20));
      List<Tensor> expected = numbers(random, dtype);
      State<List<Tensor>> state = State.of(expected);
      List<Tensor> inputs = List.of(Tensor.of(2, 0, 2, 1), Tensor.of(random.nextInt(), 5));
      StateProgram<List<Tensor>> program =
          StateProgram.of(f, expected, Specs.of(inputs).toArray(new Spec[0]));
      Commit commit = program.schedule().plan().commit;
      inPlace += (int) Arrays.stream(commit.homes().toArray()).filter(home -> home >= 0).count();
      copied += commit.copies().size();
      int threads = 1 + random.nextInt(3);
      for (int step = 0; step < STEPS; step++) {
        boolean accepts = random.nextInt(4) > 0;
        List<Object> outputs = new ArrayList<>();
        Wengert.withThreads(
            threads, () -> outputs.add(outcome(() -> state.run(program, inputs, y -> accepts))));
        List<Tensor> before = expected;
        Transition.Next<List<Tensor>> next = null;
        try {
          next = f.of(before, inputs);
        } catch (ArithmeticException e) {
          assertThat(outputs.get(0)).isEqualTo(e.getMessage());
          refused++;
        }
        if (next != null) {
          assertThat(outputs.get(0).equals(bits(next.outputs()))).as(program.toString()).isTrue();
          expected = accepts ? next.state() : before;
        }
        assertThat(bits(state.get()).equals(bits(expected))).as(program.toString()).isTrue();
      }
    }
    // Each way has been gone often enough to tell something.
    assertThat(inPlace).isGreaterThan(TRANSITIONS);
    assertThat(copied).isGreaterThan(TRANSITIONS);
    assertThat(refused).isLessThan(TRANSITIONS * STEPS / 2);
  }

  private static Object outcome(Supplier<List<Tensor>> step) {
    try {
      return bits(step.get());
    } catch (ArithmeticException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Returns two tensors of each shape. */
  private static List<Tensor> numbers(Random random, DType dtype) {
    List<Tensor> numbers = new ArrayList<>();
    for (int i = 0; i < 2 * RandomGraph.SHAPES.size(); i++) {
      Shape shape = RandomGraph.SHAPES.get(i % RandomGraph.SHAPES.size());
      double[] values = new double[shape.size()];
      Arrays.setAll(values, at -> random.nextGaussian());
      numbers.add(Tensor.wrap(values, shape.sides()).to(dtype));
    }
    return numbers;
  }

  /**
   * Returns a transition that a seed decides: a graph of the first half of the state; then each
   * tensor stays, is moved by what the graph gives or by another tensor, takes another's old or new
   * value, or becomes a number.
   */
  private static Transition<List<Tensor>> transition(long seed, int operations) {
    RandomGraph graph = new RandomGraph(seed, operations);
    return (state, inputs) -> {
      Random random = new Random(seed);
      int half = RandomGraph.SHAPES.size();
      List<Tensor> arguments = new ArrayList<>(state.subList(0, half));
      arguments.addAll(inputs);
      List<Tensor> outputs = new ArrayList<>(graph.apply(arguments));
      Tensor total = Tensor.zeros(state.get(0).dtype());
      for (Tensor output : outputs) {
        if (output.dtype() == total.dtype()) {
          total = MIX.apply(total, Sum.of(output, false));
        }
      }
      List<Tensor> next = new ArrayList<>(state);
      for (int i = 0; i < state.size(); i++) {
        Tensor own = state.get(i);
        int other = (i + half) % state.size();
        next.set(
            i,
            switch (random.nextInt(8)) {
              case 0 -> own;
              case 1 -> state.get(other);
              case 2 -> next.get(other);
              case 3 -> MIX.apply(own, state.get(other));
              case 4 -> MIX.apply(next.get(other), own);
              case 5 -> Tensor.full(own.spec(), 0.5);
              default -> MIX.apply(own, total);
            });
      }
      if (random.nextInt(3) == 0) {
        outputs.add(state.get(random.nextInt(state.size())));
        outputs.add(next.get(random.nextInt(state.size())));
      }
      return new Transition.Next<>(next, outputs);
    };
  }

  private static List<Object> bits(List<Tensor> tensors) {
    List<Object> bits = new ArrayList<>();
    for (Tensor tensor : tensors) {
      bits.add(tensor.spec());
      bits.add(RandomGraphsTest.bits(tensor));
    }
    return bits;
  }
}
