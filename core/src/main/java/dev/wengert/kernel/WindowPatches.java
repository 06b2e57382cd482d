package dev.wengert.kernel;

/**
 * The kernel that lays out what a window sees at each of its places: [b, spatial...] to [b, window
 * size, places], 0 where it sees padding. Its transpose is {@link WindowSums}.
 *
 * @param window how it slides
 */
public record WindowPatches(Window window) implements Kernel {}
