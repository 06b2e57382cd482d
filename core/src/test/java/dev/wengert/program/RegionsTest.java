package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.ControlFlow;
import dev.wengert.ControlFlow.Scanned;
import dev.wengert.ControlFlow.Step;
import dev.wengert.Elementwise;
import dev.wengert.Scan;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Loops and choices that a program keeps. */
class RegionsTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = Seeds.random(1513);

  private static Spec number(int... sides) {
    return new Spec(DType.FLOAT64, Shape.of(sides));
  }

  private Tensor normal(int... sides) {
    double[] values = new double[Shape.of(sides).size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.wrap(values, sides);
  }

  /** A recurrent network's loss: of weights [3, 3], a state [2, 3] and inputs [T, 2, 3]. */
  private static Tensor loss(List<Tensor> in, Scan how) {
    Scanned<Tensor, Tensor> scanned =
        ControlFlow.scan(
            (Tensor h, Tensor x) -> {
              Tensor next = TANH.apply(h.matmul(in.get(0)).plus(x));
              return new Step<>(next, next.times(x));
            },
            in.get(1),
            in.get(2),
            how);
    return Sum.of(scanned.outputs().pow(2), false).plus(Sum.of(scanned.carry(), false));
  }

  private static Program gradient(int length, Scan how) {
    return Program.of(
        in -> Autodiff.grad((List<Tensor> some) -> loss(some, how), in),
        number(3, 3),
        number(2, 3),
        number(length, 2, 3));
  }

  @Test
  void aLoopOfAThousandStepsIsAsShortAsOneOfTen() {
    for (Scan how :
        List.of(Scan.forwards(), Scan.backwards(), Scan.forwards().checkpointEvery(5))) {
      String ten = gradient(10, how).toString();
      String thousand = gradient(1000, how).toString();
      assertThat(thousand.lines().count()).isEqualTo(ten.lines().count());
      assertThat(ten.lines().count()).isLessThan(100);
    }
  }

  @Test
  void theBitsAreThoseOfTheFunction() {
    for (int length : new int[] {0, 1, 2, 7, 40}) {
      for (Scan how :
          List.of(
              Scan.forwards(),
              Scan.backwards(),
              Scan.forwards().checkpointEvery(1),
              Scan.backwards().checkpointEvery(3))) {
        List<Tensor> arguments = List.of(normal(3, 3), normal(2, 3), normal(length, 2, 3));
        List<Tensor> along = List.of(normal(3, 3), normal(2, 3), normal(length, 2, 3));
        assertSame(
            in -> Autodiff.grad((List<Tensor> some) -> loss(some, how), in), arguments, arguments);
        assertSame(
            in -> {
              Autodiff.Jvp<Tensor> jvp =
                  Autodiff.jvp((List<Tensor> some) -> loss(some, how), in, along);
              return List.of(jvp.value(), jvp.tangent());
            },
            arguments,
            along);
        assertSame(
            in -> Autodiff.hvp((List<Tensor> some) -> loss(some, how), in, along),
            arguments,
            along);
        assertSame(
            in ->
                Autodiff.vmap(
                    (Tensor h) ->
                        Autodiff.grad(
                            (List<Tensor> some) -> loss(some, how),
                            List.of(in.get(0), h.broadcastTo(2, 3), in.get(2))),
                    in.get(1)),
            arguments,
            along);
      }
    }
  }

  private static void assertSame(
      Function<List<Tensor>, List<Tensor>> f, List<Tensor> one, List<Tensor> two) {
    Program program = Program.of(f, Specs.of(one).toArray(new Spec[0]));
    for (List<Tensor> arguments : List.of(one, two, one)) {
      List<Tensor> expected = f.apply(arguments);
      ImmutableList<Tensor> found = program.run(arguments);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).spec()).isEqualTo(expected.get(i).spec());
        assertThat(found.get(i).to(DType.FLOAT64).toDoubleArray())
            .isEqualTo(expected.get(i).to(DType.FLOAT64).toDoubleArray());
      }
    }
  }

  @Test
  void whatGoesThroughALoopMayBeAnythingThatLiesAnyhow() {
    // Carries that swap, constants, what is handed on, views, and the same value twice.
    Function<List<Tensor>, List<Tensor>> f =
        in -> {
          Scanned<List<Tensor>, List<Tensor>> scanned =
              ControlFlow.scan(
                  (List<Tensor> c, List<Tensor> row) -> {
                    Tensor sum = c.get(0).plus(row.get(0));
                    return new Step<>(
                        List.of(c.get(1), sum, c.get(2), Tensor.zeros(DType.FLOAT64, 2)),
                        List.of(
                            sum,
                            sum,
                            row.get(0),
                            c.get(3),
                            sum.reshape(2, 1),
                            sum.reshape(1, 2).broadcastTo(3, 2),
                            Tensor.scalar(7),
                            row.get(1).lt(c.get(0))));
                  },
                  List.of(
                      in.get(0),
                      Tensor.zeros(DType.FLOAT64, 2),
                      Tensor.scalar(5).broadcastTo(2),
                      Tensor.ones(DType.FLOAT64, 2)),
                  List.of(in.get(1), Tensor.scalar(0.25).broadcastTo(4, 2)));
          return ImmutableList.<Tensor>builder()
              .addAll(scanned.carry())
              .addAll(scanned.outputs())
              .build();
        };
    assertSame(f, List.of(normal(2), normal(4, 2)), List.of(normal(2), normal(4, 2)));
  }

  /** Adds x until the sum is 10. */
  private static Tensor sum(Tensor x, int mostTrips) {
    return ControlFlow.whileLoop(
            (List<Tensor> s) -> s.get(0).lt(10),
            s -> List.of(s.get(0).plus(x.times(x)), s.get(0)),
            List.of(x, x),
            mostTrips)
        .get(0);
  }

  @Test
  void aLoopEndsWhenNumbersSay() {
    Function<List<Tensor>, List<Tensor>> f =
        in ->
            List.of(
                sum(in.get(0), 30),
                Autodiff.grad(x -> sum(x, 30), in.get(0)),
                Autodiff.hvp(x -> sum(x, 30), in.get(0), in.get(0)),
                Autodiff.vmap(x -> sum(x, 30), in.get(1)),
                Autodiff.vmap(Autodiff.grad(x -> sum(x, 30)), in.get(1)));
    assertSame(
        f,
        List.of(Tensor.scalar(1.5), Tensor.of(0.7, 20, 3)),
        List.of(Tensor.scalar(11.0), Tensor.of(1.0, 2, 4)));
    Program program = Program.of(in -> List.of(sum(in.get(0), 30)), number());
    assertThatThrownBy(() -> program.run(Tensor.scalar(0.1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "whileLoop: the condition still holds after 30 trips, which was said to be the most;"
                + " give a larger bound, or a condition that ends");
    // The memory of a run that failed serves another.
    assertThat(program.run(Tensor.scalar(3.0)).get(0).item()).isEqualTo(12);
  }

  @Test
  void aChoiceIsMadeInEachRun() {
    Function<Tensor, Tensor> f =
        x -> ControlFlow.cond(x.lt(0), y -> y.times(y), y -> y.times(3).plus(x), x);
    Function<List<Tensor>, List<Tensor>> all =
        in ->
            List.of(
                f.apply(in.get(0)),
                Autodiff.grad(f, in.get(0)),
                Autodiff.vmap(x -> Autodiff.grad(f, x), in.get(1)));
    assertSame(
        all,
        List.of(Tensor.scalar(-2.0), Tensor.of(-1.0, 2)),
        List.of(Tensor.scalar(4.0), Tensor.of(1.0, -2)));
    Program program =
        Program.of(
            in ->
                List.of(
                    ControlFlow.switchCase(
                        in.get(0),
                        List.<Function<Tensor, Tensor>>of(x -> x.plus(1), x -> x.times(x)),
                        in.get(1))),
            new Spec(DType.INT32, Shape.SCALAR),
            number());
    assertThat(program.run(Tensor.scalar(0), Tensor.scalar(5.0)).get(0).item()).isEqualTo(6);
    assertThat(program.run(Tensor.scalar(1), Tensor.scalar(5.0)).get(0).item()).isEqualTo(25);
    assertThatThrownBy(() -> program.run(Tensor.scalar(2), Tensor.scalar(5.0)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("switchCase: the number at [] is out of range: 2 of 2 branches; give 0 to 1");
  }

  @Test
  void printsAndCountsWhatALoopRuns() {
    Program program =
        Program.of(
            in ->
                List.of(
                    ControlFlow.scan(
                            (Tensor c, Tensor row) -> {
                              Tensor next = c.times(in.get(0)).plus(row);
                              return new Step<>(next, next);
                            },
                            in.get(1),
                            in.get(2))
                        .carry()),
            number(),
            number(4),
            number(10, 4));
    assertThat(program.toString())
        .isEqualTo(
            """
            %0 = input : FLOAT64[]
            %1 = input : FLOAT64[4]
            %2 = input : FLOAT64[10, 4]
            %3 = scan[10] %1 %2 %0 : FLOAT64[4]
              step:
                %0 = input : FLOAT64[4]
                %1 = input : FLOAT64[4]
                %2 = input : FLOAT64[]
                %3 = fused[mul, add] %0 %2 %1 : FLOAT64[4]
                return %3
            return %3
            """);
    assertThat(program.after("recording").toString())
        .contains("    %3 = mul %0 %2 : FLOAT64[4]\n    %4 = add %3 %1 : FLOAT64[4]\n");
    assertThat(program.cost().flops()).isEqualTo(10 * 2 * 4);
  }

  @Test
  void aLoopCarriesAndWritesNothingForNobody() {
    Function<List<Tensor>, Scanned<List<Tensor>, List<Tensor>>> f =
        in ->
            ControlFlow.scan(
                (List<Tensor> c, List<Tensor> row) ->
                    new Step<>(
                        List.of(
                            c.get(0).plus(row.get(0)),
                            c.get(1).times(c.get(2)),
                            c.get(2).plus(row.get(1))),
                        List.of(c.get(0), c.get(2).plus(in.get(2)))),
                List.of(in.get(0), in.get(0), in.get(0)),
                List.of(in.get(1), in.get(1).times(2)));
    Spec[] specs = {number(), number(5), number()};
    Program sum = Program.of(in -> List.of(f.apply(in).carry().get(0)), specs);
    assertThat(sum.toString())
        .isEqualTo(
            """
            %0 = input : FLOAT64[]
            %1 = input : FLOAT64[5]
            %2 = input : FLOAT64[]
            %3 = scan[5] %0 %1 : FLOAT64[]
              step:
                %0 = input : FLOAT64[]
                %1 = input : FLOAT64[]
                %2 = add %0 %1 : FLOAT64[]
                return %2
            return %3
            """);
    Program product = Program.of(in -> List.of(f.apply(in).carry().get(1)), specs);
    assertThat(product.body().instructions().getLast().results()).hasSize(2);
    Program none =
        Program.of(
            in -> {
              assertThat(f.apply(in).carry()).hasSize(3);
              return List.of(in.get(0));
            },
            specs);
    assertThat(none.body().instructions()).isEmpty();
    for (int part = 0; part < 3; part++) {
      int which = part;
      assertSame(
          in -> List.of(f.apply(in).carry().get(which), f.apply(in).outputs().get(which / 2)),
          List.of(normal(), normal(5), normal()),
          List.of(normal(), normal(5), normal()));
    }
  }

  @Test
  void manyThreadsRunOneProgram() {
    Program program = gradient(20, Scan.forwards());
    List<List<Tensor>> arguments =
        java.util.stream.Stream.generate(
                () -> List.of(normal(3, 3), normal(2, 3), normal(20, 2, 3)))
            .limit(40)
            .toList();
    List<double[]> expected =
        arguments.stream().map(some -> program.run(some).get(0).toDoubleArray()).toList();
    List<double[]> found =
        arguments.parallelStream().map(some -> program.run(some).get(0).toDoubleArray()).toList();
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isEqualTo(expected.get(i));
    }
  }
}
