package dev.wengert.nn.text;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.nn.layer.attention.AttentionMask;
import java.util.List;

/**
 * Texts that are read together, each filled up at its end.
 *
 * @param ids the number of each piece, INT32 [N, T]
 * @param mask 1 where there is a piece and 0 where it is filled up, INT32 [N, T]
 * @param segments which text of a pair each piece is of, INT32 [N, T]; 0 where it is filled up
 */
public record TokenBatch(Tensor ids, Tensor mask, Tensor segments) {

  /**
   * Makes a batch.
   *
   * @throws IllegalArgumentException if the three are not INT32 [N, T]
   */
  public TokenBatch {
    Spec spec = ids.spec();
    Preconditions.checkArgument(
        spec.dtype() == DType.INT32
            && spec.shape().rank() == 2
            && mask.spec().equals(spec)
            && segments.spec().equals(spec),
        "tokenBatch: ids are %s, the mask is %s, segments are %s; give INT32 [N, T] three times",
        spec,
        mask.spec(),
        segments.spec());
  }

  /**
   * Returns texts filled up to the length of the longest.
   *
   * @param texts one or more
   * @param padding the number of the piece that they are filled up with
   * @throws IllegalArgumentException if there are none
   */
  public static TokenBatch of(List<Tokens> texts, int padding) {
    return of(texts, padding, 1);
  }

  /**
   * Returns texts filled up to a length that a number divides: so that batches have few lengths,
   * and what is compiled for one serves the next.
   *
   * @param texts one or more
   * @param padding the number of the piece that they are filled up with
   * @param multiple what divides the length, positive
   * @throws IllegalArgumentException if there are none, or the multiple is not positive
   */
  public static TokenBatch of(List<Tokens> texts, int padding, int multiple) {
    Preconditions.checkArgument(
        !texts.isEmpty() && multiple > 0,
        "tokenBatch: %s texts, filled up to a multiple of %s; give one or more, and 1 or more",
        texts.size(),
        multiple);
    int longest = texts.stream().mapToInt(Tokens::length).max().orElseThrow();
    int length = Math.multiplyExact(Math.ceilDiv(longest, multiple), multiple);
    int size = Math.multiplyExact(texts.size(), length);
    int[] ids = new int[size];
    int[] mask = new int[size];
    int[] segments = new int[size];
    for (int n = 0; n < texts.size(); n++) {
      Tokens text = texts.get(n);
      for (int t = 0; t < length; t++) {
        int at = n * length + t;
        boolean isThere = t < text.length();
        ids[at] = isThere ? text.ids().get(t) : padding;
        mask[at] = isThere ? 1 : 0;
        segments[at] = isThere ? text.segments().get(t) : 0;
      }
    }
    return new TokenBatch(
        Tensor.wrap(ids, texts.size(), length),
        Tensor.wrap(mask, texts.size(), length),
        Tensor.wrap(segments, texts.size(), length));
  }

  /** Returns how many texts there are. */
  public int size() {
    return ids.shape().side(0);
  }

  /** Returns how long they are, filled up. */
  public int length() {
    return ids.shape().side(1);
  }

  /** Returns the place of each piece in its text, from 0, INT32 [N, T]. */
  public Tensor positions() {
    int[] positions = new int[ids.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i % length();
    }
    return Tensor.wrap(positions, size(), length());
  }

  /** Returns the mask of attention that leaves out what is filled up. */
  public AttentionMask attention() {
    return AttentionMask.padding(mask.ne(0));
  }
}
