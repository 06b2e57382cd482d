package dev.wengert.gradcheck.corpus;

import com.google.common.collect.ImmutableSet;
import dev.wengert.gradcheck.Verdict;
import java.util.function.LongFunction;

/**
 * One entry of the corpus.
 *
 * @param name what it is
 * @param isMutant whether its derivative is wrong
 * @param expected the verdicts that are right about it
 * @param problem the function at a random point that a seed determines
 */
record Case(
    String name, boolean isMutant, ImmutableSet<Verdict> expected, LongFunction<Problem> problem) {

  static Case mutant(String name, LongFunction<Problem> problem, Verdict... expected) {
    return new Case(name, true, ImmutableSet.copyOf(expected), problem);
  }

  static Case correct(String name, LongFunction<Problem> problem, Verdict... expected) {
    return new Case(name, false, ImmutableSet.copyOf(expected), problem);
  }
}
