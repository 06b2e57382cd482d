package dev.wengert.testing;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares the tests that were compiled with those that ran, class by class and method by method:
 * the patterns of a test runner leave out silently what they do not match.
 */
public final class TestCount {

  private static final Pattern CASE =
      Pattern.compile("<testcase name=\"([\\w$]+)[^\"]*\" classname=\"(?:[^\"]*[.$])?(\\w+)\"");

  private TestCount() {}

  /**
   * Takes the folder of test classes, the folder of Surefire's reports, the classes, separated by
   * commas, that only other tests run, and the tag of the tests that were left out; ends with 1
   * where a test did not run.
   */
  public static void main(String[] args) throws IOException {
    checkArgument(args.length >= 2, "give the test classes, the reports, and the classes apart");
    Set<String> apart =
        ImmutableSet.copyOf(
            Splitter.on(',')
                .trimResults()
                .omitEmptyStrings()
                .split(args.length > 2 ? args[2] : ""));
    String leftOut = args.length > 3 ? args[3] : "";
    List<String> amiss = amiss(Path.of(args[0]), Path.of(args[1]), apart, leftOut);
    if (!amiss.isEmpty()) {
      amiss.forEach(System.err::println);
      System.exit(1);
    }
  }

  /** Returns a line for each test that is there and did not run. */
  static List<String> amiss(Path classes, Path reports, Set<String> apart, String leftOut)
      throws IOException {
    TestClasses compiled = TestClasses.in(classes, leftOut);
    Set<String> unknown = Sets.difference(apart, compiled.tests().keySet());
    checkArgument(
        unknown.isEmpty(), "run by other tests: no such class with tests: %s; remove it", unknown);
    Set<String> missing = new TreeSet<>();
    int ran = 0;
    for (String name : compiled.tests().keySet()) {
      if (apart.contains(name)) {
        continue;
      }
      Set<String> methods = methods(reports, name);
      ran += methods.isEmpty() ? 0 : 1;
      if (methods.isEmpty()) {
        missing.add("never ran: " + name);
        continue;
      }
      for (String method : Sets.difference(compiled.tests().get(name), methods)) {
        missing.add("never ran: " + name + "." + method);
      }
    }
    int count = compiled.tests().size() - apart.size();
    if (ran != count) {
      missing.add(
          "%d classes have tests, and %d of them ran; does a name match no pattern of Surefire?"
              .formatted(count, ran));
    }
    return List.copyOf(missing);
  }

  /**
   * A nested class has its cases in the report of the outermost one, some by their simple names.
   */
  private static ImmutableSortedSet<String> methods(Path reports, String name) throws IOException {
    List<String> nesting = Splitter.on('$').splitToList(name);
    Path report = reports.resolve("TEST-" + nesting.getFirst() + ".xml");
    if (!Files.exists(report)) {
      return ImmutableSortedSet.of();
    }
    String last = nesting.getLast();
    String simple = last.substring(last.lastIndexOf('.') + 1);
    ImmutableSortedSet.Builder<String> methods = ImmutableSortedSet.naturalOrder();
    try (Stream<String> lines = Files.lines(report)) {
      lines.forEach(
          line -> {
            Matcher matcher = CASE.matcher(line);
            while (matcher.find()) {
              if (matcher.group(2).equals(simple)) {
                methods.add(matcher.group(1));
              }
            }
          });
    }
    return methods.build();
  }
}
