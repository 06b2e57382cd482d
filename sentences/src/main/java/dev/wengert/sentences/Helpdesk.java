package dev.wengert.sentences;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Pages of help, and questions that each answers.
 *
 * @param pages the pages, those of one subject side by side
 * @param questions all questions, those of one page side by side
 */
record Helpdesk(ImmutableList<String> pages, ImmutableList<Question> questions) {

  private static final String FILE = "helpdesk.txt";

  /**
   * What somebody asks.
   *
   * @param text the words
   * @param page the number of the page that answers it
   */
  record Question(String text, int page) {}

  /**
   * Of a page's nine questions these are trained on, training is stopped by these, and the rest is
   * asked in the end.
   */
  private static final int TRAINING = 5;

  private static final int DEVELOPMENT = 7;

  /** Reads the built-in pages. */
  static Helpdesk read() {
    try {
      return parse(
          Resources.readLines(Resources.getResource(Helpdesk.class, FILE), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Helpdesk parse(Iterable<String> lines) {
    ImmutableList.Builder<String> pages = ImmutableList.builder();
    ImmutableList.Builder<Question> questions = ImmutableList.builder();
    int page = -1;
    for (String line : lines) {
      if (line.startsWith("= ")) {
        pages.add(line.substring(2));
        page++;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        questions.add(new Question(line, page));
      }
    }
    return new Helpdesk(pages.build(), questions.build());
  }

  /** Returns what is trained on. */
  ImmutableList<Question> training() {
    return part(0, TRAINING);
  }

  /** Returns what says when to stop. */
  ImmutableList<Question> development() {
    return part(TRAINING, DEVELOPMENT);
  }

  /** Returns what is asked before and after. */
  ImmutableList<Question> test() {
    return part(DEVELOPMENT, Integer.MAX_VALUE);
  }

  /** Returns the questions at some places among those of each page. */
  private ImmutableList<Question> part(int from, int to) {
    ImmutableList.Builder<Question> part = ImmutableList.builder();
    int place = 0;
    int page = 0;
    for (Question question : questions) {
      place = question.page == page ? place : 0;
      page = question.page;
      if (place >= from && place < to) {
        part.add(question);
      }
      place++;
    }
    return part.build();
  }
}
