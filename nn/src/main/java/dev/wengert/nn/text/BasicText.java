package dev.wengert.nn.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What BERT does to a text before its pieces are looked up: control characters go, letters are made
 * small and lose their accents, and words end at blanks, at punctuation and around each Chinese
 * character.
 *
 * <p>Source: Devlin, Chang, Lee and Toutanova, 2019, and the reference implementation's {@code
 * BasicTokenizer}.
 *
 * @param cleans whether control characters go and every blank is a space
 * @param separatesChinese whether each Chinese character is a word
 * @param stripsAccents whether accents go
 * @param lowercases whether letters are made small
 */
record BasicText(
    boolean cleans, boolean separatesChinese, boolean stripsAccents, boolean lowercases) {

  private static final int REPLACEMENT = 0xfffd;

  /** Hands over the words of a text, in order. */
  void words(String text, Consumer<String> word) {
    String normalized = normalized(text);
    StringBuilder open = new StringBuilder();
    normalized
        .codePoints()
        .forEach(
            c -> {
              boolean isBlank = isBlank(c);
              if (isBlank || isPunctuation(c)) {
                close(open, word);
                if (!isBlank) {
                  word.accept(Character.toString(c));
                }
              } else {
                open.appendCodePoint(c);
              }
            });
    close(open, word);
  }

  private static void close(StringBuilder open, Consumer<String> word) {
    if (!open.isEmpty()) {
      word.accept(open.toString());
      open.setLength(0);
    }
  }

  private String normalized(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (cleans && (c == 0 || c == REPLACEMENT || isControl(c))) {
                return;
              }
              if (separatesChinese && isChinese(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
              } else if (cleans && isBlank(c)) {
                clean.append(' ');
              } else {
                clean.appendCodePoint(c);
              }
            });
    String plain = stripsAccents ? withoutAccents(clean.toString()) : clean.toString();
    return lowercases ? small(plain) : plain;
  }

  private static String withoutAccents(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /** Each letter by itself: a final sigma is as any other. */
  private static String small(String text) {
    StringBuilder small = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                small.append((char) (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c));
              } else {
                small.append(Character.toString(c).toLowerCase(Locale.ROOT));
              }
            });
    return small.toString();
  }

  private static boolean isControl(int c) {
    if (c == '\t' || c == '\n' || c == '\r') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  /** Unicode's property White_Space. */
  private static boolean isBlank(int c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
  }

  private static boolean isPunctuation(int c) {
    if (c < 0x80) {
      return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** The blocks of CJK ideographs, which are not all letters that Chinese is written with. */
  private static boolean isChinese(int c) {
    return (c >= 0x4e00 && c <= 0x9fff)
        || (c >= 0x3400 && c <= 0x4dbf)
        || (c >= 0x20000 && c <= 0x2a6df)
        || (c >= 0x2a700 && c <= 0x2b73f)
        || (c >= 0x2b740 && c <= 0x2b81f)
        || (c >= 0x2b920 && c <= 0x2ceaf)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0x2f800 && c <= 0x2fa1f);
  }
}
