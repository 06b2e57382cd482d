package dev.wengert.sentences;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.onnx.OnnxLayer;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Locale;

/**
 * How near questions are to pages.
 *
 * @param questions what was asked
 * @param pages what may answer it
 * @param cosines of questions, rows, and pages, columns
 */
record Search(
    ImmutableList<Helpdesk.Question> questions, ImmutableList<String> pages, Tensor cosines) {

  /** Asks questions. */
  static Search of(
      SentenceEncoder encoder,
      Model<OnnxLayer> model,
      Values values,
      ImmutableList<Helpdesk.Question> questions,
      ImmutableList<String> pages) {
    ImmutableList<String> texts =
        questions.stream().map(Helpdesk.Question::text).collect(ImmutableList.toImmutableList());
    return new Search(
        questions,
        pages,
        SentenceEncoder.cosines(
            encoder.embed(texts, model, values), encoder.embed(pages, model, values)));
  }

  /** Returns how many questions are nearest to their page. */
  int found() {
    int found = 0;
    for (int i = 0; i < questions.size(); i++) {
      found += nearest(i, 1)[0] == questions.get(i).page() ? 1 : 0;
    }
    return found;
  }

  /** Returns the numbers of the nearest pages, the nearest first. */
  int[] nearest(int question, int count) {
    float[] row = cosines.get(question).toFloatArray();
    int[] order = new int[row.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    IntArrays.stableSort(order, (a, b) -> Float.compare(row[b], row[a]));
    return IntArrays.copy(order, 0, Math.min(count, order.length));
  }

  /** Returns the nearest pages in words: {@code 0.61 Printer: replace the toner | ...}. */
  String words(int question, int count) {
    StringBuilder words = new StringBuilder();
    for (int page : nearest(question, count)) {
      words
          .append(words.isEmpty() ? "" : " | ")
          .append(String.format(Locale.ROOT, "%.2f ", cosines.get(question, page).item()))
          .append(pages.get(page));
    }
    return words.toString();
  }
}
