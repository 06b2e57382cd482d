package dev.wengert.examples.regularization.report;

import com.google.common.collect.ImmutableList;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.nn.tuning.LambdaCurve;
import org.jspecify.annotations.Nullable;

/**
 * All that a run found.
 *
 * @param variants one result for each variant
 * @param lambdas the search for lambda; null if no variant asked for it
 */
public record Results(
    Settings settings,
    PlanarData data,
    ImmutableList<VariantResult> variants,
    @Nullable LambdaCurve lambdas) {}
