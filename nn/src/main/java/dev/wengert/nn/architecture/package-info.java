/**
 * Usual networks, each by one call, as its paper or its reference implementation has it: their
 * numbers of parameters are the published ones, which {@link dev.wengert.nn.Model#parameterCount}
 * tells without making a value.
 *
 * {@snippet class="dev.wengert.nn.architecture.ArchitectureSnippetsTest" region="architectures"}
 *
 * <p>{@link dev.wengert.nn.architecture.PublishedNames} reads what others published for Bert, Gpt,
 * those of Llama's kind and what is PyTorch's own, and writes it.
 *
 * <p>They are put together of the layers of {@link dev.wengert.nn.layer} and nothing else, and what
 * families vary is a setting. A network with a setting changed has parameters of its own.
 */
@NullMarked
package dev.wengert.nn.architecture;

import org.jspecify.annotations.NullMarked;
