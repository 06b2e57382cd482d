package dev.wengert;

/**
 * An operation with a derivative of one's own, on structures: its forward run returns, beside the
 * results, residuals, which is what its pullback needs.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="customRule"}
 *
 * <p>Arguments, results and residuals are tensors or structures of them, of which {@link Leaves}
 * tells. The forward run sees tensors that nothing traces. The pullback is written with tensors and
 * is linear in the cotangent, so forward mode and higher derivatives follow; those go through the
 * residuals by the forward code's own derivatives.
 *
 * @param <A> the type of the arguments
 * @param <R> the type of the results
 * @param <X> the type of the residuals
 */
public interface CustomRule<A, R, X> {

  /** Returns the operation's name in messages and listings. */
  String name();

  /**
   * Computes the results, and what the pullback needs.
   *
   * @param arguments every tensor that the derivative is wanted for is one of them
   */
  Forward<R, X> forward(A arguments);

  /**
   * Returns the cotangents of the arguments.
   *
   * @param residuals what the forward run returned
   * @param cotangents made as the results are, of their dtypes and shapes
   * @return made as the arguments are, of their dtypes and shapes; what stands for a tensor that is
   *     not floating is not looked at
   */
  A pullback(X residuals, R cotangents);

  /**
   * What a forward run returns.
   *
   * @param results the results
   * @param residuals what the pullback needs
   * @param <R> the type of the results
   * @param <X> the type of the residuals
   */
  record Forward<R, X>(R results, X residuals) {}
}
