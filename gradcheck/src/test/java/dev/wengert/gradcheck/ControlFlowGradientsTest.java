package dev.wengert.gradcheck;

import dev.wengert.ControlFlow;
import dev.wengert.ControlFlow.Step;
import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Scan;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.junit.GradCheckTest;
import dev.wengert.testing.Seeds;
import java.util.List;

/** Loops and choices, checked as any function is: in both modes, to second order, mapped. */
class ControlFlowGradientsTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Elementwise EXP = Elementwise.of("exp", Expression::exp);

  private final Key key = Key.of(Seeds.of(1514));
  private final Tensor weights = key.fold(0).normal(DType.FLOAT64, 2, 2);
  private final Tensor first = key.fold(1).normal(DType.FLOAT64, 3, 2);
  private final Tensor rows = key.fold(2).normal(DType.FLOAT64, 5, 3, 2);

  private GradCheck scan(Scan how) {
    return GradCheck.of(
            in -> {
              ControlFlow.Scanned<Tensor, Tensor> scanned =
                  ControlFlow.scan(
                      (Tensor h, Tensor x) -> {
                        Tensor next = TANH.apply(h.matmul(in.get(0)).plus(x));
                        return new Step<>(next, next.times(h));
                      },
                      in.get(1),
                      in.get(2),
                      how);
              return Sum.of(scanned.outputs(), false, 0).plus(scanned.carry());
            })
        .input("weights", weights)
        .input("first", first)
        .input("rows", rows);
  }

  @GradCheckTest
  GradCheck forwards() {
    return scan(Scan.forwards());
  }

  @GradCheckTest
  GradCheck backwards() {
    return scan(Scan.backwards());
  }

  @GradCheckTest
  GradCheck everySecondCarry() {
    return scan(Scan.forwards().checkpointEvery(2));
  }

  @GradCheckTest
  GradCheck whileLoop() {
    // A number of trips that no small step changes.
    return GradCheck.of(
            in ->
                ControlFlow.whileLoop(
                        (List<Tensor> s) -> s.get(1).lt(4),
                        s -> List.of(TANH.apply(s.get(0).times(in.get(0))), s.get(1).plus(1)),
                        List.of(in.get(1), Tensor.scalar(0)),
                        7)
                    .get(0))
        .input("factor", first)
        .input("first", key.fold(3).normal(DType.FLOAT64, 3, 2));
  }

  @GradCheckTest
  GradCheck cond() {
    return GradCheck.of(
            in ->
                ControlFlow.cond(
                    Sum.of(first, false).lt(100),
                    x -> TANH.apply(x.times(in.get(1))),
                    EXP::apply,
                    in.get(0)))
        .input("x", first)
        .input("scale", key.fold(4).normal(DType.FLOAT64, 2));
  }

  @GradCheckTest
  GradCheck switchCase() {
    return GradCheck.of(
            in ->
                ControlFlow.switchCase(
                    Tensor.scalar(1),
                    List.of(EXP::apply, x -> x.times(x).times(in.get(1)), TANH::apply),
                    in.get(0)))
        .input("x", first)
        .input("scale", key.fold(4).normal(DType.FLOAT64, 2));
  }

  @GradCheckTest
  GradCheck associativeScan() {
    return GradCheck.of(in -> ControlFlow.associativeScan(Tensor::times, in.get(0)))
        .input("rows", rows.plus(2));
  }
}
