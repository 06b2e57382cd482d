package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Extreme;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RowTilingTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Elementwise EXP = Elementwise.of("exp", Expression::exp);

  private static Body tiled(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    Body recorded = new DeadCode().apply(new Algebra().apply(Bodies.record(f, specs)));
    Body fused = new ReductionFusion().apply(new ElementwiseFusion().apply(recorded));
    return new RowTiling(0).apply(fused);
  }

  private static Tensor softmax(Tensor x) {
    Tensor e = EXP.apply(x.minus(Extreme.of(x, true, true, 1)));
    return e.div(Sum.of(e, true, 1));
  }

  private static Tensor layerNorm(Tensor x, Tensor gamma, Tensor beta) {
    double n = x.shape().side(1);
    Tensor deviation = x.minus(Sum.of(x, true, 1).div(n));
    Tensor variance = Sum.of(deviation.times(deviation), true, 1).div(n);
    return deviation.div(variance.plus(1e-5).pow(0.5)).times(gamma).plus(beta);
  }

  @Test
  void aSoftmaxFromPrimitivesIsOnePass() {
    Body body = tiled(in -> List.of(softmax(in.get(0))), Bodies.spec(5, 3));
    assertThat(body)
        .hasToString(
            """
            %0 = input : FLOAT64[5, 3]
            %1 = tiled[max[largest=true, axes=[1], keep=true], fused[sub, exp], sum[axes=[1],\
             keep=true], div] %0 : FLOAT64[5, 3]
            return %1
            """);
  }

  @Test
  void aLayerNormAndItsGradientsAreOnePass() {
    Body body =
        tiled(
            in -> {
              var found =
                  Autodiff.valueAndGrad(
                      (List<Tensor> p) ->
                          Sum.of(layerNorm(p.get(0), p.get(1), p.get(2)).times(in.get(3)), false),
                      in.subList(0, 3));
              List<Tensor> results = new ArrayList<>(found.gradients());
              results.add(found.value());
              return results;
            },
            Bodies.spec(5, 3),
            Bodies.spec(3),
            Bodies.spec(3),
            Bodies.spec(5, 3));
    assertThat(Bodies.titles(body)).filteredOn(title -> title.startsWith("tiled")).hasSize(1);
    assertThat(Bodies.titles(body))
        .filteredOn(title -> !title.startsWith("tiled"))
        .allMatch(title -> title.startsWith("reshape"));
  }

  /** The loop's first result is folded twice and nowhere else: it is no result of the whole. */
  @Test
  void whatFoldsAloneTakeIsNotStored() {
    Body body =
        tiled(
            in -> {
              Tensor y = TANH.apply(in.get(0));
              return List.of(Sum.of(y, false, 0), Extreme.of(y, true, false, 0), y.plus(1));
            },
            Bodies.spec(4, 3));
    assertThat(body)
        .hasToString(
            """
            %0 = input : FLOAT64[4, 3]
            %1, %2, %3 = tiled[fused[tanh, add], sum[axes=[0], keep=false], max[largest=true,\
             axes=[0], keep=false]] %0 1.0 : FLOAT64[4, 3] FLOAT64[3] FLOAT64[3]
            return %2 %3 %1
            """);
  }

  @Test
  void severalFoldsOfAnOperandAreOnePass() {
    Body body =
        tiled(
            in -> {
              Tensor x = in.get(0);
              return List.of(Sum.of(x, false), Extreme.of(x, true, false, 0), Sum.of(x, true, 0));
            },
            Bodies.spec(4, 3));
    assertThat(body.instructions()).hasSize(1);
  }

  /** The sum over the rows is there when all of them are: who takes it comes behind. */
  @Test
  void whoTakesAFoldOfTheRowsWaitsForIt() {
    Body body =
        tiled(
            in -> {
              Tensor y = TANH.apply(in.get(0));
              return List.of(y.div(Sum.of(y, true, 0)), y);
            },
            Bodies.spec(4, 3));
    assertThat(Bodies.titles(body)).containsExactly("tiled[tanh, sum[axes=[0], keep=true]]", "div");
  }

  @Test
  void otherRowsWholeNumbersAndWhatIsSmallStayApart() {
    Body rows =
        tiled(
            in -> List.of(Sum.of(in.get(0), true, 1), Sum.of(in.get(0).reshape(3, 4), true, 1)),
            Bodies.spec(4, 3));
    assertThat(Bodies.titles(rows)).noneMatch(title -> title.startsWith("tiled"));
    Body whole =
        tiled(
            in -> List.of(Sum.of(in.get(0), true, 0), Sum.of(in.get(0), true, 1)),
            Bodies.spec(4, 3).withDType(DType.INT32));
    assertThat(whole.instructions()).hasSize(2);
    Function<List<Tensor>, List<Tensor>> f =
        in -> List.of(Sum.of(in.get(0), true, 0), Extreme.of(in.get(0), true, true, 0));
    Spec[] large = {new Spec(DType.FLOAT32, Shape.of(4096, 512))};
    Spec[] small = {new Spec(DType.FLOAT32, Shape.of(4096, 511))};
    Wengert.withThreads(
        1,
        () -> {
          assertThat(Program.of(f, large).body().instructions()).hasSize(1);
          assertThat(Program.of(f, small).body().instructions()).hasSize(2);
        });
    Spec[] few = {new Spec(DType.FLOAT32, Shape.of(64, 127))};
    Wengert.withThreads(
        2,
        () -> {
          assertThat(Program.of(f, small).body().instructions()).hasSize(1);
          assertThat(Program.of(f, few).body().instructions()).hasSize(2);
        });
  }

  /** Many tiles, and a last one that is shorter. */
  @Test
  void givesTheBitsOfItsFunction() {
    Function<List<Tensor>, List<Tensor>> f =
        in -> {
          var found =
              Autodiff.valueAndGrad(
                  (List<Tensor> p) -> {
                    Tensor y = layerNorm(p.get(0), p.get(1), p.get(2));
                    return Sum.of(softmax(y).times(in.get(3)), false);
                  },
                  in.subList(0, 3));
          List<Tensor> results = new ArrayList<>(found.gradients());
          results.add(found.value());
          results.add(softmax(in.get(0)));
          return results;
        };
    Random random = Seeds.random(1902);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      ImmutableList.Builder<Tensor> arguments = ImmutableList.builder();
      for (int[] sides : new int[][] {{333, 500}, {500}, {500}, {333, 500}}) {
        double[] values = new double[Shape.of(sides).size()];
        java.util.Arrays.setAll(values, i -> random.nextGaussian());
        arguments.add(Tensor.wrap(values, sides).to(dtype));
      }
      List<Tensor> given = arguments.build();
      Program program = new Program(Recorder.record(f, Specs.of(given), false), Passes.ALWAYS);
      assertThat(Bodies.titles(program.body())).anyMatch(title -> title.startsWith("tiled"));
      List<Tensor> expected = f.apply(given);
      for (int threads = 1; threads <= 3; threads++) {
        List<Tensor> got = new ArrayList<>();
        Wengert.withThreads(threads, () -> got.addAll(program.run(given)));
        for (int i = 0; i < expected.size(); i++) {
          assertThat(got.get(i).toDoubleArray())
              .as("result %s, %s, %s threads", i, dtype, threads)
              .isEqualTo(expected.get(i).toDoubleArray());
        }
      }
    }
  }
}
