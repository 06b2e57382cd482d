/**
 * What a model goes by: {@link dev.wengert.nn.explain.PermutationImportance} says how much it loses
 * without a feature, {@link dev.wengert.nn.explain.IntegratedGradients} what each part of an input
 * adds to one prediction.
 */
@NullMarked
package dev.wengert.nn.explain;

import org.jspecify.annotations.NullMarked;
