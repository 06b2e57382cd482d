/** Is this gradient right? Checks of derivatives against independent computations. */
module dev.wengert.gradcheck {
  requires transitive dev.wengert.core;
  requires com.google.gson;
  requires it.unimi.dsi.fastutil.core;
  requires static java.desktop;
  requires static transitive org.jspecify;

  exports dev.wengert.gradcheck;
}
