/** Gradient checks as tests of the JUnit Platform. */
@NullMarked
package dev.wengert.gradcheck.junit;

import org.jspecify.annotations.NullMarked;
