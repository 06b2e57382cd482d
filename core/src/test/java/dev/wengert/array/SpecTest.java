package dev.wengert.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpecTest {

  private static final Spec SPEC = new Spec(DType.FLOAT32, Shape.of(3, 4));

  @Test
  void printsDTypeAndShape() {
    assertThat(SPEC).hasToString("FLOAT32[3, 4]");
  }

  @Test
  void replacesOnePart() {
    assertThat(SPEC.withShape(Shape.of(2))).isEqualTo(new Spec(DType.FLOAT32, Shape.of(2)));
    assertThat(SPEC.withDType(DType.BOOL)).isEqualTo(new Spec(DType.BOOL, Shape.of(3, 4)));
    assertThat(SPEC.withShape(Shape.of(3, 4))).isSameAs(SPEC);
    assertThat(SPEC.withDType(DType.FLOAT32)).isSameAs(SPEC);
  }

  @Test
  void onlyFloatingDTypesHaveDerivatives() {
    assertThat(DType.values())
        .filteredOn(DType::isFloating)
        .containsExactly(DType.FLOAT32, DType.FLOAT64);
    assertThat(DType.values()).extracting(DType::bytes).containsExactly(4, 8, 4, 1);
  }
}
