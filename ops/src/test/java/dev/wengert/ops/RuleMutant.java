package dev.wengert.ops;

import java.util.Comparator;

/**
 * One fault in one rule of differentiation.
 *
 * @param kind who wrote the rule: a primitive's author, a combinator, or the differentiator
 * @param rule the class of the primitive, with its name where the class stands for many
 * @param mode which of the two rules of the primitive
 * @param site what within the rule is wrong: an operation that it executes, or one of its results
 * @param fault what is wrong with it
 */
record RuleMutant(String kind, String rule, Mode mode, String site, Fault fault)
    implements Comparable<RuleMutant> {

  private static final Comparator<RuleMutant> ORDER =
      Comparator.comparing(RuleMutant::rule)
          .thenComparing(RuleMutant::mode)
          .thenComparing(RuleMutant::site)
          .thenComparing(RuleMutant::fault);

  /** The rule of which direction. */
  enum Mode {
    REVERSE,
    FORWARD
  }

  /** What is wrong. */
  enum Fault {
    /** The opposite sign. */
    SIGN,
    /** Too large by a millionth. */
    SCALE,
    /** A term that is left out. */
    DROP,
    /** The first of the elements in place of their sum. */
    NO_SUM,
    /** The operands the wrong way round. */
    SWAP
  }

  @Override
  public int compareTo(RuleMutant other) {
    return ORDER.compare(this, other);
  }

  /** Returns rule, mode, site and fault, a blank between. */
  @Override
  public String toString() {
    return rule + " " + mode + " " + site + " " + fault;
  }
}
