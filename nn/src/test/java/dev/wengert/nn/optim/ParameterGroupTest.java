package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import org.junit.jupiter.api.Test;

class ParameterGroupTest {

  private final Parameter bias = Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), 1);

  @Test
  void membersAreToldByPathOrRole() {
    assertThat(ParameterGroup.where((path, p) -> path.endsWith("s")).members().test("bias", bias))
        .isTrue();
    assertThat(ParameterGroup.ofRoles(Parameter.Role.WEIGHT).members().test("bias", bias))
        .isFalse();
    assertThat(
            ParameterGroup.ofRoles(Parameter.Role.WEIGHT, Parameter.Role.BIAS)
                .members()
                .test("bias", bias))
        .isTrue();
  }

  @Test
  void settingsAreKeptOnTheWay() {
    Schedule rate = Schedule.constant(2);
    ParameterGroup group = ParameterGroup.ofRoles().withRate(rate).withDecay(3).frozen();
    assertThat(group.rate()).isSameAs(rate);
    assertThat(group.decay()).hasValue(3);
    assertThat(group.isFrozen()).isTrue();
    assertThat(ParameterGroup.ofRoles().decay()).isEmpty();
  }
}
