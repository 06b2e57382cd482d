/**
 * The regularization experiment: a small network on points of the plane, trained with the same data
 * once for each {@link dev.wengert.examples.regularization.training.Variant}.
 *
 * <p>To follow one number through it: {@link
 * dev.wengert.examples.regularization.data.PlanarDataReader} takes it from a file into a {@link
 * dev.wengert.examples.regularization.data.PlanarSet}; {@link
 * dev.wengert.examples.regularization.RegularizationCommand} hands the set, with the {@link
 * dev.wengert.examples.regularization.training.Settings} of the command line, to a {@link
 * dev.wengert.examples.regularization.training.TensorTrainer}. There it becomes an element of the
 * tensor X [m, 2]; the first {@link dev.wengert.nn.layer.Dense} layer multiplies it by a column of
 * its weight, {@code MatMul.of(x, weight, false, true)}; {@link dev.wengert.nn.Model#differentiate}
 * records that on a tape and walks it backwards, where the pullback of the same product, {@code D^T
 * X}, adds it into the gradient of that column. The package docs of {@link dev.wengert} follow the
 * number through these two steps. What comes back is a {@link
 * dev.wengert.examples.regularization.training.TrainedVariant}, plain arrays again, which {@link
 * dev.wengert.examples.regularization.report.ResultTable}, {@link
 * dev.wengert.examples.regularization.report.ResultsJson} and the page of {@link
 * dev.wengert.examples.regularization.report.RunFiles} show.
 */
@NullMarked
package dev.wengert.examples.regularization;

import org.jspecify.annotations.NullMarked;
