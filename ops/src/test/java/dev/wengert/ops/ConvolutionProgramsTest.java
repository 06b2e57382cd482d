package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.program.Program;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions in programs: what lies between window and product is stored nowhere. */
class ConvolutionProgramsTest {

  private static final Conv PADDED = Conv.DEFAULT.padding(1);

  private static Tensor drawn(Random random, DType dtype, double special, int... sides) {
    double[] values = new double[Arrays.stream(sides).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(
        values,
        i ->
            random.nextDouble() >= special
                ? random.nextGaussian()
                : random.nextInt(3) > 0
                    ? 0
                    : random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NaN);
    return Tensor.wrap(values, sides).to(dtype);
  }

  private static Program program(Function<List<Tensor>, List<Tensor>> f, List<Tensor> arguments) {
    return Program.of(f, arguments.stream().map(Tensor::spec).toArray(Spec[]::new));
  }

  private static Function<List<Tensor>, List<Tensor>> withGradients(
      Function<List<Tensor>, Tensor> f) {
    return in -> {
      var found =
          Autodiff.valueAndGrad(
              (List<Tensor> p) -> Reductions.sum(Activations.tanh(f.apply(p))), in);
      List<Tensor> results = new ArrayList<>(found.gradients());
      results.add(found.value());
      return results;
    };
  }

  private static void hasTheBitsOfEager(
      Program program, Function<List<Tensor>, List<Tensor>> f, List<Tensor> arguments) {
    List<Tensor> expected = f.apply(arguments);
    for (int threads = 1; threads <= 3; threads++) {
      List<List<Tensor>> actual = new ArrayList<>();
      Wengert.withThreads(threads, () -> actual.add(program.run(arguments)));
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(0).get(i).to(DType.FLOAT64).toDoubleArray())
            .as("result %s, %s threads", i, threads)
            .isEqualTo(expected.get(i).to(DType.FLOAT64).toDoubleArray());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aConvolutionAndItsGradients(DType dtype) {
    Random random = Seeds.random(2701);
    for (double special : new double[] {0, 0.001}) {
      List<Tensor> arguments =
          List.of(
              drawn(random, dtype, special, 6, 8, 28, 28),
              drawn(random, dtype, special, 5, 8, 3, 3),
              drawn(random, dtype, 0, 5));
      Function<List<Tensor>, List<Tensor>> f =
          withGradients(
              in -> Activations.tanh(Convolutions.conv2d(in.get(0), in.get(1), in.get(2), PADDED)));
      Program program = program(f, arguments);
      assertThat(program.after("tails").toString()).contains("= im2col", "= col2im");
      assertThat(program.after("windows").toString())
          .doesNotContain("= im2col")
          .contains("] of im2col", "= col2im", "] of matmul");
      hasTheBitsOfEager(program, f, arguments);
    }
  }

  @Test
  void aTransposedConvolutionGroupsAndOneAxis() {
    Random random = Seeds.random(2702);
    List<Tensor> transposed =
        List.of(
            drawn(random, DType.FLOAT32, 0.001, 9, 8, 28, 28),
            drawn(random, DType.FLOAT32, 0, 8, 5, 3, 3));
    Function<List<Tensor>, List<Tensor>> f =
        withGradients(
            in ->
                Activations.tanh(Convolutions.convTranspose2d(in.get(0), in.get(1), Conv.DEFAULT)));
    Program program = program(f, transposed);
    assertThat(program.after("windows").toString())
        .doesNotContain("= im2col")
        .contains("] of matmul");
    hasTheBitsOfEager(program, f, transposed);
    List<Tensor> grouped =
        List.of(
            drawn(random, DType.FLOAT32, 0, 6, 8, 28, 28),
            drawn(random, DType.FLOAT32, 0.01, 6, 4, 3, 3));
    Function<List<Tensor>, List<Tensor>> g =
        withGradients(in -> Convolutions.conv2d(in.get(0), in.get(1), Conv.DEFAULT.groups(2)));
    assertThat(program(g, grouped).after("windows").toString()).doesNotContain("= im2col");
    hasTheBitsOfEager(program(g, grouped), g, grouped);
    List<Tensor> line =
        List.of(
            drawn(random, DType.FLOAT64, 0, 16, 4, 900), drawn(random, DType.FLOAT64, 0, 3, 4, 5));
    Function<List<Tensor>, List<Tensor>> h =
        withGradients(in -> Convolutions.conv1d(in.get(0), in.get(1), Conv.stride(2)));
    assertThat(program(h, line).after("windows").toString()).doesNotContain("= im2col");
    hasTheBitsOfEager(program(h, line), h, line);
  }

  /** The gradient of a sum over windows, and sums of what was stretched, before they are added. */
  @Test
  void whatIsStretchedBetweenProductAndWindowIsStored() {
    Random random = Seeds.random(2705);
    List<Tensor> pooled =
        List.of(
            drawn(random, DType.FLOAT64, 0, 4, 8, 48, 48),
            drawn(random, DType.FLOAT64, 0, 4, 5, 8));
    Function<List<Tensor>, List<Tensor>> f =
        withGradients(
            in -> {
              Tensor seen = Patches.unfold(in.get(0), Pooling.Pool.of(3, 3).stride(1, 1));
              Tensor sums = Reductions.sum(seen.reshape(4, 8, 9, 46 * 46), 2);
              return in.get(1).matmul(sums);
            });
    hasTheBitsOfEager(program(f, pooled), f, pooled);
    List<Tensor> factors =
        List.of(
            drawn(random, DType.FLOAT32, 0, 60, 9, 20), drawn(random, DType.FLOAT32, 0, 60, 20, 1));
    Function<List<Tensor>, List<Tensor>> g =
        in -> {
          Tensor stretched = in.get(0).matmul(in.get(1)).broadcastTo(60, 9, 2116);
          return List.of(
              Patches.fold(stretched, new int[] {48, 48}, Pooling.Pool.of(3, 3).stride(1, 1)));
        };
    hasTheBitsOfEager(program(g, factors), g, factors);
  }

  @Test
  void countsWhatBothPartsDo() {
    Random random = Seeds.random(2704);
    List<Tensor> arguments =
        List.of(
            drawn(random, DType.FLOAT32, 0, 9, 8, 28, 28),
            drawn(random, DType.FLOAT32, 0, 8, 8, 3, 3));
    Program forward =
        program(in -> List.of(Convolutions.conv2d(in.get(0), in.get(1), PADDED)), arguments);
    long products = 2L * 9 * 8 * 72 * 784;
    assertThat(forward.cost().flops()).isEqualTo(products);
    Program transposed =
        program(
            in -> List.of(Convolutions.convTranspose2d(in.get(0), in.get(1), PADDED)), arguments);
    assertThat(transposed.cost().flops()).isEqualTo(products + 9 * 72 * 784);
  }

  /** What others take too, a single image, and what the cache holds anyway. */
  @Test
  void someAreStoredAsBefore() {
    Random random = Seeds.random(2703);
    Function<List<Tensor>, List<Tensor>> f =
        in -> List.of(Convolutions.conv2d(in.get(0), in.get(1), PADDED));
    List<Tensor> one =
        List.of(
            drawn(random, DType.FLOAT32, 0, 1, 8, 96, 96),
            drawn(random, DType.FLOAT32, 0, 5, 8, 3, 3));
    assertThat(program(f, one).after("windows").toString()).contains("= im2col");
    hasTheBitsOfEager(program(f, one), f, one);
    List<Tensor> small =
        List.of(
            drawn(random, DType.FLOAT32, 0, 4, 3, 9, 9),
            drawn(random, DType.FLOAT32, 0, 5, 3, 3, 3));
    assertThat(program(f, small).after("windows").toString()).contains("= im2col");
    List<Tensor> many =
        List.of(
            drawn(random, DType.FLOAT32, 0, 6, 8, 28, 28),
            drawn(random, DType.FLOAT32, 0, 5, 8, 3, 3));
    Function<List<Tensor>, List<Tensor>> seen =
        in -> {
          Tensor patches = Patches.unfold(in.get(0), Pooling.Pool.of(3, 3));
          Tensor weights = in.get(1).reshape(5, 72);
          return List.of(weights.matmul(patches), Reductions.sum(patches));
        };
    assertThat(program(seen, many).after("windows").toString()).contains("= im2col");
    hasTheBitsOfEager(program(seen, many), seen, many);
  }
}
