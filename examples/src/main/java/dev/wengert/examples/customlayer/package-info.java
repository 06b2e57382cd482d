/** A new layer from forward code alone, checked and trained. */
@NullMarked
package dev.wengert.examples.customlayer;

import org.jspecify.annotations.NullMarked;
