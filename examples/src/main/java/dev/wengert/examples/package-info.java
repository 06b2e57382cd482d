/**
 * The command line of the examples: one subcommand for each idea that Wengert makes runnable.
 *
 * <p>{@link dev.wengert.examples.WengertExamples} puts the subcommands together and turns whatever
 * a user can get wrong, a {@link dev.wengert.examples.UserError} or a misspelled option, into one
 * line on standard error and exit code 2.
 */
@NullMarked
package dev.wengert.examples;

import org.jspecify.annotations.NullMarked;
