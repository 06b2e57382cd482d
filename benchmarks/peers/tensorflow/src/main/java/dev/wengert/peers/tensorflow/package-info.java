/** TensorFlow's graphs, built in Java, as they are or compiled by XLA. */
package dev.wengert.peers.tensorflow;
