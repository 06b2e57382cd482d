/**
 * What owns parameters and state.
 *
 * <p>A {@link dev.wengert.nn.Layer} is a forward definition. It names its {@linkplain
 * dev.wengert.nn.Parameter parameters} and {@linkplain dev.wengert.nn.Statistic statistics} and
 * holds neither their values nor a mode. A {@link dev.wengert.nn.Model} gives each a path; {@link
 * dev.wengert.nn.Values} are tensors by path. A {@link dev.wengert.nn.Pass} brings mode, values and
 * random key to one forward run and collects what it would change. What goes on in it is seen there
 * too: {@link dev.wengert.nn.Pass#capturing} keeps what layers compute, {@link
 * dev.wengert.nn.Pass#hooked} changes it.
 *
 * <p>{@link dev.wengert.nn.ModelTable} says what each part of a model owns, computes and makes. A
 * size that follows from the input need not be said: {@link dev.wengert.nn.Lazy}.
 *
 * <p>The guide's page {@code names} says what each module of {@code torch.nn} is here; a test
 * compiles and makes each of them.
 */
@NullMarked
package dev.wengert.nn;

import org.jspecify.annotations.NullMarked;
