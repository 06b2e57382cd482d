/**
 * The primitives of which the functions of {@link dev.wengert.ops} are made, where a formula or the
 * primitives of the core do not do: one class each, with its kernel and its derivative; and what
 * several of them share. None calls a function of the families; those call these.
 */
@NullMarked
package dev.wengert.ops.primitive;

import org.jspecify.annotations.NullMarked;
