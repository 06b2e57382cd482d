/** A convolutional network that reads digits. */
@NullMarked
package dev.wengert.examples.digits;

import org.jspecify.annotations.NullMarked;
