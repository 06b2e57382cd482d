/** Arrays, kernels, tensors and traces: the heart of Wengert. */
module dev.wengert.core {
  requires transitive com.google.common;
  requires it.unimi.dsi.fastutil.core;
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires jdk.management;

  exports dev.wengert;
  exports dev.wengert.array;
  exports dev.wengert.io;
  exports dev.wengert.kernel;

  uses dev.wengert.kernel.BlasProvider;
}
