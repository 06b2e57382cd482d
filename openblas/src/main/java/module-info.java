/**
 * Matrix products by OpenBLAS: being there is enough. Start the JVM with {@code
 * --enable-native-access=dev.wengert.openblas}, or {@code ALL-UNNAMED} where this is on the class
 * path, or it warns.
 */
module dev.wengert.openblas {
  requires dev.wengert.core;
  requires com.google.common;
  requires static org.jspecify;
  requires org.bytedeco.javacpp;
  requires java.management;

  provides dev.wengert.cpu.gemm.BlasProvider with
      dev.wengert.openblas.OpenBlas;
}
