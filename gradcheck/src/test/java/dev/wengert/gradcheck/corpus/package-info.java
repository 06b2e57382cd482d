/**
 * Functions with derivatives that are known to be right or wrong, and the verdict that each must
 * get.
 */
@NullMarked
package dev.wengert.gradcheck.corpus;

import org.jspecify.annotations.NullMarked;
