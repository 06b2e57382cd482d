/**
 * From many numbers to one, in a tree that the shape alone decides.
 *
 * <p>A {@code Reduction} kernel enters at {@code Folds}, which asks one question of the space: is
 * its fast axis folded? If so a result's numbers are cut into blocks along it ({@code RowFold}),
 * else rows of neighbouring results are folded onto each other ({@code ColumnFold}). Either way a
 * {@code FoldPlan} has units, which threads share, and leaves; a leaf is fetched by a {@code
 * MapRunner} of the loops' room, or read where it lies, and folded by a {@code Folder} of the
 * dtype; leaves are folded pairwise ({@code FoldTree}). {@code FloatFolder} and {@code
 * FloatLaneFold} are written for float; {@code Folders} has the other dtypes' made of them.
 *
 * <p>Which numbers share a leaf follows from the space's shape, the folded axes and the dtype. It
 * never follows from operands' strides, from what is computed on the way, from the number of
 * threads or the width of vectors: so {@code sum(x * b)} has the same bits whether the product is
 * stored or not, and whether b is broadcast or a copy of itself.
 */
@NullMarked
package dev.wengert.cpu.fold;

import org.jspecify.annotations.NullMarked;
