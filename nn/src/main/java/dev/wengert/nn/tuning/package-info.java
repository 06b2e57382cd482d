/**
 * What to change next: {@link dev.wengert.nn.tuning.Diagnosis} tells bias from variance, {@link
 * dev.wengert.nn.tuning.LambdaSearch} tries strengths of a penalty.
 */
@NullMarked
package dev.wengert.nn.tuning;

import org.jspecify.annotations.NullMarked;
