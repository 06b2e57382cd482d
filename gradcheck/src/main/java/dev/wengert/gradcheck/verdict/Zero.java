package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Verdict;

/** What a derivative that is zero everywhere means. */
enum Zero {
  /** Nothing was tested. */
  SUSPICIOUS,
  /** It is what the caller declared. */
  DECLARED,
  /** It is as good as any: the second derivative of a linear function. */
  USUAL;

  Verdict verdict() {
    return this == SUSPICIOUS ? Verdict.VACUOUS : Verdict.PASS;
  }

  String detail() {
    return switch (this) {
      case SUSPICIOUS -> "";
      case DECLARED -> "zero, as declared";
      case USUAL -> "zero, as of a linear function";
    };
  }
}
