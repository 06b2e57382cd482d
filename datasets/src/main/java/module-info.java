/** Small data sets to start with, and readers of well-known larger ones. */
module dev.wengert.datasets {
  requires transitive dev.wengert.nn;
  requires static transitive org.jspecify;

  exports dev.wengert.datasets;
}
