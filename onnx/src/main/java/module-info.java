/** Models from ONNX files and to ONNX files. */
module dev.wengert.onnx {
  requires transitive dev.wengert.nn;
  requires it.unimi.dsi.fastutil.core;
  requires static transitive org.jspecify;

  exports dev.wengert.onnx;
  exports dev.wengert.onnx.format;
}
