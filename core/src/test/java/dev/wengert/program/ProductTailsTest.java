package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.MatMul;
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
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProductTailsTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);

  private static Body tailed(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    Body simple = new DeadCode().apply(new Algebra().apply(Bodies.record(f, specs)));
    return new ProductTails().apply(new ElementwiseFusion().apply(simple));
  }

  private static Tensor total(Tensor x) {
    return Sum.of(x, false);
  }

  @Test
  void aBiasAndAnActivationAreComputedWithTheProducts() {
    Body body =
        tailed(
            in -> List.of(total(TANH.apply(in.get(0).matmul(in.get(1)).plus(in.get(2))))),
            Bodies.spec(5, 4, 3),
            Bodies.spec(5, 3, 2),
            Bodies.spec(2));
    assertThat(body)
        .hasToString(
            """
            %0 = input : FLOAT64[5, 4, 3]
            %1 = input : FLOAT64[5, 3, 2]
            %2 = input : FLOAT64[2]
            %3 = matmul[transposeA=false, transposeB=false] with fused[add, tanh] %0 %1 %2 :\
             FLOAT64[5, 4, 2]
            %4 = sum[axes=[0, 1, 2], keep=false] %3 : FLOAT64[]
            return %4
            """);
  }

  /** As a convolution does: matrices of one image each are seen as images. */
  @Test
  void theLoopMayTakeTheProductsInAnotherShape() {
    Body body =
        tailed(
            in -> List.of(total(in.get(0).matmul(in.get(1)).reshape(5, 4, 3, 2).times(in.get(2)))),
            Bodies.spec(5, 4, 3),
            Bodies.spec(5, 3, 6),
            Bodies.spec(4, 1, 1));
    assertThat(Bodies.titles(body))
        .containsExactly(
            "matmul[transposeA=false, transposeB=false] with mul",
            "sum[axes=[0, 1, 2, 3], keep=false]");
  }

  @Test
  void whatOthersTakeLeavesIsNoFloatingNumberOrSingleStaysApart() {
    List<Function<List<Tensor>, List<Tensor>>> apart =
        List.of(
            in -> {
              Tensor y = in.get(0).matmul(in.get(1));
              return List.of(total(TANH.apply(y)), total(y));
            },
            in -> List.of(TANH.apply(in.get(0).matmul(in.get(1)))),
            in -> List.of(in.get(0).matmul(in.get(1)), total(in.get(0))),
            in -> List.of(total(in.get(0).matmul(in.get(1)).gt(0).to(DType.INT32))),
            in -> List.of(total(TANH.apply(in.get(0).reshape(20, 3).matmul(in.get(2))))));
    for (int i = 0; i < apart.size(); i++) {
      Body body =
          tailed(apart.get(i), Bodies.spec(5, 4, 3), Bodies.spec(5, 3, 2), Bodies.spec(3, 2));
      assertThat(Bodies.titles(body)).as("function %s", i).noneMatch(t -> t.contains(" with "));
    }
  }

  private static List<Tensor> arguments(DType dtype, int special) {
    Random random = Seeds.random(1903);
    ImmutableList.Builder<Tensor> arguments = ImmutableList.builder();
    for (int[] sides : new int[][] {{6, 70, 30}, {6, 30, 29}, {29}, {6, 70, 29}, {6, 30, 4}}) {
      double[] values = new double[Shape.of(sides).size()];
      Arrays.setAll(values, i -> random.nextGaussian());
      // Zeros that meet an infinity and a NaN on the way back.
      for (int i = 0; i < 40 * special; i++) {
        values[random.nextInt(values.length)] =
            i % 3 > 0 ? 0 : i % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      arguments.add(Tensor.wrap(values, sides).to(dtype));
    }
    return arguments.build();
  }

  private static List<Tensor> network(List<Tensor> in) {
    var found =
        Autodiff.valueAndGrad(
            (List<Tensor> p) -> {
              Tensor y = TANH.apply(p.get(0).matmul(p.get(1)).plus(p.get(2)));
              Tensor z = TANH.apply(MatMul.of(y, p.get(1), false, true).times(0.5));
              Tensor stack = TANH.apply(z.matmul(p.get(4)).times(0.25));
              return total(stack.times(stack)).plus(total(y.times(in.get(3))));
            },
            List.of(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4)));
    List<Tensor> results = new ArrayList<>(found.gradients());
    results.add(found.value());
    return results;
  }

  @Test
  void givesTheBitsOfItsFunction() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int special = 0; special < 2; special++) {
        List<Tensor> given = arguments(dtype, special);
        Program[] made = new Program[1];
        Spec[] specs = Specs.of(given).toArray(new Spec[0]);
        Wengert.withThreads(1, () -> made[0] = Program.of(ProductTailsTest::network, specs));
        Program program = made[0];
        assertThat(Bodies.titles(program.body()))
            .filteredOn(title -> title.contains(" with "))
            .as("products with tails, forward and back: %s", program)
            .hasSizeGreaterThan(3);
        List<Tensor> expected = network(given);
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
}
