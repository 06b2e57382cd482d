package dev.wengert.nn.optim;

/** A transformation of which is known that it does not turn a gradient into a step down. */
interface KeepsSign {}
