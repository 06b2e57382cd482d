/** Arrays, kernels, tensors and traces: the heart of Wengert. */
module dev.wengert.core {
  requires transitive com.google.common;
  requires static jdk.incubator.vector;
  requires it.unimi.dsi.fastutil.core;
  requires static transitive org.jspecify;

  exports dev.wengert;
  exports dev.wengert.array;
  exports dev.wengert.io;
  exports dev.wengert.kernel;
}
