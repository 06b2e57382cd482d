package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
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
}
