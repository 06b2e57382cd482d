package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;

class ParameterTest {

  private final Parameter source = Parameter.of(Parameter.Role.WEIGHT, Initializer.he(), 3, 2);
  private final Parameter follower =
      Parameter.following(
          Parameter.Role.NORMALIZATION, source, first -> Reductions.sum(first, 1), 3);
  private final Parameter second =
      Parameter.following(Parameter.Role.NORMALIZATION, follower, first -> first.times(2), 3);
  private final Statistic statistic =
      Statistic.following(source, first -> Reductions.sum(first, 0), 2);

  private final Component component =
      new Component() {
        @Override
        public void declare(Declarations declarations) {
          declarations.parameter("second", second);
          declarations.parameter("follower", follower);
          declarations.parameter("source", source);
          declarations.statistic("statistic", statistic);
        }
      };

  @Test
  void aFollowerBeginsAtWhatTheSourceDrewWhicheverIsDeclaredFirst() {
    Values values = Model.of(component, DType.FLOAT64).initialize(Key.of(4));
    Tensor drawn = values.get("source");
    assertThat(drawn.toDoubleArray()).doesNotContain(0);
    assertThat(values.get("follower").toDoubleArray())
        .isEqualTo(Reductions.sum(drawn, 1).toDoubleArray());
    assertThat(values.get("second").toDoubleArray())
        .isEqualTo(Reductions.sum(drawn, 1).times(2).toDoubleArray());
    assertThat(values.get("statistic").toDoubleArray())
        .isEqualTo(Reductions.sum(drawn, 0).toDoubleArray());
    assertThat(values.get("follower").dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void shapeAndRoleAreItsOwn() {
    assertThat(follower).hasToString("NORMALIZATION [3]");
    assertThat(source).hasToString("WEIGHT [3, 2]");
  }

  @Test
  void unitsAreAlongTheFirstAxisOrAnother() {
    Parameter turned = source.withUnitsAlong(1);
    assertThat(source.unitAxis()).isZero();
    assertThat(turned.unitAxis()).isEqualTo(1);
    assertThat(turned).hasToString("WEIGHT [3, 2]");
    assertThatThrownBy(() -> source.withUnitsAlong(2))
        .hasMessage(
            "parameter: there is no axis 2: the shape is [3, 2]; give one from 0 on, below its"
                + " rank");
  }
}
