/** A small transformer that learns to continue a text, character by character. */
@NullMarked
package dev.wengert.examples.characters;

import org.jspecify.annotations.NullMarked;
