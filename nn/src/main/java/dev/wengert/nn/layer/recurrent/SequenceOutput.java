package dev.wengert.nn.layer.recurrent;

import dev.wengert.Tensor;

/**
 * What a recurrent layer gives.
 *
 * @param outputs what the last layer gave at each step, [N, T, directions hidden]; zeros where
 *     there is no step
 * @param state what every layer held after its last step, [layers directions, N, hidden]: the
 *     layers from below, of each the direction forwards first. It can be given to the next run. Of
 *     cells of one's own it is a list of their states in that order.
 * @param <S> a tensor, or several for a layer that holds more
 */
public record SequenceOutput<S>(Tensor outputs, S state) {}
