package dev.wengert.nn.report;

import com.google.common.html.HtmlEscapers;
import java.util.Locale;

/** A page of HTML and its parts; it follows the reader's choice of light or dark. */
final class Html {

  /**
   * The colours of lines and classes: the palette of Okabe and Ito (2008), which stays apart for
   * readers who do not tell red from green, on light and on dark.
   */
  private static final String[] PALETTE = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c8c8c"
  };

  private static final String STYLE =
      """
      :root {
        color-scheme: light dark;
        --ink: #1d2530; --soft: #5b6673; --page: #ffffff; --rule: #d9dfe5; --cell: #0072b2;
      }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e3e8ee; --soft: #a2adb9; --page: #14191f; --rule: #36404b; --cell: #56b4e9; }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem;
        font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
      }
      h1 { font-size: 1.6rem; margin: 0 0 .4rem; }
      h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
      p { margin: .4rem 0; max-width: 46rem; }
      figure { margin: 1rem 0 0; }
      figcaption, .key { color: var(--soft); font-size: .9rem; }
      .charts {
        display: grid; gap: 1rem 2rem;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
      }
      svg { width: 100%; max-width: 34rem; height: auto; font: 13px system-ui, sans-serif; fill: var(--ink); }
      svg .grid { stroke: var(--rule); fill: none; }
      svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
      .key span { margin-right: 1.1em; white-space: nowrap; }
      .key i { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .35em; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .35rem .6rem; text-align: right; border: 1px solid var(--rule); }
      th { color: var(--soft); font-weight: 600; }
      th.text, td.text { text-align: left; }
      td.count { background: color-mix(in srgb, var(--cell) calc(var(--share) * 70%), transparent); }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .6rem 0; }
      dt { color: var(--soft); }
      dd { margin: 0; overflow-wrap: anywhere; }
      pre { overflow-x: auto; font-size: clamp(.55rem, 2.6vw, .85rem); }
      """;

  private Html() {}

  static String page(String title, String body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\
    """
        + escape(title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style>\n</head>\n<body>\n<h1>"
        + escape(title)
        + "</h1>\n"
        + body
        + "</body>\n</html>\n";
  }

  static String section(String title, String content) {
    return "<section>\n<h2>" + escape(title) + "</h2>\n" + content + "</section>\n";
  }

  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /** Returns the colour of a line or a class. */
  static String color(int which) {
    return PALETTE[which % PALETTE.length];
  }

  /** Returns what the colours mean. */
  static String key(Iterable<String> names) {
    StringBuilder key = new StringBuilder("<div class=\"key\">");
    int i = 0;
    for (String name : names) {
      key.append("<span><i style=\"background:")
          .append(color(i++))
          .append("\"></i>")
          .append(escape(name))
          .append("</span> ");
    }
    return key.append("</div>\n").toString();
  }

  /** Returns a part's share of the whole; of nothing it is 0. */
  static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%.3f", whole == 0 ? 0.0 : (double) part / whole);
  }

  /** Returns a number with four digits, and none that say nothing. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    String text = String.format(Locale.ROOT, "%.4g", value);
    return text.contains(".") && !text.contains("e") ? text.replaceAll("\\.?0+$", "") : text;
  }
}
