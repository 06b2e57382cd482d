package dev.wengert;

import com.google.common.collect.ImmutableMap;
import java.util.List;

/**
 * A value that is made of tensors, and of other such values, and says how it is taken apart and put
 * together.
 *
 * <p>What a transformation of {@link Autodiff} takes or returns may be a tensor, a record, a list,
 * a map with text as keys, or one of these, nested in any way: {@link Leaves} tells the rules. A
 * class that is none of them implements this.
 *
 * @param <S> the class itself
 */
public interface Structured<S extends Structured<S>> {

  /**
   * Returns the parts by name, always in the same order: tensors, structures, and whatever else,
   * which stays as it is.
   */
  ImmutableMap<String, ?> parts();

  /**
   * Returns a value like this one, of other parts.
   *
   * @param parts in the order of {@link #parts}
   */
  S withParts(List<?> parts);
}
