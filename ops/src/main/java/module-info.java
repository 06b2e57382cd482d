/** Every stateless function, losses and cells included. */
module dev.wengert.ops {
  requires transitive dev.wengert.core;
  requires it.unimi.dsi.fastutil.core;
  requires static transitive org.jspecify;

  exports dev.wengert.ops;
}
