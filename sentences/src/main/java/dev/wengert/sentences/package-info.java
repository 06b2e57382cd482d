/**
 * The example {@code sentences}: a sentence encoder from an ONNX file finds pages of help by the
 * cosine, learns a company's own words, and goes back into ONNX.
 *
 * <p>It is beside the other examples, since it is compared with ONNX Runtime in the same program.
 * The encoder, all-MiniLM-L6-v2, comes with the profile {@code sentences}. {@code
 * -Doptions=--speed=100} times it there beside ONNX Runtime: a batch of 4 x 25 pieces, forward and
 * with all gradients, and 1,000 sentences.
 */
@NullMarked
package dev.wengert.sentences;

import org.jspecify.annotations.NullMarked;
