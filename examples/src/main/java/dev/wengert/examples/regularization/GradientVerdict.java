package dev.wengert.examples.regularization;

/**
 * The answer of a gradient check.
 *
 * @param correct if the gradient can be trusted
 * @param text the verdict in one line
 */
public record GradientVerdict(boolean correct, String text) {}
