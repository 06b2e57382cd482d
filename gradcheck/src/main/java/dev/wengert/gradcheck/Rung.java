package dev.wengert.gradcheck;

/**
 * One step of a ladder: the differences there, before extrapolation.
 *
 * @param step the distance from the point
 * @param central the slope between both sides
 * @param forward the slope to the right
 * @param backward the slope to the left
 * @param bar the error bar of the best extrapolation up to this step
 */
public record Rung(double step, double central, double forward, double backward, double bar) {}
