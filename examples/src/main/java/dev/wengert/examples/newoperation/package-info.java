/** Two new operations: an activation that is one formula, and a product that is bilinear. */
@NullMarked
package dev.wengert.examples.newoperation;

import org.jspecify.annotations.NullMarked;
