/** Training: what runs a model over data, measures it and tells what it saw. */
@NullMarked
package dev.wengert.nn.train;

import org.jspecify.annotations.NullMarked;
