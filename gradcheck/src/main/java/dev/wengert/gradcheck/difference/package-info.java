/**
 * What differences tell: the slope of the function along a line, and how far it may be off.
 *
 * <p>A {@code Site} is an argument seen through a cotangent; from it a {@code Line} leads along one
 * element or a direction, a {@code Probe} that returns by how much the weighed output differs.
 * {@code Noise} says by how much each output errs. A {@code Ladder} climbs down a probe, and {@code
 * Extrapolation} makes an {@code Estimate} of its differences. What stands against an estimate is
 * looked for by {@code Confirmation} (another slope over smaller steps), {@code Singularity} (no
 * slope at all), {@code Hull} and {@code KinkedElements} (several slopes).
 *
 * <p>No gradient is known here.
 */
@NullMarked
package dev.wengert.gradcheck.difference;

import org.jspecify.annotations.NullMarked;
