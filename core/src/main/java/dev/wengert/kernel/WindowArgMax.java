package dev.wengert.kernel;

/**
 * The kernel that finds where in each place of a window the largest element lies: [b, spatial...]
 * to positions [b, places], counted in row-major order of the spatial axes. The first of equal ones
 * is found, the first NaN if there is one; padding never is.
 *
 * @param window how it slides
 */
public record WindowArgMax(Window window) implements Kernel {}
