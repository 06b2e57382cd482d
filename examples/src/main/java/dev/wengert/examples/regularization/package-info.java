/**
 * The regularization experiment: a 2-20-3-1 network on points of the plane, trained five times with
 * the same data, once for each {@link dev.wengert.examples.regularization.Variant}.
 *
 * <p>To follow one number through it: {@link dev.wengert.examples.regularization.PlanarDataReader}
 * takes it from a file into a {@link dev.wengert.examples.regularization.PlanarSet}; {@link
 * dev.wengert.examples.regularization.RegularizationCommand} hands the set, with the {@link
 * dev.wengert.examples.regularization.Settings} of the command line, to a {@link
 * dev.wengert.examples.regularization.VariantTrainer}; there it meets tensors, a tape and its
 * gradient. What comes back is a {@link dev.wengert.examples.regularization.TrainedVariant}, plain
 * arrays again, which {@link dev.wengert.examples.regularization.ResultTable}, {@link
 * dev.wengert.examples.regularization.ResultsJson} and the two charts show.
 */
@NullMarked
package dev.wengert.examples.regularization;

import org.jspecify.annotations.NullMarked;
