package dev.wengert.nn.metric;

/**
 * A point of a curve over all thresholds.
 *
 * @param x what is drawn to the right: the rate of false positives, or the recall
 * @param y what is drawn upwards: the rate of true positives, or the precision
 * @param threshold the score from which on examples are taken for positive
 */
public record CurvePoint(double x, double y, double threshold) {}
