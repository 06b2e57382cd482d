/** Customers who leave: from a table to a service that scores raw rows. */
@NullMarked
package dev.wengert.examples.table;

import org.jspecify.annotations.NullMarked;
