/** Layers, optimisers and training: what owns parameters and state. */
module dev.wengert.nn {
  requires transitive dev.wengert.ops;
  requires it.unimi.dsi.fastutil.core;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports dev.wengert.nn;
  exports dev.wengert.nn.data;
  exports dev.wengert.nn.layer;
  exports dev.wengert.nn.optim;
}
