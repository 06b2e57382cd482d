package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ValuesTest {

  private final Values values =
      new Values(ImmutableMap.of("b", Tensor.of(1.0, 2.0), "a", Tensor.scalar(3.0)));

  @Test
  void replacingKeepsTheOrderAndTheOthers() {
    Values other = values.with("b", Tensor.of(5.0, 6.0));
    assertThat(other.byPath().keySet()).containsExactly("b", "a");
    assertThat(other.get("b").toDoubleArray()).containsExactly(5, 6);
    assertThat(other.get("a")).isSameAs(values.get("a"));
    assertThat(values.get("b").toDoubleArray()).containsExactly(1, 2);
    assertThat(values.with(Values.empty())).isSameAs(values);
  }

  @Test
  void mappingSeesPathAndTensor() {
    Values mapped = values.map((path, value) -> path.equals("a") ? value.times(2) : value);
    assertThat(mapped.byPath().keySet()).containsExactly("b", "a");
    assertThat(mapped.get("a").item()).isEqualTo(6);
    assertThat(mapped.get("b").toDoubleArray()).containsExactly(1, 2);
  }

  @Test
  void refusesPathsAndFormsThatDoNotFit() {
    assertThatThrownBy(() -> values.get("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: nothing at path c; there are [b, a]");
    assertThatThrownBy(() -> values.with("c", Tensor.scalar(1.0)))
        .hasMessage("values: nothing at path c; there are [b, a]");
    assertThatThrownBy(() -> values.with("b", Tensor.of(1f, 2f)))
        .hasMessage("values: b is FLOAT32[2]; it must stay FLOAT64[2]");
  }

  @Test
  void aVectorHoldsAllInTheOrderOfThePathsAndGoesBack() {
    Values grid = values.with("b", Tensor.of(1.0, 2.0));
    assertThat(grid.toVector().toDoubleArray()).containsExactly(1, 2, 3);
    Values back = grid.fromVector(Tensor.of(7.0, 8, 9));
    assertThat(back.byPath().keySet()).containsExactly("b", "a");
    assertThat(back.get("b").toDoubleArray()).containsExactly(7, 8);
    assertThat(back.get("a").shape()).isEqualTo(Shape.of());
    assertThat(back.get("a").item()).isEqualTo(9);
  }

  /** d/dv of b0 v0 + ... is the values themselves: the pullback of each is the other's forward. */
  @Test
  void transformationsTakeValuesAsTheyAre() {
    Function<Values, Tensor> f =
        v -> Reductions.sum(v.get("b").times(v.get("b"))).times(v.get("a"));
    Values gradient = Autodiff.grad(f, values);
    assertThat(gradient.byPath().keySet()).containsExactly("b", "a");
    assertThat(gradient.get("b").toDoubleArray()).containsExactly(6, 12);
    assertThat(gradient.get("a").item()).isEqualTo(5);
    Values direction = values.map((path, value) -> value.times(0).plus(1));
    Values product = Autodiff.hvp(f, values, direction);
    assertThat(product.get("b").toDoubleArray()).containsExactly(2 + 6, 4 + 6);
    assertThat(product.get("a").item()).isEqualTo(2 + 4);
    assertThatThrownBy(
            () -> Autodiff.jvp(f, values, values.map((path, value) -> Tensor.scalar(1.0))))
        .hasMessageStartingWith(
            "jvp: tangent b does not fit its argument: FLOAT64[] for FLOAT64[2]");
  }

  @Test
  void vectorsAreDifferentiable() {
    Tensor gradient =
        Autodiff.grad(
                v -> {
                  Values parts = values.fromVector(v);
                  return Reductions.sum(parts.get("b").times(Tensor.of(3.0, 5.0)))
                      .plus(Elementary.square(parts.get("a")));
                })
            .apply(values.toVector());
    assertThat(gradient.toDoubleArray()).containsExactly(3, 5, 6);
    Tensor ofA =
        Autodiff.grad(a -> Reductions.sum(Elementary.square(values.with("a", a).toVector())))
            .apply(Tensor.scalar(3.0));
    assertThat(ofA.item()).isEqualTo(6);
  }

  @Test
  void vectorsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> values.fromVector(Tensor.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fromVector: the vector is [2]; 2 tensors of these paths take [3]");
    assertThatThrownBy(() -> Values.empty().toVector())
        .hasMessage("toVector: there are no values; a vector needs at least one");
    Values mixed = new Values(ImmutableMap.of("b", Tensor.of(1.0), "n", Tensor.of(1)));
    assertThatThrownBy(mixed::toVector)
        .hasMessage(
            "toVector: b is FLOAT64 and n is INT32; a vector has one dtype, convert with to(...)");
  }
}
