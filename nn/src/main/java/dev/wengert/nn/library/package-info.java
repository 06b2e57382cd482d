/** Libraries that a project may do without; this package is not exported. */
@NullMarked
package dev.wengert.nn.library;

import org.jspecify.annotations.NullMarked;
