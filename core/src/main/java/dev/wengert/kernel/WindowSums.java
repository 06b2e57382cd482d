package dev.wengert.kernel;

/**
 * The kernel that adds up what {@link WindowPatches} laid out, each element where it came from: [b,
 * window size, places] to [b, spatial...].
 *
 * @param window how it slides
 */
public record WindowSums(Window window) implements Kernel {}
