package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;

class LossTermsTest {

  private final LossTerms terms = new LossTerms(1, ImmutableMap.of("l1", 0.5, "l2", 0.25));

  @Test
  void theTotalIsTheSumOfAllTerms() {
    assertThat(terms.total()).isEqualTo(1.75);
    assertThat(LossTerms.NONE.total()).isEqualTo(0);
  }

  @Test
  void termsAddUpNameByName() {
    LossTerms sum = terms.plus(new LossTerms(3, ImmutableMap.of("l1", 1.0, "l2", 2.0)), 2);
    assertThat(sum.data()).isEqualTo(7);
    assertThat(sum.penalties()).containsEntry("l1", 2.5).containsEntry("l2", 4.25).hasSize(2);
    assertThat(terms.times(2)).isEqualTo(new LossTerms(2, ImmutableMap.of("l1", 1.0, "l2", 0.5)));
  }
}
