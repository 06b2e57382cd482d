package dev.wengert.kernel;

/**
 * The kernel of running sums along an axis: {@code result[i] = x[0] + ... + x[i]}.
 *
 * <p>FLOAT32 numbers are added up in float64 and rounded when they are stored; INT32 wraps around.
 * Lines along the axis are independent.
 *
 * @param axis the axis
 * @param fromEnd whether the sums begin at the end of the axis
 */
public record RunningSum(int axis, boolean fromEnd) implements Kernel {}
