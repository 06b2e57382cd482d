/** Recorded computations as text for other tools: graphs in DOT and Mermaid. */
@NullMarked
package dev.wengert.io;

import org.jspecify.annotations.NullMarked;
