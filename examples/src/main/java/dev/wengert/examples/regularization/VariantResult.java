package dev.wengert.examples.regularization;

/** All that is shown of one variant. */
record VariantResult(
    TrainedVariant trained,
    GradientVerdict gradientCheck,
    double trainAccuracy,
    double testAccuracy) {}
