/**
 * The wire format of protocol buffers, read and written without a library and without a schema:
 * what event files and ONNX files are made of.
 *
 * <p>A message is its fields, one after the other, each with {@code number << 3 | wire type} in
 * front, where type 0 is a varint, 1 eight bytes, 2 a length and as many bytes, 5 four bytes;
 * little-endian. Which field is what, those know who call.
 */
@NullMarked
package dev.wengert.io.proto;

import org.jspecify.annotations.NullMarked;
