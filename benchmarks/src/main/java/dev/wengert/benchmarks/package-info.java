/** JMH benchmarks. */
@NullMarked
package dev.wengert.benchmarks;

import org.jspecify.annotations.NullMarked;
