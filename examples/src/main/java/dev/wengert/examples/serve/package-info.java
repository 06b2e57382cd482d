/**
 * The subcommand {@code serve}: a trained model behind HTTP, by the JDK's own server, and what load
 * it bears.
 */
@NullMarked
package dev.wengert.examples.serve;

import org.jspecify.annotations.NullMarked;
