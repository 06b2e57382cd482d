package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;

/**
 * The kernel that writes its operands into a result of zeros: pad, concat, the transpose of a
 * slice.
 *
 * <p>{@code result[offsets[k] + i * strides[0] + j * strides[1] + ...] = operand_k[i, j, ...]}, the
 * result written as one row-major list. No two elements may be sent to one place.
 *
 * @param offsets for each operand where its first element goes
 * @param strides for each axis of the operands how far a step moves; may be negative
 */
public record Placement(ImmutableIntArray offsets, ImmutableIntArray strides) implements Kernel {}
