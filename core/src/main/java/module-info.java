/** Arrays, kernels, tensors and traces: the heart of Wengert. */
@SuppressWarnings("module") // those who read and write protocol buffers are built after this
module dev.wengert.core {
  requires transitive com.google.common;
  requires it.unimi.dsi.fastutil.core;
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires jdk.management;

  exports dev.wengert;
  exports dev.wengert.array;
  exports dev.wengert.cpu.gemm;
  exports dev.wengert.device;
  exports dev.wengert.expression;
  exports dev.wengert.io;
  exports dev.wengert.io.proto to
      dev.wengert.nn,
      dev.wengert.onnx;
  exports dev.wengert.kernel;
  exports dev.wengert.program;

  uses dev.wengert.cpu.gemm.BlasProvider;
}
