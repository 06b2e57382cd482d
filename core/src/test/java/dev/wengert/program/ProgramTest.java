package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Keep;
import dev.wengert.MatMul;
import dev.wengert.Sum;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Spec MATRIX = spec(2, 3);

  private static Spec spec(int... sides) {
    return new Spec(DType.FLOAT64, Shape.of(sides));
  }

  private static Program unary(UnaryOperator<Tensor> f, Spec spec) {
    return Program.of(in -> List.of(f.apply(in.get(0))), spec);
  }

  @Test
  void printsTheWengertList() {
    Program program =
        Program.of(
            in -> {
              Tensor hidden = TANH.apply(MatMul.of(in.get(0), in.get(1), false, false));
              return List.of(Sum.of(hidden.times(0.5).plus(Tensor.of(1.0, 2)), false), hidden);
            },
            spec(4, 3),
            spec(3, 2));
    assertThat(program.after("recording"))
        .hasToString(
            """
            %0 = input : FLOAT64[4, 3]
            %1 = input : FLOAT64[3, 2]
            c1 = constant : FLOAT64[2]
            %2 = matmul[transposeA=false, transposeB=false] %0 %1 : FLOAT64[4, 2]
            %3 = tanh %2 : FLOAT64[4, 2]
            %4 = mul %3 0.5 : FLOAT64[4, 2]
            %5 = add %4 c1 : FLOAT64[4, 2]
            %6 = sum[axes=[0, 1], keep=false] %5 : FLOAT64[]
            return %6 %3
            """);
    assertThat(program)
        .hasToString(
            """
            %0 = input : FLOAT64[4, 3]
            %1 = input : FLOAT64[3, 2]
            c1 = constant : FLOAT64[2]
            %2 = matmul[transposeA=false, transposeB=false] %0 %1 : FLOAT64[4, 2]
            %3, %4 = fused[tanh, mul, add] %2 0.5 c1 : FLOAT64[4, 2] FLOAT64[4, 2]
            %5 = sum[axes=[0, 1], keep=false] %4 : FLOAT64[]
            return %5 %3
            """);
  }

  @Test
  void showsWhatEachPassLeft() {
    Program program = unary(x -> x.times(1).times(2).plus(x), MATRIX);
    assertThat(Bodies.titles(program.after("recording"))).containsExactly("mul", "mul", "add");
    assertThat(Bodies.titles(program.after("algebra"))).containsExactly("mul", "add");
    assertThat(Bodies.titles(program.after("fusion"))).containsExactly("fused[mul, add]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.after("magic"))
        .withMessage(
            "after: there is no such pass: magic; they are [recording, unused parts, within,"
                + " algebra, constants, common subexpressions, layout, constant operands, dead"
                + " code, fusion, reductions, tiling, tails, windows]");
  }

  @Test
  void aGradientOfAnyOrderIsPartOfIt() {
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> x.pow(3));
    Program program = unary(Autodiff.grad(slope), spec());
    assertThat(program.run(Tensor.scalar(2.0)).get(0).item()).isEqualTo(12);
    assertThat(program.run(Tensor.scalar(3.0)).get(0).item()).isEqualTo(18);
  }

  @Test
  void mappedFunctionsAndTangentsArePartOfIt() {
    Program program =
        Program.of(
            in -> {
              UnaryOperator<Tensor> cube = x -> x.pow(3);
              Tensor x = in.get(0);
              Autodiff.Jvp<Tensor> jvp =
                  Autodiff.jvp(
                      xs -> cube.apply(xs.get(0)), List.of(x), List.of(x.times(0).plus(1)));
              return List.of(Autodiff.vmap(Autodiff.grad(cube)).apply(x), jvp.tangent());
            },
            spec(3));
    List<Tensor> results = program.run(Tensor.of(1.0, 2, 3));
    assertThat(results.get(0).toDoubleArray()).containsExactly(3, 12, 27);
    assertThat(results.get(1).toDoubleArray()).containsExactly(3, 12, 27);
  }

  @Test
  void aCustomGradientIsTheOneThatIsRecorded() {
    Function<List<Tensor>, Tensor> reversal =
        Autodiff.custom("reversal", in -> in.get(0), (in, out, d) -> List.of(d.unaryMinus()));
    Program program =
        unary(Autodiff.grad(x -> reversal.apply(List.of(x.times(x))).times(5)), spec());
    assertThat(program.run(Tensor.scalar(3.0)).get(0).item()).isEqualTo(-30);
  }

  /** The function's exponential stands before the barrier and, for the backward walk, behind it. */
  @Test
  void aCheckpointComputesAgainBehindABarrier() {
    Elementwise exp = Elementwise.of("exp", Expression::exp);
    Function<Keep, UnaryOperator<Tensor>> slope =
        keep ->
            Autodiff.grad(
                x -> {
                  Function<List<Tensor>, List<Tensor>> part =
                      in -> List.of(exp.apply(MatMul.of(in.get(0), in.get(0), false, false)));
                  return Sum.of(Autodiff.checkpoint(part, keep, List.of(x)).get(0), false);
                });
    String again = unary(slope.apply(Keep.nothing()), spec(2, 2)).after("recording").toString();
    assertThat(again).containsSubsequence("matmul", "exp", "barrier", "matmul", "exp");
    String kept = unary(slope.apply(Keep.products()), spec(2, 2)).after("recording").toString();
    assertThat(kept).containsSubsequence("matmul", "exp", "barrier", "exp");
    assertThat(kept.substring(kept.indexOf("barrier"), kept.lastIndexOf("exp")))
        .doesNotContain("transposeA=false, transposeB=false");
  }

  @Test
  void whatIsNoTensorIsRecordedOnce() {
    int[] calls = {0};
    Program program = unary(x -> x.times(++calls[0]), spec());
    program.run(Tensor.scalar(3.0));
    assertThat(program.run(Tensor.scalar(3.0)).get(0).item()).isEqualTo(3);
    assertThat(calls[0]).isEqualTo(1);
  }

  @Test
  void argumentsAndConstantsCanBeResults() {
    Tensor one = Tensor.scalar(1.0);
    Program program = Program.of(in -> List.of(in.get(0), one, in.get(0).reshape(3, 2)), MATRIX);
    Tensor x = Tensor.wrap(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    List<Tensor> results = program.run(x);
    assertThat(results.get(0).toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(results.get(1).item()).isEqualTo(1);
    assertThat(results.get(2).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(program.run(Tensor.zeros(MATRIX)).get(2).toDoubleArray()).containsOnly(0);
    assertThat(Program.of(in -> List.of(), MATRIX).run(x)).isEmpty();
  }

  /** A tensor without elements stores no number, and is a constant like any other. */
  @Test
  void constantsMayBeEmpty() {
    Tensor none = Tensor.zeros(DType.FLOAT64, 2, 0);
    Tensor full = Tensor.full(none.spec(), 3);
    Program program =
        Program.of(
            in ->
                List.of(
                    Autodiff.grad(
                        (Tensor x) -> Sum.of(x.times(x).times(full).plus(none), false), in.get(0))),
            none.spec());
    assertThat(program.run(none).get(0).shape()).isEqualTo(none.shape());
    assertThat(program.after("recording").toString()).contains("FLOAT64[2, 0]");
  }

  @Test
  void resultsAreNotChangedByTheNextRun() {
    Program program = unary(x -> TANH.apply(x).times(2).reshape(6), MATRIX);
    Tensor first = program.run(Tensor.full(MATRIX, 1)).get(0);
    double[] before = first.toDoubleArray();
    program.run(Tensor.full(MATRIX, 5));
    assertThat(first.toDoubleArray()).isEqualTo(before);
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Program program = unary(x -> x.times(2), MATRIX);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.run(Tensor.of(1f, 2)))
        .withMessage(
            "program: the arguments are not those it was recorded for: [FLOAT32[2]] for"
                + " [FLOAT64[2, 3]]; record it for these, or use Program.compile(f), which does");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.run())
        .withMessageContaining(": [] for [FLOAT64[2, 3]]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.run(new Tape().watch(Tensor.zeros(MATRIX))))
        .withMessage(
            "program: a trace sees argument 0, FLOAT64[2, 3], and a program has no derivative; use"
                + " Program.compile(f), which is f itself then, or detach() the argument");
  }

  @Test
  void aTensorOfALiveTraceIsRefused() {
    Tape tape = new Tape();
    Tensor w = tape.watch(Tensor.scalar(2.0));
    assertThatThrownBy(() -> unary(x -> x.times(w), MATRIX))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith(
            "mul: a tensor of another trace is used in a recorded function: FLOAT64[] at ")
        .hasMessageEndingWith("; pass it as an argument, or detach() it to make it a constant");
    assertThatThrownBy(() -> unary(x -> w.times(2), MATRIX))
        .isInstanceOf(RecordingException.class)
        .hasMessageStartingWith("program: a tensor of another trace");
    assertThat(tape.gradients(w.times(3)).of(w).item()).isEqualTo(3);
  }

  /** What a function kept of a recording is of no use, and says so. */
  @Test
  void aTensorOfARecordingThatIsOverIsRefused() {
    List<Tensor> kept = new ArrayList<>();
    RuntimeException thrown = new RuntimeException("stop");
    assertThatThrownBy(
            () ->
                unary(
                    x -> {
                      kept.add(x.times(2));
                      throw thrown;
                    },
                    MATRIX))
        .isSameAs(thrown);
    assertThatThrownBy(() -> kept.get(0).plus(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "add: the tensor FLOAT64[2, 3] belongs to a program whose recording is over; return"
                + " what is needed from the recorded function");
    assertThat(unary(x -> x.times(2), MATRIX).run(Tensor.full(MATRIX, 3)).get(0).at(0, 0))
        .isEqualTo(6);
  }

  @Test
  void whatIsNotATensorIsNoResult() {
    assertThatThrownBy(() -> Program.of(in -> null, MATRIX))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("program: the function returned null; return its results, or an empty list");
  }

  /** Two runs at once have memory of their own. */
  @Test
  void servesManyThreads() throws Exception {
    Spec large = spec(5000);
    Program program =
        unary(
            x -> {
              Tensor y = x;
              for (int i = 0; i < 20; i++) {
                y = TANH.apply(y.plus(x));
              }
              return y;
            },
            large);
    int runs = Gates.of(5, 20);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      Tensor x = Tensor.full(large, k * 0.1);
      double expected = program.run(x).get(0).at(4999);
      work.add(
          () -> {
            boolean right = true;
            for (int i = 0; i < runs; i++) {
              for (double value : program.run(x).get(0).toDoubleArray()) {
                right &= value == expected;
              }
            }
            return right;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> result : threads.invokeAll(work)) {
        assertThat(result.get()).isTrue();
      }
    }
  }
}
