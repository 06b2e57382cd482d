/**
 * What the tests of all modules share.
 *
 * <p>{@link dev.wengert.testing.Seeds} are fixed unless {@code -Dtest.seed} asks for others; {@link
 * dev.wengert.testing.TestCount} compares the tests that there are with those that ran; {@link
 * dev.wengert.testing.Printed} is what code prints.
 */
@NullMarked
package dev.wengert.testing;

import org.jspecify.annotations.NullMarked;
