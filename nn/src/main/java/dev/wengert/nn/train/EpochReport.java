package dev.wengert.nn.train;

import com.google.common.collect.ImmutableMap;

/**
 * What is to be said of an epoch.
 *
 * @param epoch its number, from 1
 * @param step how many steps were taken since training began
 * @param examples how many examples it had
 * @param loss the mean loss over its examples, each at the time it was trained on
 * @param figures what was {@linkplain Evaluation measured} at its end, by name
 * @param rate the learning rate at its end
 * @param seconds how long it took, of this run alone where it was resumed within the epoch
 */
public record EpochReport(
    int epoch,
    long step,
    long examples,
    LossTerms loss,
    ImmutableMap<String, Double> figures,
    double rate,
    double seconds) {}
