package dev.wengert.nn.data.table;

/** What the cells of a column are. */
public enum ColumnType {

  /** A finite number. */
  NUMBER,

  /** One of some words. */
  CATEGORY,

  /** Yes or no. */
  BOOLEAN,

  /** A day, or a day and a time, to the millisecond. */
  DATE,

  /** Free text, identifiers and what else is no feature: it is left out of the table. */
  TEXT
}
