/** The tapes of the examples as text and as graphs. */
@NullMarked
package dev.wengert.examples.graph;

import org.jspecify.annotations.NullMarked;
