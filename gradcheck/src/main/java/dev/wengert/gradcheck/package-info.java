/** Is this gradient right? */
@NullMarked
package dev.wengert.gradcheck;

import org.jspecify.annotations.NullMarked;
