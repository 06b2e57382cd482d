/**
 * Windows that slide over images: {@code Sliding} runs the kernels of convolution, {@code
 * WindowMaxima} that of pooling. All walk along {@code WindowRuns}, the stretches of places that
 * see inside the image, which are computed once and hold for every image; threads share the images.
 * To the products of convolutions {@code Sliding} gives what lays out their factors, and what adds
 * them up, one at a time.
 */
@NullMarked
package dev.wengert.cpu.window;

import org.jspecify.annotations.NullMarked;
