/** Assertions of AssertJ on reports and tensors. */
@NullMarked
package dev.wengert.gradcheck.assertj;

import org.jspecify.annotations.NullMarked;
