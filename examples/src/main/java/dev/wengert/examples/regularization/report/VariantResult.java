package dev.wengert.examples.regularization.report;

import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.TrainedVariant;

/** All that is shown of one variant. */
public record VariantResult(
    TrainedVariant trained,
    GradientVerdict gradientCheck,
    double trainAccuracy,
    double testAccuracy) {}
