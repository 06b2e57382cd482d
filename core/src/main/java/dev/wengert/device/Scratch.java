package dev.wengert.device;

/**
 * Working memory of tasks: partial sums, packed matrices, words of random bits. It grows to what
 * the largest of them needs and is used again by each; what it holds between two runs means
 * nothing.
 *
 * <p>A {@link Device} makes it and alone knows what is in it. It serves one run at a time.
 */
public interface Scratch {}
