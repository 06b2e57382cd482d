/** Learns XOR on the module path. */
module com.example.consumer {
  requires dev.wengert.datasets;
  requires dev.wengert.nn;
}
