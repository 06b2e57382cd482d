/**
 * Layers in which the places of a sequence look at each other: multi-head attention, the blocks of
 * a transformer and whole encoders and decoders of them, masks, encodings of positions, and biases
 * by distance.
 */
@NullMarked
package dev.wengert.nn.layer.attention;

import org.jspecify.annotations.NullMarked;
