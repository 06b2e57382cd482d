package dev.wengert.gradcheck.corpus;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * A mistake, and what its hint must say.
 *
 * @param name what it is
 * @param input the input whose gradient is wrong
 * @param cause a pattern that the hint with the right cause has
 * @param also patterns of other hints that are true of it
 * @param problem the function at a random point that a seed determines
 */
record Hinted(
    String name, String input, Pattern cause, List<Pattern> also, LongFunction<Problem> problem) {

  /** Hints that are true of whatever they are said of, and name no cause. */
  private static final ImmutableList<Pattern> NEUTRAL =
      ImmutableList.of(
          Pattern.compile("^\\d+ of \\d+ elements are wrong$"),
          Pattern.compile("^numeric / analytic = [-0-9.E]+ everywhere$"),
          Pattern.compile("^numeric / analytic depends on the place along axis"),
          Pattern.compile("^wrong only "));

  static Hinted of(String name, String input, String cause, LongFunction<Problem> problem) {
    return new Hinted(name, input, Pattern.compile(cause), List.of(), problem);
  }

  static Hinted of(String name, String cause, LongFunction<Problem> problem) {
    return of(name, "x", cause, problem);
  }

  Hinted also(String pattern) {
    List<Pattern> all = new ArrayList<>(also);
    all.add(Pattern.compile(pattern));
    return new Hinted(name, input, cause, all, problem);
  }

  /** Returns the hints, one a guess. */
  List<String> hints(Report report) {
    return Splitter.on("; ").omitEmptyStrings().splitToList(report.finding(input).hint());
  }

  boolean isRight(List<String> hints) {
    return hints.stream().anyMatch(hint -> cause.matcher(hint).find());
  }

  /** Returns the hints that name a cause which is not the mistake's. */
  List<String> wrong(List<String> hints) {
    return hints.stream()
        .filter(hint -> !cause.matcher(hint).find())
        .filter(hint -> NEUTRAL.stream().noneMatch(pattern -> pattern.matcher(hint).find()))
        .filter(hint -> also.stream().noneMatch(pattern -> pattern.matcher(hint).find()))
        .toList();
  }
}
