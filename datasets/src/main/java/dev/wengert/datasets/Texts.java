package dev.wengert.datasets;

/** Texts to learn to write from, in the public domain. */
public final class Texts {

  private Texts() {}

  /** Returns where the sonnets are from. */
  public static Card sonnetsCard() {
    return new Card(
        "sonnets",
        "sonnets 1 to 24 of William Shakespeare in modern spelling, 14,998 characters",
        "the quarto of 1609",
        "public domain",
        "W. Shakespeare, Sonnets, 1609");
  }

  /** Returns sonnets 1 to 24 of William Shakespeare, 1609, in modern spelling. */
  public static String sonnets() {
    return Bundled.text("sonnets.txt");
  }
}
