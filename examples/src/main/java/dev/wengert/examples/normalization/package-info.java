/**
 * What textbooks say of normalization, measured: gradients through deep networks, small batches,
 * shifting data, recurrent networks, badly scaled inputs.
 */
@NullMarked
package dev.wengert.examples.normalization;

import org.jspecify.annotations.NullMarked;
