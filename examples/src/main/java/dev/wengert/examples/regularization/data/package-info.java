/**
 * Points of the plane with labels: where they come from, and what a file of them must look like.
 */
@NullMarked
package dev.wengert.examples.regularization.data;

import org.jspecify.annotations.NullMarked;
