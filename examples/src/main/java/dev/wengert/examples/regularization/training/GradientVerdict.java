package dev.wengert.examples.regularization.training;

/**
 * The answer of a gradient check.
 *
 * @param correct if nothing was found against the gradient; a point where it cannot be judged is no
 *     reason not to train
 * @param text the verdict in one line
 */
public record GradientVerdict(boolean correct, String text) {}
