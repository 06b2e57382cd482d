/**
 * Normalizations of activations, {@link dev.wengert.nn.layer.normalization.BatchNorm} with running
 * statistics and the others without, and of weights: {@link
 * dev.wengert.nn.layer.normalization.WeightNorm}, {@link
 * dev.wengert.nn.layer.normalization.SpectralNorm}. {@link
 * dev.wengert.nn.layer.normalization.BatchNormFolding} takes one into the layer before it.
 */
@NullMarked
package dev.wengert.nn.layer.normalization;

import org.jspecify.annotations.NullMarked;
