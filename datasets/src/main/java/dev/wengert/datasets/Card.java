package dev.wengert.datasets;

/**
 * What must be known of a data set before it is used.
 *
 * @param name its name
 * @param description what it holds
 * @param source where it is from
 * @param licence under which licence it is
 * @param citation whom to name
 */
public record Card(
    String name, String description, String source, String licence, String citation) {

  /** Returns all of it, one a line. */
  @Override
  public String toString() {
    return name
        + ": "
        + description
        + "\n  source: "
        + source
        + "\n  licence: "
        + licence
        + "\n  citation: "
        + citation;
  }
}
