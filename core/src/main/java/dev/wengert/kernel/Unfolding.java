package dev.wengert.kernel;

/**
 * The kernel that lays out what a window sees at each of its places: [b, spatial...] to [b, window
 * size, places], 0 where it sees padding. Its transpose is {@link Folding}.
 *
 * @param window how it slides
 */
public record Unfolding(Window window) implements Kernel {}
