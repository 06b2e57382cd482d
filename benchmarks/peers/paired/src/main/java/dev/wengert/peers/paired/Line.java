package dev.wengert.peers.paired;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line that a program printed: a JSON object, and in it the numbers to compare.
 *
 * @param fields what it holds, as text
 * @param check the numbers that must agree, by name
 */
record Line(Map<String, String> fields, Map<String, Double> check) {

  private static final Pattern CHECK = Pattern.compile(", \"check\": \\{([^}]*)\\}");
  private static final Pattern FIELD =
      Pattern.compile("\"(\\w+)\": (?:\"([^\"]*)\"|(-?[0-9.eE+-]+|NaN|-?Infinity))");

  /** Reads a line. */
  static Line of(String text) {
    Matcher matcher = CHECK.matcher(text);
    Map<String, Double> check = new LinkedHashMap<>();
    String rest = text;
    if (matcher.find()) {
      for (String entry : matcher.group(1).split(", ")) {
        String[] parts = entry.split(": ", 2);
        check.put(parts[0].replace("\"", ""), Double.valueOf(parts[1]));
      }
      rest = matcher.replaceFirst("");
    }
    return new Line(fields(rest), check);
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher matcher = FIELD.matcher(text);
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(matcher.group(2) == null ? 3 : 2));
    }
    return fields;
  }

  /** Returns workload and variant. */
  String name() {
    return fields.get("workload") + "/" + fields.get("variant");
  }

  /** Returns what the framework lacks, or the empty text if it does the work. */
  String notOffered() {
    return fields.getOrDefault("not_offered", "");
  }

  /** Returns a number by name. */
  double number(String name) {
    return Double.parseDouble(fields.get(name));
  }
}
