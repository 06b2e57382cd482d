/** What owns parameters and state: layers and passes. */
@NullMarked
package dev.wengert.nn;

import org.jspecify.annotations.NullMarked;
