/**
 * Layers of images and other signals on a grid, [N, C, spatial...]: convolutions and their
 * transposes, pooling, upsampling, and weighing channels by their means.
 */
@NullMarked
package dev.wengert.nn.layer.convolution;

import org.jspecify.annotations.NullMarked;
