/**
 * The gradient check of the textbooks, in their words and with their numbers, and what it cannot
 * tell.
 */
@NullMarked
package dev.wengert.examples.gradientcheck;

import org.jspecify.annotations.NullMarked;
