/** A hand-written gradient with famous mistakes, and what the checker says of it. */
@NullMarked
package dev.wengert.examples.customgradient;

import org.jspecify.annotations.NullMarked;
