package dev.wengert.nn.text;

import dev.wengert.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What says what comes next, part by part: a network with what it keeps of the parts that it has
 * read, such as the keys and values of attention or the state of a recurrent cell.
 *
 * @param <S> what it keeps, which never changes
 */
public interface Continuation<S> {

  /**
   * What is said behind a part.
   *
   * @param <S> what is kept
   * @param logits of what comes behind the last symbol, floating [N, symbols]
   * @param seen what is kept of all that was read
   */
  record Scored<S>(Tensor logits, S seen) {}

  /**
   * Reads the next part of texts.
   *
   * @param symbols INT32 [N, T], one symbol or more each
   * @param seen what was kept of what comes before; null at the beginning
   */
  Scored<S> read(Tensor symbols, @Nullable S seen);

  /**
   * Returns what is kept of some of the texts, in another order or several times.
   *
   * @param examples places among the texts, INT32 [M]
   */
  S chosen(S seen, Tensor examples);
}
