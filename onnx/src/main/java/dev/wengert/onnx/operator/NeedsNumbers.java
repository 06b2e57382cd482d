package dev.wengert.onnx.operator;

import com.google.common.base.Strings;
import com.google.common.base.Throwables;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be done to tensors of which nothing but dtype and shape is known, as in a loop that
 * is written down once; it may be possible step by step.
 */
final class NeedsNumbers extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private NeedsNumbers(String message) {
    super(message);
  }

  /** Refuses what does not hold of tensors without numbers. */
  @SuppressWarnings("AnnotateFormatMethod") // the lenient format, which has no annotation
  static void check(boolean holds, String message, @Nullable Object... parts) {
    if (!holds) {
      throw new NeedsNumbers(Strings.lenientFormat(message, parts));
    }
  }

  /** Returns whether an error came from that: it is one, or that of a read where nothing is. */
  static boolean caused(RuntimeException error) {
    return Throwables.getCausalChain(error).stream()
        .anyMatch(each -> each instanceof NeedsNumbers || each instanceof IllegalStateException);
  }
}
