package dev.wengert.kernel;

/**
 * The kernel that finds the order which sorts along an axis, as INT32 positions: stable, NaN last,
 * 0 and -0 equal.
 *
 * @param axis the axis, counted from the front
 * @param descending whether the largest comes first
 */
public record Order(int axis, boolean descending) implements Kernel {}
