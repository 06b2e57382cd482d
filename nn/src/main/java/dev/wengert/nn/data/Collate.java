package dev.wengert.nn.data;

import java.util.List;

/**
 * How a batch is made of single examples. PyTorch: {@code collate_fn}.
 *
 * <p>{@link #stacking} lays examples of one form along a new first axis; {@link PadToLongest} first
 * brings those of several lengths to one. A function of one's own may make of them whatever is made
 * of tensors: negative samples, the joined nodes and edges of several graphs.
 *
 * @param <S> what one example is
 */
@FunctionalInterface
public interface Collate<S> {

  /**
   * Returns what a batch is made of: a tensor or a structure of tensors.
   *
   * @param examples one or more
   * @param places the place of each in its data set, for messages
   */
  Object of(List<? extends S> examples, int[] places);

  /**
   * Returns the function that lays each tensor of the examples along a new first axis.
   *
   * <p>It throws {@link IllegalArgumentException} where examples differ in form, naming the tensor
   * and both examples, or where there is no tensor in one.
   */
  static Collate<Object> stacking() {
    return (examples, places) -> Stacking.of(examples, places, (name, tensors) -> tensors);
  }
}
