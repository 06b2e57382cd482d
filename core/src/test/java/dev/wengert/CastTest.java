package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class CastTest {

  @Test
  void dropsFractionsAndKeepsWithinTheRange() {
    assertThat(Tensor.of(1.9, -1.9, 0.0, 3e9, -3e9, Double.NaN).to(DType.INT32).toIntArray())
        .containsExactly(1, -1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, 0);
    assertThat(Tensor.of(2.5f, Float.POSITIVE_INFINITY).to(DType.INT32).toIntArray())
        .containsExactly(2, Integer.MAX_VALUE);
  }

  @Test
  void aNumberIsTrueUnlessItIsZero() {
    assertThat(Tensor.of(0.0, -0.0, 0.1, Double.NaN).to(DType.BOOL).toBooleanArray())
        .containsExactly(false, false, true, true);
    assertThat(Tensor.of(0, -3).to(DType.BOOL).toBooleanArray()).containsExactly(false, true);
  }

  @Test
  void trueIsOne() {
    Tensor truths = Tensor.of(true, false);
    assertThat(truths.to(DType.FLOAT32).toFloatArray()).containsExactly(1, 0);
    assertThat(truths.to(DType.FLOAT64).toDoubleArray()).containsExactly(1, 0);
    assertThat(truths.to(DType.INT32).toIntArray()).containsExactly(1, 0);
    assertThat(truths.to(DType.BOOL)).isSameAs(truths);
  }

  @Test
  void roundsToTheNearest() {
    assertThat(Tensor.of(0.1, 1e300, 1e-60).to(DType.FLOAT32).toFloatArray())
        .containsExactly(0.1f, Float.POSITIVE_INFINITY, 0);
    assertThat(Tensor.of(16777217).to(DType.FLOAT32).toFloatArray()).containsExactly(16777216);
    assertThat(Tensor.of(0.1f).to(DType.FLOAT64).toDoubleArray()).containsExactly((double) 0.1f);
    assertThat(Tensor.of(Integer.MIN_VALUE).to(DType.FLOAT64).toDoubleArray())
        .containsExactly(Integer.MIN_VALUE);
  }

  @Test
  void betweenFloatingDTypesTheDerivativeIsTheConversionBack() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.of(1.5, 2.5));
    Tensor gradient = tape.gradients(x.to(DType.FLOAT32), Tensor.of(0.1f, 3f)).of(x);
    assertThat(gradient.toDoubleArray()).containsExactly((double) 0.1f, 3);
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> in.get(0).to(DType.FLOAT32), List.of(Tensor.of(1.5)), List.of(Tensor.of(0.1)));
    assertThat(jvp.tangent().toFloatArray()).containsExactly(0.1f);
  }

  @Test
  void throughWholeNumbersThereIsNoDerivative() {
    Tensor gradient =
        Autodiff.grad(x -> Samples.sum(x.to(DType.INT32).to(DType.FLOAT64).plus(x.times(2))))
            .apply(Tensor.of(1.5, -7.0));
    assertThat(gradient.toDoubleArray()).containsExactly(2, 2);
  }

  @Test
  void isNamedByItsTarget() {
    assertThat(new Cast(DType.FLOAT32).name()).isEqualTo("toFLOAT32");
  }
}
