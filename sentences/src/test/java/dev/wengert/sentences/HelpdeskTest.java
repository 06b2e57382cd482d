package dev.wengert.sentences;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import org.junit.jupiter.api.Test;

class HelpdeskTest {

  @Test
  void eachPageHasNineQuestionsAndNoneIsAskedTwice() {
    Helpdesk helpdesk = Helpdesk.read();
    assertThat(helpdesk.pages()).hasSize(16).doesNotHaveDuplicates();
    assertThat(helpdesk.questions()).hasSize(16 * 9);
    assertThat(ImmutableSet.copyOf(helpdesk.questions())).hasSize(16 * 9);
    assertThat(helpdesk.pages().get(4)).isEqualTo("Shared drive: restore a deleted file");
    assertThat(helpdesk.questions().get(4 * 9))
        .isEqualTo(new Helpdesk.Question("somebody threw my box out of the attic", 4));
  }

  @Test
  void eachQuestionIsInOnePart() {
    Helpdesk helpdesk = Helpdesk.read();
    assertThat(helpdesk.training()).hasSize(16 * 5);
    assertThat(helpdesk.development()).hasSize(16 * 2);
    assertThat(helpdesk.test()).hasSize(16 * 2);
    assertThat(
            ImmutableList.<Helpdesk.Question>builder()
                .addAll(helpdesk.training())
                .addAll(helpdesk.development())
                .addAll(helpdesk.test())
                .build())
        .containsExactlyInAnyOrderElementsOf(helpdesk.questions());
    for (int page = 0; page < 16; page++) {
      int own = page;
      assertThat(helpdesk.test()).filteredOn(question -> question.page() == own).hasSize(2);
    }
  }

  @Test
  void commentsAndBlankLinesAreNoQuestions() {
    Helpdesk helpdesk =
        Helpdesk.parse(ImmutableList.of("# of what", "", "= a: b", "how", "= c: d", " ", "why"));
    assertThat(helpdesk.pages()).containsExactly("a: b", "c: d");
    assertThat(helpdesk.questions())
        .containsExactly(new Helpdesk.Question("how", 0), new Helpdesk.Question("why", 1));
  }
}
