/**
 * Layers: forward definitions with parameters, and no backward method anywhere.
 *
 * <p>Here are those that serve any network: {@link dev.wengert.nn.layer.Dense}, {@link
 * dev.wengert.nn.layer.Activation}, {@link dev.wengert.nn.layer.Dropout}, {@link
 * dev.wengert.nn.layer.Embedding}, and how layers are put together ({@link
 * dev.wengert.nn.layer.Sequential}, {@link dev.wengert.nn.layer.Residual}, {@link
 * dev.wengert.nn.layer.MixtureOfExperts}). {@link dev.wengert.nn.layer.Lora} and {@link
 * dev.wengert.nn.layer.Pruned} run any of them with changed weights. The others are in rooms:
 * {@link dev.wengert.nn.layer.convolution} for images, {@link dev.wengert.nn.layer.recurrent} and
 * {@link dev.wengert.nn.layer.attention} for sequences, {@link dev.wengert.nn.layer.normalization}.
 */
@NullMarked
package dev.wengert.nn.layer;

import org.jspecify.annotations.NullMarked;
