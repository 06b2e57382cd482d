package dev.wengert.nn;

import dev.wengert.Tensor;

/**
 * A component that maps one tensor to another.
 *
 * <p>The forward computation is all there is to write; gradients of every order follow from it.
 */
public interface Layer extends Component {

  /**
   * Returns the layer's output.
   *
   * @param x the input; the shape is the layer's to say
   * @param pass the mode, the values of parameters and statistics, and the random key
   */
  Tensor forward(Tensor x, Pass pass);
}
