/**
 * What penalties and dropout do to weights, units and boundaries: which become zero, which shrink,
 * which saturate.
 */
@NullMarked
package dev.wengert.examples.penalties;

import org.jspecify.annotations.NullMarked;
