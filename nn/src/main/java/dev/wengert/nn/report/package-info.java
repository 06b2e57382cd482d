/**
 * What a run of training looks like: {@link dev.wengert.nn.report.TrainingReport} follows it and
 * writes one page of HTML that needs no other file. And what a model looks like: {@link
 * dev.wengert.nn.report.ModelPage}.
 */
@NullMarked
package dev.wengert.nn.report;

import org.jspecify.annotations.NullMarked;
