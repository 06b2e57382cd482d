package dev.wengert.nn.train;

/**
 * What is to be said of a step.
 *
 * @param step its number, from 1
 * @param epoch the number of the epoch, from 1
 * @param examples how many examples the epoch has seen so far
 * @param stepExamples how many of them this step saw
 * @param loss the mean loss of these, over all that the loss {@linkplain BatchLoss#counted counts}
 * @param gradientNorm the norm of all gradients together, before any clipping
 * @param rate the learning rate
 */
public record StepReport(
    long step,
    int epoch,
    long examples,
    long stepExamples,
    LossTerms loss,
    double gradientNorm,
    double rate) {}
