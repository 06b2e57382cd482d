/**
 * Random changes of training images: {@link dev.wengert.nn.data.augment.Augmentation}.
 *
 * <p>What is drawn for an image depends on a key and on the image's place in its data set, and on
 * nothing else: neither on the batch it is in nor on the thread.
 */
@NullMarked
package dev.wengert.nn.data.augment;

import org.jspecify.annotations.NullMarked;
