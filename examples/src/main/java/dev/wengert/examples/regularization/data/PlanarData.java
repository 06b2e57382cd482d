package dev.wengert.examples.regularization.data;

/**
 * A training set and a test set of one kind.
 *
 * @param source where they come from, in words
 */
public record PlanarData(String source, PlanarSet train, PlanarSet test) {}
