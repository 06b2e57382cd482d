/** Learns XOR on the module path. */
module com.example.consumer {
  requires dev.wengert.nn;
}
