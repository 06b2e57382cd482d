/** What a run shows: a table, pictures, a page that holds both, and all numbers as JSON. */
@NullMarked
package dev.wengert.examples.regularization.report;

import org.jspecify.annotations.NullMarked;
