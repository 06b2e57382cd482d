/** A network that solves a differential equation: second derivatives with respect to its input. */
@NullMarked
package dev.wengert.examples.physics;

import org.jspecify.annotations.NullMarked;
